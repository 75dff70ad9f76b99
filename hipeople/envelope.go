package hipeople

import (
	"encoding/json"
	"errors"
)

// page is one page of a list.
type page struct {
	rows    []record
	total   int
	counted bool // total is what the server said
	more    bool
}

// envelope is what every answer is wrapped in: {"list":{…},"result":…} for lists
// (documented), {"result":{…}} for one thing (observed), {"errors":…} for a failure
// that may come with status 200 (observed).
type envelope struct {
	List   json.RawMessage `json:"list"`
	Result json.RawMessage `json:"result"`
	Errors json.RawMessage `json:"errors"`
}

var (
	errNoEnvelope = errors.New("the answer is not a JSON object")
	errNoList     = errors.New("the answer holds no list of results")
)

// open splits an answer and reports the messages of a non-empty "errors".
func open(body []byte) (envelope, []string, error) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return envelope{}, nil, errNoEnvelope
	}
	return e, messagesOf(e.Errors), nil
}

// one returns the single item of an answer. An answer without an envelope is taken
// as the item itself, and a result that is a list of exactly one item as that item.
func (e envelope) one(body []byte) (record, error) {
	raw := e.Result
	if raw == nil {
		raw = body
	}
	item, err := decodeRecord(raw)
	if err != nil {
		return record{}, err
	}
	switch v := item.value.(type) {
	case map[string]any:
		return item, nil
	case []any:
		if len(v) == 1 {
			if _, ok := v[0].(map[string]any); ok {
				return record{value: v[0], raw: raw}, nil
			}
		}
	}
	return record{}, errors.New("the answer holds no single result")
}

// rows returns a page of a list. limit is what was asked for: where the answer does
// not say whether more follows, a full page means that it may. A null result is an
// empty list only beside a "list".
func (e envelope) rows(limit int) (page, error) {
	if string(e.Result) == "null" && e.List == nil {
		return page{}, errNoList
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(e.Result, &raws); err != nil {
		// A list resource may answer {"result":{"fields":[…]}} (observed for attachments).
		var wrapped struct {
			Fields []json.RawMessage `json:"fields"`
		}
		if json.Unmarshal(e.Result, &wrapped) != nil || wrapped.Fields == nil {
			return page{}, errNoList
		}
		raws = wrapped.Fields
	}
	p := page{rows: make([]record, 0, len(raws)), total: len(raws), more: len(raws) >= limit}
	for _, raw := range raws {
		item, err := decodeRecord(raw)
		if err != nil {
			return page{}, err
		}
		p.rows = append(p.rows, item)
	}
	if list, err := decodeRecord(e.List); err == nil {
		if total, ok := list.count("total"); ok {
			p.total, p.counted = total, true
		}
		if list.has([]string{"has_more"}) {
			p.more = list.flag("has_more")
		}
	}
	return p, nil
}

// messagesOf reads the texts of an "errors" value. Its shape is not published, so
// it may be a text, a list of texts, a list of objects, or a map by field. nil means
// that there was no error; an error without a text is told as such.
func messagesOf(raw json.RawMessage) []string {
	if raw == nil {
		return nil
	}
	item, err := decodeRecord(raw)
	if err != nil || empty(item.value) {
		return nil
	}
	messages := texts(item.value, 0)
	if len(messages) == 0 {
		return []string{"an error without a text"}
	}
	return messages
}

func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

const (
	maxMessages   = 10
	maxErrorDepth = 4
)

func texts(value any, depth int) []string {
	var found []string
	switch v := value.(type) {
	case string:
		if v != "" {
			found = append(found, v)
		}
	case []any:
		for _, element := range v {
			if depth < maxErrorDepth && len(found) < maxMessages {
				found = append(found, texts(element, depth+1)...)
			}
		}
	case map[string]any:
		found = objectTexts(v, depth)
	}
	return found[:min(len(found), maxMessages)]
}

// objectTexts prefers the usual names of a message and falls back to all values.
func objectTexts(object map[string]any, depth int) []string {
	for _, name := range []string{"message", "error", "detail", "title"} {
		if text, ok := object[name].(string); ok && text != "" {
			if field, ok := object["field"].(string); ok && field != "" {
				text = field + ": " + text
			}
			return []string{text}
		}
	}
	var found []string
	for _, name := range sortedKeys(object) {
		if depth >= maxErrorDepth || len(found) >= maxMessages {
			break
		}
		for _, text := range texts(object[name], depth+1) {
			found = append(found, name+": "+text)
		}
	}
	return found
}
