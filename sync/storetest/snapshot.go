package storetest

import (
	"encoding/json"
	"strings"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// snapshot is everything the store lets be seen, as text that can be compared.
func (s *suite) snapshot() string {
	s.Helper()
	var out strings.Builder
	write := func(values ...any) {
		for _, value := range values {
			text, err := json.Marshal(value)
			s.must(err)
			out.Write(text)
			out.WriteByte('\n')
		}
	}
	page := hpsync.Page{Limit: 1000}

	deliveries, _, err := s.Store.ListDeliveries(s.ctx, hpsync.DeliveryFilter{}, page)
	s.must(err)
	for _, d := range deliveries {
		full, err := s.Store.Delivery(s.ctx, d.ID)
		s.must(err)
		write("delivery", full, full.Raw)
	}
	checks, _, err := s.Store.ListChecks(s.ctx, hpsync.CheckFilter{}, page)
	s.must(err)
	for _, c := range checks {
		full, err := s.Store.Check(s.ctx, c.ID)
		s.must(err)
		write("check", full, full.Steps)
	}
	connections, _, err := s.Store.ListConnections(s.ctx, page)
	s.must(err)
	for _, c := range connections {
		full, err := s.Store.Connection(s.ctx, c.ID)
		s.must(err)
		plan, err := s.Store.Automations(s.ctx, c.ID)
		s.must(err)
		write("connection", full, full.Steps, plan)
	}
	entries, _, err := s.Store.Entries(s.ctx, hpsync.EntryFilter{}, page)
	s.must(err)
	write("entries", entries)
	keys, err := s.Store.Due(s.ctx, 1000)
	s.must(err)
	write("due", keys)
	return out.String()
}

// wantSame wants that nothing which can be seen has changed since before.
func (s *suite) wantSame(before string) {
	s.Helper()
	if after := s.snapshot(); after != before {
		s.Fatalf("the store changed\nfrom\n%s\nto\n%s", before, after)
	}
}
