package sqlite

import (
	"context"
	"encoding/json"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const insertEntry = `INSERT INTO entries (owner_kind, owner_connection, owner_id, opportunity, doc) VALUES (?, ?, ?, ?, ?)`

// Entries returns a page of the timeline.
func (s *Store) Entries(ctx context.Context, filter hpsync.EntryFilter, page hpsync.Page) ([]hpsync.Entry, string, error) {
	limit, err := page.Bound()
	if err != nil {
		return nil, "", err
	}
	after, err := cursor(page, 0)
	if err != nil {
		return nil, "", err
	}
	query, args := entryList(filter, after, limit)
	return list[hpsync.Entry](ctx, s, "entries", query, args, limit)
}

func entryList(filter hpsync.EntryFilter, after int64, limit int) (query string, args []any) {
	var where conditions
	if owner := filter.Owner; owner != (hpsync.Key{}) {
		where.add("owner_id = ? AND owner_kind = ? AND owner_connection = ?", owner.ID, string(owner.Kind), owner.Connection)
		where.led = true
	}
	where.equal("opportunity", filter.Opportunity)
	where.equal("owner_connection", filter.Connection)
	where.add("seq > ?", after)
	return "SELECT seq, doc FROM entries WHERE " + where.String() + " ORDER BY seq LIMIT ?", append(where.args, limit+1)
}

// encodedEntry are the columns of an entry.
func encodedEntry(entry hpsync.Entry) ([]any, error) {
	doc, err := json.Marshal(entry)
	if err != nil {
		return nil, failure("encode an entry", err)
	}
	return []any{string(entry.Owner.Kind), entry.Owner.Connection, entry.Owner.ID, optional(entry.Opportunity), string(doc)}, nil
}
