package levertest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"
)

const maxPage = 100

// cursor is the place of a row in a list. A page begins behind a place, not at a number, so a row
// that moves between two pages is met twice or not at all, as with Lever.
type cursor struct {
	rank int
	at   int64
	id   string
}

func (c cursor) compare(d cursor) int {
	return cmp.Or(cmp.Compare(c.rank, d.rank), cmp.Compare(c.at, d.at), cmp.Compare(c.id, d.id))
}

// token is percent-encoded already, as Lever's is; it goes into a query as any other value, so on
// the wire it is encoded twice.
func (c cursor) token() string {
	text, _ := json.Marshal([]any{c.rank, c.at, c.id})
	return url.QueryEscape(string(text))
}

func parseCursor(token string) (cursor, error) {
	bad := badRequest("offset is not a token of this list; send next as it was received")
	text, err := url.QueryUnescape(token)
	if err != nil || text == token {
		return cursor{}, bad
	}
	var c cursor
	fields := []any{&c.rank, &c.at, &c.id}
	if err := json.Unmarshal([]byte(text), &fields); err != nil || len(fields) != 3 {
		return cursor{}, bad
	}
	return c, nil
}

// paged answers one page of rows in the order of place.
func paged[T any](r *request, rows []T, place func(T) cursor, wire func(T) any) (reply, error) {
	limit := maxPage
	if text := r.query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxPage {
			return reply{}, badRequest(fmt.Sprintf("limit is %q; it must be 1 to %d", text, maxPage))
		}
		limit = n
	}
	rows = slices.SortedFunc(slices.Values(rows), func(a, b T) int { return place(a).compare(place(b)) })
	if offset := r.query.Get("offset"); offset != "" {
		from, err := parseCursor(offset)
		if err != nil {
			return reply{}, err
		}
		rows = slices.DeleteFunc(rows, func(row T) bool { return place(row).compare(from) <= 0 })
	}
	body := map[string]any{"hasNext": len(rows) > limit}
	if len(rows) > limit {
		rows = rows[:limit]
		body["next"] = place(rows[limit-1]).token()
	}
	page := make([]any, len(rows))
	for i, row := range rows {
		page[i] = r.pick(wire(row))
	}
	body["data"] = page
	return reply{status: 200, body: body}, nil
}

// wants tells whether one of the values is asked for by the query's key, which may repeat; without
// the key all are.
func (r *request) wants(key string, values ...string) bool {
	asked := r.query[key]
	return len(asked) == 0 || slices.ContainsFunc(values, func(v string) bool { return slices.Contains(asked, v) })
}

// listed tells whether a list shows objects of this confidentiality: by default only non-confidential ones,
// and confidential ones only to those who may see them.
func (r *request) listed(confidentiality string) bool {
	asked := cmp.Or(r.query.Get("confidentiality"), nonConfidential)
	return (asked == "all" || asked == confidentiality) && r.caller.sees(confidentiality)
}

// span is an inclusive range of times, open where zero.
type span struct{ from, to time.Time }

// span reads the query's {name}_start and {name}_end.
func (r *request) span(name string) (span, error) {
	var s span
	for key, to := range map[string]*time.Time{name + "_start": &s.from, name + "_end": &s.to} {
		text := r.query.Get(key)
		if text == "" {
			continue
		}
		ms, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return span{}, badRequest(key + " is no timestamp in milliseconds")
		}
		*to = time.UnixMilli(ms)
	}
	return s, nil
}

// holds tells whether t lies in the range; the zero time lies only in the range open at both ends.
func (s span) holds(t time.Time) bool {
	if s.from.IsZero() && s.to.IsZero() {
		return true
	}
	return !t.IsZero() && !t.Before(s.from) && (s.to.IsZero() || !t.After(s.to))
}

// pick drops all fields but those of the query's include and expand; without include it drops none.
func (r *request) pick(wire any) any {
	include := r.query["include"]
	if len(include) == 0 {
		return wire
	}
	var fields map[string]json.RawMessage
	if encoded, err := json.Marshal(wire); err != nil || json.Unmarshal(encoded, &fields) != nil {
		return wire
	}
	expand := r.expand()
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool { return !slices.Contains(include, name) && !expand[name] })
	return fields
}

// expansion holds the names of fields to expand.
type expansion map[string]bool

func (r *request) expand() expansion {
	names := make(expansion)
	for _, name := range slices.Concat(r.query["expand"], r.query["expand[]"]) {
		names[name] = true
	}
	return names
}
