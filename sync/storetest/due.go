package storetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

var dueCases = []testCase{
	{"live before backfill, oldest first", func(s *suite) {
		start := s.Now()
		at := func(minutes int, class hpsync.Class) hpsync.Next {
			return hpsync.Next{Due: start.Add(time.Duration(minutes) * time.Minute), Class: class}
		}
		s.row("c", "backfill 1", at(1, hpsync.Backfill))
		s.row("d", "live 4", at(4, hpsync.Live))
		s.row("c", "backfill 0", at(0, hpsync.Backfill))
		s.row("c", "live 2", at(2, hpsync.Live))
		s.row("d", "live 3", at(3, hpsync.Live))
		s.row("c", "live 9", at(9, hpsync.Live))
		s.Advance(5 * time.Minute)
		s.wantDue("live 2", "live 3", "live 4", "backfill 0", "backfill 1")
	}},
	{"the order is kept across a limit", func(s *suite) {
		start := s.Now()
		for _, minute := range []int{3, 1, 4, 2, 0} {
			s.row("c", fmt.Sprint(minute), hpsync.Next{Due: start.Add(time.Duration(minute) * time.Minute)})
		}
		s.Advance(time.Hour)
		for limit := range 6 {
			want := []string{"0", "1", "2", "3", "4"}[:limit]
			if got := s.due(limit); !slices.Equal(got, want) {
				s.Fatalf("with limit %d due are %q, want %q", limit, got, want)
			}
		}
		if got := s.due(-1); len(got) != 0 {
			s.Fatalf("with limit -1 due are %q", got)
		}
	}},
	{"held, parked and later rows are left out", func(s *suite) {
		s.claim(s.deliver("c", "held")[0])
		s.row("c", "parked", hpsync.Next{})
		s.row("c", "later", hpsync.Next{Due: s.Now().Add(time.Millisecond)})
		s.row("c", "now", hpsync.Next{Due: s.Now()})
		s.wantDue("now")
		s.Advance(time.Millisecond)
		s.wantDue("now", "later")
	}},
	{"a class can change with a release", func(s *suite) {
		key := s.row("c", "a", hpsync.Next{Due: s.Now(), Class: hpsync.Backfill})
		s.row("c", "b", hpsync.Next{Due: s.Now().Add(time.Second)})
		s.Advance(time.Second)
		s.wantDue("b", "a")
		s.release(s.claim(key), hpsync.Next{Due: s.Now().Add(-time.Second), Class: hpsync.Live})
		s.wantDue("a", "b")
	}},
	{"every kind of row is listed", func(s *suite) {
		s.deliver("c", "delivery")
		s.must(s.Store.PutConnection(s.ctx, hpsync.Connection{ID: "connection"}))
		s.apply(hpsync.Change{
			Open: []hpsync.Opening{{Check: s.check("c", "check"), Due: s.Now()}},
			Poke: []hpsync.Key{{Kind: hpsync.KindProfile, Connection: "c", ID: "profile"}},
		})
		keys, err := s.Store.Due(s.ctx, 10)
		s.must(err)
		for _, want := range []hpsync.Key{
			{Kind: hpsync.KindDelivery, Connection: "c", ID: "delivery"},
			{Kind: hpsync.KindConnection, Connection: "connection", ID: "connection"},
			{Kind: hpsync.KindCheck, Connection: "c", ID: "check"},
			{Kind: hpsync.KindProfile, Connection: "c", ID: "profile"},
		} {
			if !slices.Contains(keys, want) {
				s.Errorf("due are %v, want %v among them", keys, want)
			}
		}
		if len(keys) != 4 {
			s.Errorf("%d rows are due, want 4", len(keys))
		}
	}},
	{"a noisy connection leaves the others theirs", func(s *suite) {
		for i := range 30 {
			s.deliver("noisy", fmt.Sprint("noisy ", i))
			s.Advance(time.Millisecond)
		}
		s.deliver("quiet", "quiet 0", "quiet 1")
		s.Advance(time.Millisecond)
		s.row("slow", "slow 0", hpsync.Next{Due: s.Now(), Class: hpsync.Backfill})
		want := "noisy 0 noisy 1 noisy 2 noisy 3 noisy 4 noisy 5 noisy 6 quiet 0 quiet 1 slow 0"
		got := s.due(10)
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			s.Fatalf("due are %q, want %s", got, want)
		}
	}},
	{"equally noisy connections get the same, and the rest goes to the oldest", func(s *suite) {
		for i := range 10 {
			for _, connection := range []string{"d", "c", "e"} {
				s.deliver(connection, fmt.Sprint(connection, i))
				s.Advance(time.Millisecond)
			}
		}
		want := []string{"d0", "c0", "e0", "d1", "c1", "e1", "d2", "c2", "e2", "d3"}
		for limit := range 10 {
			if got := s.due(limit + 1); !slices.Equal(got, want[:limit+1]) {
				s.Fatalf("with limit %d due are %q, want %q", limit+1, got, want[:limit+1])
			}
		}
	}},
	{"more connections than the limit are served oldest first", func(s *suite) {
		for i := range 12 {
			s.deliver(fmt.Sprint("connection ", (i*5)%12), fmt.Sprint(i))
			s.Advance(time.Millisecond)
		}
		if got := s.due(5); !slices.Equal(got, []string{"0", "1", "2", "3", "4"}) {
			s.Fatalf("due are %q, want the first five", got)
		}
	}},
	{"a lone connection may fill the limit", func(s *suite) {
		s.deliver("other", "held")
		s.claim(hpsync.Key{Kind: hpsync.KindDelivery, Connection: "other", ID: "held"})
		for i := range 20 {
			s.deliver("c", fmt.Sprint(i))
		}
		if got := s.due(10); len(got) != 10 {
			s.Fatalf("%d are due, want 10", len(got))
		}
	}},
}
