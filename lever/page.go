package lever

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"iter"
	"net/url"
	"strings"
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
	pages, err := decodeRows(resp.Body, call.op, &page.Data)
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

// decodeRows reads the rows of an answer.
func decodeRows[T any](body []byte, op operation, rows *[]T) (paging, error) {
	pages, err := decode(body, rows)
	if err != nil && op.docRows != "" {
		if other, ok := documentedRows[T](body, op.docRows); ok {
			*rows, err = other, nil
		}
	}
	return pages, err
}

// documentedRows reads the answers of the few operations whose documentation shows something else than a list: a lone row
// as data ("data"), or a list under a key of data ("data.key"). All recorded answers are lists.
func documentedRows[T any](body []byte, at string) ([]T, bool) {
	key, inside := strings.CutPrefix(at, "data.")
	if !inside {
		var row T
		_, err := decode(body, &row)
		return []T{row}, err == nil
	}
	var data map[string]json.RawMessage
	if _, err := decode(body, &data); err != nil {
		return nil, false
	}
	var rows []T
	return rows, json.Unmarshal(data[key], &rows) == nil
}

// all walks over all pages. Rows move between pages while they are read, so a row that was given a while ago is left out.
func all[T any](ctx context.Context, c *Client, call call, id func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		s, err := call.settings()
		if err != nil {
			yield(zero, err)
			return
		}
		seed := maphash.MakeSeed()
		rows := recent{seed: seed}
		places := map[uint64]bool{maphash.String(seed, s.query.Get("offset")): true} // 8 bytes a page
		for {
			page, err := listAt[T](ctx, c, call, s)
			if err != nil {
				yield(zero, err)
				return
			}
			for _, row := range page.Data {
				if key := id(row); key != "" && rows.seen(key) {
					continue
				}
				if !yield(row, nil) {
					return
				}
			}
			if !page.HasNext {
				return
			}
			place := maphash.String(seed, page.Next)
			if page.Next == "" || places[place] {
				yield(zero, pageError(call.op, page.Next))
				return
			}
			places[place] = true
			s.query.Set("offset", page.Next)
			s.reserved = false // one booking is one request
		}
	}
}

// remembered is how many rows of a walk are known again at least. It bounds the memory of a walk of any length to a few
// hundred kilobytes beside the page at hand.
const remembered = 5000

// recent knows the last ids of a walk, at least [remembered] of them and fewer than twice as many, by their hashes: the
// young ones, and the generation before.
type recent struct {
	seed       maphash.Seed
	young, old map[uint64]struct{}
}

// seen reports whether the id came lately, and notes that it came.
func (r *recent) seen(id string) bool {
	key := maphash.String(r.seed, id)
	if _, ok := r.young[key]; ok {
		return true
	}
	if _, ok := r.old[key]; ok {
		return true
	}
	if r.young == nil || len(r.young) == remembered {
		r.young, r.old = make(map[uint64]struct{}), r.young
	}
	r.young[key] = struct{}{}
	return false
}

func pageError(op operation, next string) *PageError {
	if next == "" {
		return &PageError{op.name, "the answer announces a further page without saying where it is"}
	}
	return &PageError{op.name, "the answer leads back to a page that was read already"}
}
