package hipeople

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

const (
	defaultLimit = 100
	maxLimit     = 500 // the largest page size seen in use
	maxPages     = 1000
)

// Filter is one filter of a list, sent as field[op]=value. Documented and observed
// are is_active[true] and field[id]=…; whether HiPeople knows another one shows only
// in the rows it returns, so check them.
type Filter struct {
	Field string
	Op    string
	Value string
}

// list reads a page of a collection with the conventions that are documented for roles.
func (c *Client) list(ctx context.Context, operation, collection string, filters []Filter, skip, limit int) (page, error) {
	if limit == 0 {
		limit = defaultLimit
	}
	if err := checkPaging(operation, skip, limit); err != nil {
		return page{}, err
	}
	query, err := filterQuery(operation, filters)
	if err != nil {
		return page{}, err
	}
	return c.listPage(ctx, operation, []string{collection}, query, skip, limit)
}

// each goes through a list page by page, from the given place on. list also says where
// the next page begins, see [after]. It ends after an error, which comes with a zero item.
func each[T any](operation string, skip int, list func(skip int) (items []T, next int, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		at := skip
		for range maxPages {
			items, next, err := list(at)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == end {
				return
			}
			at = next
		}
		yield(none, &IncompleteError{Operation: operation, Pages: maxPages})
	}
}

const end = -1

// after is where the page behind one of so many rows begins. An empty page ends a list
// whatever it says, since nothing would ever follow.
func after(skip, rows int, more bool) int {
	if !more || rows == 0 {
		return end
	}
	return skip + rows
}

// IncompleteError is a list that did not end within its bound of pages: what was read
// is not all there is, so it proves nothing absent.
type IncompleteError struct {
	Operation string
	Pages     int
}

func (e *IncompleteError) Error() string {
	return "hipeople: " + e.Operation + ": still more to read after " + strconv.Itoa(e.Pages) + " pages"
}

func checkPaging(operation string, skip, limit int) error {
	if skip < 0 {
		return &ArgumentError{Operation: operation, Field: "Skip", Got: strconv.Itoa(skip), Want: "0 or more"}
	}
	if limit < 1 || limit > maxLimit {
		return &ArgumentError{Operation: operation, Field: "Limit", Got: strconv.Itoa(limit), Want: "1 to " + strconv.Itoa(maxLimit)}
	}
	return nil
}

func filterQuery(operation string, filters []Filter) (url.Values, error) {
	query := url.Values{}
	for _, filter := range filters {
		if filter.Field == "" || filter.Op == "" {
			return nil, &ArgumentError{Operation: operation, Field: "Filters", Got: "a filter without field or operator", Want: "both"}
		}
		query.Add(filter.Field+"["+filter.Op+"]", filter.Value)
	}
	return query, nil
}

// listPage reads one page of any list.
func (c *Client) listPage(ctx context.Context, operation string, path []string, query url.Values, skip, limit int) (page, error) {
	query.Set("skip", strconv.Itoa(skip))
	query.Set("limit", strconv.Itoa(limit))
	answer, _, err := c.call(ctx, transport.Request{Operation: operation, Method: http.MethodGet, Path: path, Query: query})
	if err != nil {
		return page{}, err
	}
	p, err := answer.rows(limit)
	if err != nil {
		return page{}, &DecodeError{Operation: operation, Err: err}
	}
	return p, nil
}

// getOne reads one thing.
func (c *Client) getOne(ctx context.Context, operation string, path []string) (record, error) {
	answer, body, err := c.call(ctx, transport.Request{Operation: operation, Method: http.MethodGet, Path: path})
	if err != nil {
		return record{}, err
	}
	item, err := answer.one(body)
	if err != nil {
		return record{}, &DecodeError{Operation: operation, Err: err}
	}
	return item, nil
}
