package lever

import (
	"context"
	"fmt"
	"iter"
	"net/url"
)

// Page is one page of a list.
type Page[T any] struct {
	Data    []T
	Next    string // place of the next page, for Offset; opaque
	HasNext bool
}

// ListOptions are the options of a list without filters.
type ListOptions struct {
	Limit  int    `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset string `url:"offset,omitempty"` // Next of the page before
}

// PageError is a list that can't be read to its end, because Lever's answers do not lead there.
type PageError struct {
	Operation string
	Problem   string
}

// Error tells what was wrong.
func (e *PageError) Error() string { return fmt.Sprintf("lever: %s: %s", e.Operation, e.Problem) }

// list makes a call that answers one page.
func list[T any](ctx context.Context, c *Client, call call) (Page[T], error) {
	s, err := call.settings()
	if err != nil {
		return Page[T]{}, err
	}
	return listAt[T](ctx, c, call, s)
}

func listAt[T any](ctx context.Context, c *Client, call call, s settings) (Page[T], error) {
	if err := checkLimit(call.op, s.query); err != nil {
		return Page[T]{}, err
	}
	resp, err := c.sendWith(ctx, call, s)
	if err != nil {
		return Page[T]{}, err
	}
	var page Page[T]
	pages, err := decode(resp.Body, &page.Data)
	if err != nil {
		return Page[T]{}, unusable(call.op, resp, err)
	}
	page.Next = pages.Next
	page.HasNext = pages.Next != ""
	if pages.HasNext != nil {
		page.HasNext = *pages.HasNext
	}
	return page, nil
}

func checkLimit(op operation, query url.Values) error {
	switch limit := query.Get("limit"); {
	case limit == "":
		return nil
	case len(limit) > 3 || limit[0] == '-' || len(limit) == 3 && limit != "100":
		return op.argument("limit", limit, "1 to 100")
	}
	return nil
}

// all walks over all pages. Rows move between pages while they are read, so a row that was given already is left out;
// for that the ids of the rows are kept, not the rows.
func all[T any](ctx context.Context, c *Client, call call, id func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		s, err := call.settings()
		if err != nil {
			yield(zero, err)
			return
		}
		rows, places := map[string]bool{}, map[string]bool{s.query.Get("offset"): true}
		for {
			page, err := listAt[T](ctx, c, call, s)
			if err != nil {
				yield(zero, err)
				return
			}
			for _, row := range page.Data {
				if key := id(row); key != "" {
					if rows[key] {
						continue
					}
					rows[key] = true
				}
				if !yield(row, nil) {
					return
				}
			}
			if !page.HasNext {
				return
			}
			if page.Next == "" || places[page.Next] {
				yield(zero, pageError(call.op, page.Next))
				return
			}
			places[page.Next] = true
			s.query.Set("offset", page.Next)
			s.reserved = false // one booking is one request
		}
	}
}

func pageError(op operation, next string) *PageError {
	if next == "" {
		return &PageError{op.name, "the answer announces a further page without saying where it is"}
	}
	return &PageError{op.name, "the answer leads back to a page that was read already"}
}
