package storetest

import (
	"fmt"
	"slices"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// lists are the store's four lists by the ids they give.
func (s *suite) lists() map[string]func(page hpsync.Page) ([]string, string, error) {
	return map[string]func(page hpsync.Page) ([]string, string, error){
		"deliveries": func(page hpsync.Page) ([]string, string, error) {
			all, next, err := s.Store.ListDeliveries(s.ctx, hpsync.DeliveryFilter{Connection: "c"}, page)
			return ids(all, func(d hpsync.Delivery) string { return d.ID }), next, err
		},
		"checks": func(page hpsync.Page) ([]string, string, error) {
			all, next, err := s.Store.ListChecks(s.ctx, hpsync.CheckFilter{Connection: "c"}, page)
			return ids(all, func(c hpsync.Check) string { return c.ID }), next, err
		},
		"entries": func(page hpsync.Page) ([]string, string, error) {
			all, next, err := s.Store.Entries(s.ctx, hpsync.EntryFilter{Connection: "c"}, page)
			return ids(all, func(e hpsync.Entry) string { return e.Rule }), next, err
		},
		"connections": func(page hpsync.Page) ([]string, string, error) {
			all, next, err := s.Store.ListConnections(s.ctx, page)
			return ids(all, func(c hpsync.Connection) string { return c.ID }), next, err
		},
	}
}

func ids[T any](all []T, id func(T) string) []string {
	out := []string{}
	for _, v := range all {
		out = append(out, id(v))
	}
	return out
}

// add puts a row of that id into each of the lists, and one beside each that a
// filter keeps out.
func (s *suite) add(id string) {
	s.Helper()
	s.deliver("c", id)
	s.deliver("beside", "beside "+id)
	s.must(s.Store.PutConnection(s.ctx, hpsync.Connection{ID: id}))
	s.apply(hpsync.Change{
		Open: []hpsync.Opening{{Check: s.check("c", id)}, {Check: s.check("beside", "beside "+id)}},
		Entries: []hpsync.Entry{
			{Owner: hpsync.Key{Kind: hpsync.KindCheck, Connection: "c", ID: id}, Rule: id},
			{Owner: hpsync.Key{Kind: hpsync.KindCheck, Connection: "beside", ID: id}, Rule: id},
		},
	})
	s.Advance(time.Second)
}

var listCases = []testCase{
	{"paging reads each row once while rows are added", func(s *suite) {
		for _, id := range []string{"d", "b", "f", "c", "e", "g", "h"} {
			s.add(id)
		}
		firsts, nexts := map[string][]string{}, map[string]string{}
		for name, list := range s.lists() {
			first, next, err := list(hpsync.Page{Limit: 3})
			s.must(err)
			firsts[name], nexts[name] = first, next
		}
		s.add("a")
		s.add("z")
		want := map[string][]string{
			"deliveries":  {"h", "g", "e", "c", "f", "b", "d"},
			"checks":      {"h", "g", "e", "c", "f", "b", "d"},
			"entries":     {"d", "b", "f", "c", "e", "g", "h", "a", "z"},
			"connections": {"b", "c", "d", "e", "f", "g", "h", "z"},
		}
		for name, list := range s.lists() {
			got, next := firsts[name], nexts[name]
			if len(got) != 3 || next == "" {
				s.Fatalf("the first page of %s is %q and leads to %q", name, got, next)
			}
			for next != "" {
				page, after, err := list(hpsync.Page{After: next, Limit: 2})
				s.must(err)
				if len(page) > 2 || after == next {
					s.Fatalf("after %q a page of %s is %q and leads to %q", next, name, page, after)
				}
				got, next = append(got, page...), after
			}
			if !slices.Equal(got, want[name]) {
				s.Errorf("%s are %q, want %q", name, got, want[name])
			}
		}
	}},
	{"a page that holds all leads nowhere", func(s *suite) {
		s.add("a")
		s.add("b")
		for name, list := range s.lists() {
			for _, limit := range []int{0, 2, 1000} {
				got, next, err := list(hpsync.Page{Limit: limit})
				s.must(err)
				if len(got) != 2 || next != "" {
					s.Errorf("with limit %d %s are %q and lead to %q", limit, name, got, next)
				}
			}
		}
	}},
	{"an empty list is no error", func(s *suite) {
		for name, list := range s.lists() {
			got, next, err := list(hpsync.Page{})
			s.must(err)
			if len(got) != 0 || next != "" {
				s.Errorf("%s are %q and lead to %q", name, got, next)
			}
		}
		counts, err := s.Store.CountChecks(s.ctx, hpsync.CheckFilter{})
		s.must(err)
		if len(counts) != 0 {
			s.Errorf("counts are %v", counts)
		}
	}},
	{"without a limit a page holds a hundred", func(s *suite) {
		var all []string
		for i := range 101 {
			all = append(all, fmt.Sprint(i))
		}
		s.deliver("c", all...)
		got, next, err := s.lists()["deliveries"](hpsync.Page{})
		s.must(err)
		if len(got) != 100 || next == "" {
			s.Fatalf("%d deliveries lead to %q", len(got), next)
		}
	}},
	{"limits out of bounds and cursors of nobody are refused", func(s *suite) {
		s.add("a")
		for name, list := range s.lists() {
			for _, limit := range []int{-1, 1001} {
				_, _, err := list(hpsync.Page{Limit: limit})
				s.wantArgument(err, "page.limit")
			}
			if name == "connections" { // its cursor is an id, and any text may be one
				continue
			}
			for _, after := range []string{"x", "-1", "1.5", "99999999999999999999"} {
				_, _, err := list(hpsync.Page{After: after})
				s.wantArgument(err, "page.after")
			}
		}
	}},
}
