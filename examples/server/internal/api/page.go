package api

import (
	"fmt"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// pageOf checks what was asked for; the store checks the cursor.
func pageOf(after After, limit *Limit) (hpsync.Page, error) {
	page := hpsync.Page{After: after}
	if limit == nil {
		return page, nil
	}
	if *limit < 1 || *limit > 1000 {
		return page, invalid("limit", fmt.Sprintf("limit is %d, want 1 to 1000", *limit))
	}
	page.Limit = *limit
	return page, nil
}

// list is never nil, so that an empty one is written as [].
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
