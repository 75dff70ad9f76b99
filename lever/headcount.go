package lever

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// unlimited is the word that Lever uses for a headcount without end.
const unlimited = "unlimited"

// Headcount is how many people a requisition is for. The zero Headcount stands for null.
type Headcount struct {
	Count     int64 // 0 if unlimited
	Unlimited bool
}

// MarshalJSON writes the number or the word unlimited.
func (h Headcount) MarshalJSON() ([]byte, error) {
	if h.Unlimited {
		return json.Marshal(unlimited)
	}
	return strconv.AppendInt(nil, h.Count, 10), nil
}

// UnmarshalJSON reads a number, its text, the word unlimited or null.
func (h *Headcount) UnmarshalJSON(data []byte) error {
	if bytes.Equal(bytes.TrimSpace(data), []byte(`"`+unlimited+`"`)) {
		*h = Headcount{Unlimited: true}
		return nil
	}
	count, _, err := lenientInt(data)
	if err != nil {
		return fmt.Errorf("lever: headcount: %w", err)
	}
	*h = Headcount{Count: count}
	return nil
}

// String is the number or the word unlimited.
func (h Headcount) String() string {
	if h.Unlimited {
		return unlimited
	}
	return strconv.FormatInt(h.Count, 10)
}
