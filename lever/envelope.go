package lever

import (
	"bytes"
	"encoding/json"
	"errors"
)

// paging is what an answer says about further pages.
type paging struct {
	Next    string `json:"next"`
	HasNext *bool  `json:"hasNext"`
}

type envelope struct {
	Data any `json:"data"`
	paging
}

var errNoData = errors.New("it holds no data")

// decode reads an answer into value, a pointer. Live answers are {"data": …}; examples of the documentation also nest
// data twice or leave it out, and all three are read.
//
// The usual answer is decoded in one pass: what lies inside is told from the first bytes alone.
func decode(body []byte, value any) (paging, error) {
	body = bytes.Trim(body, " \t\r\n") // what JSON calls white space, and no more
	inner, wrapped := afterDataKey(body)
	if !wrapped {
		return decodeSlow(body, value)
	}
	if _, twice := afterDataKey(inner); twice {
		return decodeSlow(body, value)
	}
	if bytes.HasPrefix(inner, []byte("null")) || bytes.HasPrefix(inner, []byte("{}")) {
		return paging{}, errNoData
	}
	answer := envelope{Data: value}
	err := json.Unmarshal(body, &answer)
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) { // a list nested twice whose first key is not data
		return decodeSlow(body, value)
	}
	return answer.paging, err
}

// decodeSlow takes the answer apart layer by layer.
func decodeSlow(body []byte, value any) (paging, error) {
	var pages paging
	for range 2 {
		if len(body) == 0 || body[0] != '{' {
			break
		}
		var layer struct {
			Data json.RawMessage `json:"data"`
			paging
		}
		if err := json.Unmarshal(body, &layer); err != nil {
			return pages, err
		}
		if layer.Data == nil {
			break
		}
		if layer.Next != "" || layer.HasNext != nil {
			pages = layer.paging
		}
		body = layer.Data
	}
	if len(body) == 0 || bytes.Equal(body, []byte("null")) || bytes.Equal(body, []byte("{}")) {
		return pages, errNoData
	}
	return pages, json.Unmarshal(body, value)
}

// afterDataKey returns what follows {"data": at the start of an object.
func afterDataKey(body []byte) ([]byte, bool) {
	rest := body
	for _, token := range []string{"{", `"data"`, ":"} {
		var found bool
		if rest, found = bytes.CutPrefix(rest, []byte(token)); !found {
			return nil, false
		}
		rest = bytes.TrimLeft(rest, " \t\r\n")
	}
	return rest, true
}
