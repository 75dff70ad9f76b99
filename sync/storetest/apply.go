package storetest

import (
	"slices"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// everything is a change that touches every kind of row under the claim of the
// check "chk", which stands in a connection "c" beside a parked row "other".
func (s *suite) everything(connection hpsync.Connection, other hpsync.Key) hpsync.Change {
	s.Helper()
	check := s.check("c", "chk")
	check.State, check.Candidate = hpsync.Invited, "candidate"
	connection.Name = "renamed"
	return hpsync.Change{
		Check:      &check,
		Open:       []hpsync.Opening{{Check: s.check("c", "opened"), Due: s.Now()}},
		Steps:      []hpsync.Step{{Owner: check.Key(), Name: "invite", State: hpsync.Sending, Epoch: 7, At: s.Now()}},
		Connection: &connection,
		Entries:    []hpsync.Entry{{Owner: check.Key(), Opportunity: check.Opportunity, At: s.Now(), Rule: "invite", Verdict: hpsync.Invite}},
		Poke:       []hpsync.Key{other, {Kind: hpsync.KindProfile, Connection: "c", ID: "contact chk"}},
		Next:       hpsync.Next{Due: s.Now().Add(-time.Second)},
	}
}

// scene is what everything is written into: a live connection with a live
// automation, a claimed check and a parked row.
func (s *suite) scene() (claim hpsync.Claim, change hpsync.Change) {
	s.Helper()
	connection := s.connect("c")
	s.must(s.Store.PutAutomations(s.ctx, "c", hpsync.Plan{Automations: []hpsync.Automation{
		{ID: "aut", Revision: 4, Mode: hpsync.ModeLive},
		{ID: "dry", Revision: 4, Mode: hpsync.ModeDryRun},
	}}))
	check := s.check("c", "chk")
	s.open(check)
	other := s.row("c", "other", hpsync.Next{})
	return s.claim(check.Key()), s.everything(connection, other)
}

var applyCases = []testCase{
	{"writes the whole change", func(s *suite) {
		claim, change := s.scene()
		s.must(s.Store.Apply(s.ctx, claim, change))

		check, err := s.Store.Check(s.ctx, "chk")
		s.must(err)
		if check.State != hpsync.Invited || check.Candidate != "candidate" || len(check.Steps) != 1 || check.Steps[0].Epoch != 7 {
			s.Errorf("the check is %+v", check)
		}
		if _, err := s.Store.Check(s.ctx, "opened"); err != nil {
			s.Errorf("the opened check: %v", err)
		}
		connection, err := s.Store.Connection(s.ctx, "c")
		s.must(err)
		if connection.Name != "renamed" || connection.Revision != change.Connection.Revision+1 {
			s.Errorf("the connection is %+v", connection)
		}
		entries, _, err := s.Store.Entries(s.ctx, hpsync.EntryFilter{Owner: check.Key()}, hpsync.Page{})
		s.must(err)
		if len(entries) != 1 || entries[0].Verdict != hpsync.Invite {
			s.Errorf("the timeline is %+v", entries)
		}
		due := s.due(10)
		if len(due) == 0 || due[0] != "chk" {
			s.Errorf("due are %q, want chk first", due)
		}
		slices.Sort(due)
		if !slices.Equal(due, []string{"chk", "contact chk", "opened", "other"}) {
			s.Errorf("due are %q", due)
		}
	}},
	{"a check that exists is left alone and poked", func(s *suite) {
		check := s.check("c", "chk")
		s.open(check)
		s.wantDue()
		check.Reason, check.State = "another", hpsync.Skipped
		s.apply(hpsync.Change{Open: []hpsync.Opening{{Check: check, Due: s.Now().Add(time.Hour)}}})
		stored, err := s.Store.Check(s.ctx, "chk")
		s.must(err)
		if stored.State != hpsync.Held || stored.Reason != "" {
			s.Fatalf("the check became %+v", stored)
		}
		s.wantDue("chk")
	}},
	{"a check that exists under another connection is poked there", func(s *suite) {
		s.open(s.check("c", "chk"))
		s.wantDue()
		s.apply(hpsync.Change{Open: []hpsync.Opening{{Check: s.check("d", "chk"), Due: s.Now().Add(time.Hour)}}})
		s.wantDue("chk")
		_, err := s.Store.Claim(s.ctx, hpsync.Key{Kind: hpsync.KindCheck, Connection: "d", ID: "chk"}, time.Minute)
		s.want(err, hpsync.ErrNotFound)
		s.claim(hpsync.Key{Kind: hpsync.KindCheck, Connection: "c", ID: "chk"})
	}},
	{"a check opens with its time and class", func(s *suite) {
		later, backfill, parked := s.check("c", "later"), s.check("c", "backfill"), s.check("c", "parked")
		s.apply(hpsync.Change{Open: []hpsync.Opening{
			{Check: backfill, Due: s.Now().Add(time.Second), Class: hpsync.Backfill},
			{Check: later, Due: s.Now().Add(time.Minute)},
			{Check: parked},
		}})
		s.wantDue()
		s.Advance(time.Minute)
		s.wantDue("later", "backfill")
		s.claim(parked.Key())
	}},
	{"a check's steps are written by Steps alone", func(s *suite) {
		check := s.check("c", "chk")
		check.Steps = []hpsync.Step{{Owner: check.Key(), Name: "smuggled"}}
		s.open(check)
		s.must(s.Store.Apply(s.ctx, s.claim(check.Key()), hpsync.Change{Check: &check}))
		stored, err := s.Store.Check(s.ctx, "chk")
		s.must(err)
		if len(stored.Steps) != 0 {
			s.Fatalf("steps are %+v, want none", stored.Steps)
		}
	}},
	{"steps are upserted and stay in the order they were made", func(s *suite) {
		check := s.check("c", "chk")
		s.open(check)
		step := func(name string, version int, state hpsync.StepState, epoch int64) hpsync.Step {
			return hpsync.Step{Owner: check.Key(), Name: name, Version: version, State: state, Epoch: epoch, At: s.Now()}
		}
		s.apply(hpsync.Change{Steps: []hpsync.Step{step("pdf", 1, hpsync.Ready, 0), step("invite", 0, hpsync.Ready, 3)}})
		s.apply(hpsync.Change{Steps: []hpsync.Step{step("pdf", 2, hpsync.Ready, 0)}})
		s.apply(hpsync.Change{Steps: []hpsync.Step{step("invite", 0, hpsync.Sending, 3), step("pdf", 1, hpsync.StepDone, 9)}})
		stored, err := s.Store.Check(s.ctx, "chk")
		s.must(err)
		want := []hpsync.Step{step("pdf", 1, hpsync.StepDone, 9), step("invite", 0, hpsync.Sending, 3), step("pdf", 2, hpsync.Ready, 0)}
		s.wantEqual(stored.Steps, want)
	}},
	{"steps of a connection and of a check of the same id are apart", func(s *suite) {
		connection := s.connect("same")
		check := s.check("same", "same")
		s.open(check)
		s.apply(hpsync.Change{Steps: []hpsync.Step{
			{Owner: connection.Key(), Name: "webhook:a"}, {Owner: check.Key(), Name: "invite"},
			{Owner: hpsync.Key{Kind: hpsync.KindCheck, Connection: "other", ID: "same"}, Name: "pdf"},
		}})
		stored, err := s.Store.Connection(s.ctx, "same")
		s.must(err)
		s.wantEqual(stored.Steps, []hpsync.Step{{Owner: connection.Key(), Name: "webhook:a"}})
		storedCheck, err := s.Store.Check(s.ctx, "same")
		s.must(err)
		s.wantEqual(storedCheck.Steps, []hpsync.Step{{Owner: check.Key(), Name: "invite"}})
	}},
	{"a verdict leaves the delivery's body and origin alone", func(s *suite) {
		key := s.deliver("c", "dlv")[0]
		before, err := s.Store.Delivery(s.ctx, "dlv")
		s.must(err)
		decided := hpsync.Delivery{ID: "dlv", Verdict: hpsync.Skip, Reason: "why", Tries: 2, Raw: []byte("another"), Digest: "another", Source: "another"}
		s.must(s.Store.Apply(s.ctx, s.claim(key), hpsync.Change{Delivery: &decided}))
		after, err := s.Store.Delivery(s.ctx, "dlv")
		s.must(err)
		before.Verdict, before.Reason, before.Tries = hpsync.Skip, "why", 2
		s.wantEqual(after, before)
		listed, _, err := s.Store.ListDeliveries(s.ctx, hpsync.DeliveryFilter{Verdict: hpsync.Skip}, hpsync.Page{})
		s.must(err)
		before.Raw = nil
		s.wantEqual(listed, []hpsync.Delivery{before})
	}},
	{"a connection's write wakes nobody by itself", func(s *suite) {
		connection := s.connect("c")
		s.apply(hpsync.Change{Connection: &connection})
		s.wantDue()
	}},
	{"entries keep the order of writing", func(s *suite) {
		owner := hpsync.Key{Kind: hpsync.KindCheck, Connection: "c", ID: "chk"}
		late := hpsync.Entry{Owner: owner, Rule: "late", At: s.Now().Add(time.Hour)}
		early := hpsync.Entry{Owner: owner, Rule: "early", At: s.Now()}
		s.apply(hpsync.Change{Entries: []hpsync.Entry{late, early}})
		s.apply(hpsync.Change{Entries: []hpsync.Entry{early}})
		entries, _, err := s.Store.Entries(s.ctx, hpsync.EntryFilter{}, hpsync.Page{})
		s.must(err)
		s.wantEqual(entries, []hpsync.Entry{late, early, early})
	}},
	{"what is required and holds is no hindrance", func(s *suite) {
		claim, change := s.scene()
		change.Require = hpsync.Require{ConnectionLive: true, Automation: "aut", Revision: 4, CheckOpen: true}
		s.must(s.Store.Apply(s.ctx, claim, change))
	}},
	{"an open check is required of the claimed check alone", func(s *suite) {
		s.connect("c")
		check := s.check("c", "same")
		check.State = hpsync.Cancelled
		s.open(check)
		claim := s.claim(s.deliver("c", "same")[0])
		s.must(s.Store.Apply(s.ctx, claim, hpsync.Change{Require: hpsync.Require{CheckOpen: true}}))
	}},
}
