package lever

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Expandable is a reference to another object. Lever answers its id alone, or the whole object where the request asked
// for it with Expand. The zero Expandable stands for null.
type Expandable[T any] struct {
	ID    string // set in both forms
	Value *T     // nil unless expanded
}

// MarshalJSON writes the object if there is one, else the id, else null.
func (e Expandable[T]) MarshalJSON() ([]byte, error) {
	switch {
	case e.Value != nil:
		return json.Marshal(e.Value)
	case e.ID != "":
		return json.Marshal(e.ID)
	default:
		return []byte("null"), nil
	}
}

// UnmarshalJSON reads an id, an object with an id, or null.
func (e *Expandable[T]) UnmarshalJSON(data []byte) error {
	*e = Expandable[T]{}
	data = bytes.TrimSpace(data)
	switch {
	case bytes.Equal(data, []byte("null")):
		return nil
	case len(data) > 0 && data[0] == '"':
		return json.Unmarshal(data, &e.ID)
	case len(data) > 0 && data[0] == '{':
		var named struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(data, &named); err != nil {
			return err
		}
		value := new(T)
		if err := json.Unmarshal(data, value); err != nil {
			return err
		}
		e.ID, e.Value = named.ID, value
		return nil
	default:
		return fmt.Errorf("lever: reference: want an id or an object, got %d bytes of something else", len(data))
	}
}
