package storetest

import (
	"errors"
	"fmt"
	stdsync "sync"
	"sync/atomic"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// crowd is how many write at once.
const crowd = 16

// together runs write in a crowd at once and returns what each came to.
func together(write func(i int) error) []error {
	errs := make([]error, crowd)
	start := make(chan struct{})
	var all stdsync.WaitGroup
	for i := range crowd {
		all.Go(func() {
			<-start
			errs[i] = write(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

// wantOne wants one success, and target for all others.
func (s *suite) wantOne(errs []error, target error) {
	s.Helper()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, target):
			s.Errorf("error is %v, want %v", err, target)
		}
	}
	if won != 1 {
		s.Errorf("%d won, want 1", won)
	}
}

var raceCases = []testCase{
	{"one of many claims wins", func(s *suite) {
		key := s.deliver("c", "a")[0]
		s.wantOne(together(func(int) error {
			_, err := s.Store.Claim(s.ctx, key, lease)
			return err
		}), hpsync.ErrConflict)
	}},
	{"one of many new connections wins", func(s *suite) {
		s.wantOne(together(func(i int) error {
			return s.Store.PutConnection(s.ctx, hpsync.Connection{ID: "c", Name: fmt.Sprint(i)})
		}), hpsync.ErrConflict)
	}},
	{"one of many plans wins", func(s *suite) {
		s.connect("c")
		s.wantOne(together(func(i int) error {
			return s.Store.PutAutomations(s.ctx, "c", hpsync.Plan{Automations: []hpsync.Automation{{ID: fmt.Sprint(i)}}})
		}), hpsync.ErrConflict)
	}},
	{"one of many same deliveries is new", func(s *suite) {
		var fresh atomic.Int64
		for _, err := range together(func(i int) error {
			own := hpsync.Delivery{ID: fmt.Sprint("own ", i), Connection: "c"}
			seen, err := s.Store.Append(s.ctx, hpsync.Delivery{ID: "same", Connection: "c"}, own)
			if err != nil {
				return err
			}
			if seen[1] {
				return errors.New("a delivery of its own was seen")
			}
			if !seen[0] {
				fresh.Add(1)
			}
			return nil
		}) {
			s.must(err)
		}
		if fresh.Load() != 1 {
			s.Fatalf("the same delivery was new %d times", fresh.Load())
		}
		if got := s.count("c"); got != crowd+1 {
			s.Fatalf("%d deliveries are stored, want %d", got, crowd+1)
		}
	}},
	{"many writers open one check: one wins, the others poke", func(s *suite) {
		check := s.check("c", "chk")
		var claims []hpsync.Claim
		for i := range crowd {
			claims = append(claims, s.claim(s.deliver("c", fmt.Sprint(i))[0]))
		}
		for _, err := range together(func(i int) error {
			mine := check
			mine.Reason = fmt.Sprint("writer ", i)
			return s.Store.Apply(s.ctx, claims[i], hpsync.Change{
				Open:    []hpsync.Opening{{Check: mine}},
				Entries: []hpsync.Entry{{Owner: mine.Key(), Rule: mine.Reason}},
			})
		}) {
			s.must(err)
		}
		counts, err := s.Store.CountChecks(s.ctx, hpsync.CheckFilter{})
		s.must(err)
		if len(counts) != 1 || counts[hpsync.Held] != 1 {
			s.Fatalf("checks are %v, want one", counts)
		}
		s.wantDue("chk")
		entries, _, err := s.Store.Entries(s.ctx, hpsync.EntryFilter{Owner: check.Key()}, hpsync.Page{})
		s.must(err)
		if len(entries) != crowd {
			s.Fatalf("%d entries, want one of each writer", len(entries))
		}
		stored, err := s.Store.Check(s.ctx, "chk")
		s.must(err)
		if stored.Reason != entries[0].Rule {
			s.Fatalf("the check is of %q, but %q was the first", stored.Reason, entries[0].Rule)
		}
	}},
	{"two writers on one row never lose a write", func(s *suite) {
		check := s.check("c", "chk")
		s.open(check)
		const each = 4
		for _, err := range together(func(int) error {
			for done := 0; done < each; {
				claim, err := s.Store.Claim(s.ctx, check.Key(), lease)
				if errors.Is(err, hpsync.ErrConflict) {
					continue
				} else if err != nil {
					return err
				}
				read, err := s.Store.Check(s.ctx, check.ID)
				if err != nil {
					return err
				}
				read.Answered++
				if err := s.Store.Apply(s.ctx, claim, hpsync.Change{Check: &read}); err != nil {
					return err
				}
				done++
			}
			return nil
		}) {
			s.must(err)
		}
		stored, err := s.Store.Check(s.ctx, check.ID)
		s.must(err)
		if stored.Answered != crowd*each {
			s.Fatalf("%d writes were kept of %d", stored.Answered, crowd*each)
		}
	}},
	{"no poke is lost between release and claim", func(s *suite) {
		key := s.row("c", "a", hpsync.Next{})
		var told, heard atomic.Int64
		work := func() { // what an engine does: whatever was told before the claim is heard under it
			claim, err := s.Store.Claim(s.ctx, key, lease)
			s.must(err)
			heard.Store(told.Load())
			s.release(claim, hpsync.Next{})
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for _, err := range together(func(int) error {
				told.Add(1)
				return s.Store.Poke(s.ctx, s.Now(), key)
			}) {
				if err != nil {
					s.Error(err)
				}
			}
		}()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
				if len(s.due(1)) > 0 {
					work()
				}
			}
		}
		for range crowd {
			if len(s.due(1)) > 0 {
				work()
			}
		}
		s.wantDue()
		if heard.Load() != crowd {
			s.Fatalf("%d pokes were heard of %d", heard.Load(), crowd)
		}
	}},
}
