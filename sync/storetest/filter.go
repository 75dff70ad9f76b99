package storetest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

var filterCases = []testCase{
	{"checks by each field", (*suite).filterChecks},
	{"deliveries by each field", func(s *suite) {
		for _, connection := range []string{"c", "d"} {
			for _, verdict := range []hpsync.Verdict{"", hpsync.Skip, hpsync.Invite} {
				key := s.deliver(connection, fmt.Sprint(connection, verdict))[0]
				s.must(s.Store.Apply(s.ctx, s.claim(key), hpsync.Change{Delivery: &hpsync.Delivery{Verdict: verdict}}))
			}
		}
		for _, c := range []struct {
			filter hpsync.DeliveryFilter
			want   []string
		}{
			{hpsync.DeliveryFilter{}, []string{"dinvite", "dskip", "d", "cinvite", "cskip", "c"}},
			{hpsync.DeliveryFilter{Connection: "c"}, []string{"cinvite", "cskip", "c"}},
			{hpsync.DeliveryFilter{Verdict: hpsync.Skip}, []string{"dskip", "cskip"}},
			{hpsync.DeliveryFilter{Connection: "d", Verdict: hpsync.Skip}, []string{"dskip"}},
			{hpsync.DeliveryFilter{Verdict: hpsync.Hold}, []string{}},
		} {
			got, _, err := s.Store.ListDeliveries(s.ctx, c.filter, hpsync.Page{})
			s.must(err)
			if list := ids(got, func(d hpsync.Delivery) string { return d.ID }); !slices.Equal(list, c.want) {
				s.Errorf("with %+v deliveries are %q, want %q", c.filter, list, c.want)
			}
		}
	}},
	{"entries by each field", func(s *suite) {
		var all []hpsync.Entry
		for i, owner := range []hpsync.Key{
			{Kind: hpsync.KindCheck, Connection: "c", ID: "x"},
			{Kind: hpsync.KindDelivery, Connection: "c", ID: "x"},
			{Kind: hpsync.KindCheck, Connection: "d", ID: "x"},
			{Kind: hpsync.KindCheck, Connection: "c", ID: "y"},
		} {
			all = append(all, hpsync.Entry{Owner: owner, Rule: fmt.Sprint(i)}, hpsync.Entry{Owner: owner, Opportunity: "o", Rule: fmt.Sprint(i, "o")})
		}
		s.apply(hpsync.Change{Entries: all})
		for _, c := range []struct {
			filter hpsync.EntryFilter
			want   []string
		}{
			{hpsync.EntryFilter{}, []string{"0", "0o", "1", "1o", "2", "2o", "3", "3o"}},
			{hpsync.EntryFilter{Connection: "d"}, []string{"2", "2o"}},
			{hpsync.EntryFilter{Owner: all[0].Owner}, []string{"0", "0o"}},
			{hpsync.EntryFilter{Opportunity: "o"}, []string{"0o", "1o", "2o", "3o"}},
			{hpsync.EntryFilter{Connection: "c", Opportunity: "o"}, []string{"0o", "1o", "3o"}},
			{hpsync.EntryFilter{Owner: all[4].Owner, Opportunity: "o", Connection: "d"}, []string{"2o"}},
			{hpsync.EntryFilter{Owner: all[4].Owner, Connection: "c"}, []string{}},
			{hpsync.EntryFilter{Owner: hpsync.Key{Kind: hpsync.KindCheck}}, []string{}},
		} {
			got, _, err := s.Store.Entries(s.ctx, c.filter, hpsync.Page{})
			s.must(err)
			if list := ids(got, func(e hpsync.Entry) string { return e.Rule }); !slices.Equal(list, c.want) {
				s.Errorf("with %+v entries are %q, want %q", c.filter, list, c.want)
			}
		}
	}},
}

// filterChecks lists and counts a population in which each field has two values,
// and any two fields each combination.
func (s *suite) filterChecks() {
	start := s.Now()
	states := []hpsync.State{hpsync.Held, hpsync.Invited, hpsync.Completed, hpsync.Failed}
	var all []hpsync.Check
	for i := range 64 {
		pick := func(mask int, name string) string {
			return fmt.Sprint(name, parity(i&mask))
		}
		check := hpsync.Check{
			ID: fmt.Sprint("chk ", i), Connection: pick(1, "con"), Environment: pick(2, "env"), Automation: pick(4, "aut"),
			Opportunity: pick(8, "opp"), Contact: pick(16, "contact"), Role: pick(32, "role"), Candidate: pick(3, "can"),
			State: states[2*parity(i&5)+parity(i&10)], OpenedAt: start.Add(time.Duration(i) * time.Minute),
		}
		if i%3 > 0 {
			check.InvitedAt = start.Add(time.Duration(63-i) * time.Minute)
		}
		all = append(all, check)
	}
	s.open(all...)
	since := start.Add(20 * time.Minute)
	for _, c := range []struct {
		filter hpsync.CheckFilter
		match  func(c hpsync.Check) bool
	}{
		{hpsync.CheckFilter{}, func(hpsync.Check) bool { return true }},
		{hpsync.CheckFilter{Connection: "con1"}, func(c hpsync.Check) bool { return c.Connection == "con1" }},
		{hpsync.CheckFilter{Environment: "env1"}, func(c hpsync.Check) bool { return c.Environment == "env1" }},
		{hpsync.CheckFilter{Automation: "aut1"}, func(c hpsync.Check) bool { return c.Automation == "aut1" }},
		{hpsync.CheckFilter{Opportunity: "opp1"}, func(c hpsync.Check) bool { return c.Opportunity == "opp1" }},
		{hpsync.CheckFilter{Contact: "contact1"}, func(c hpsync.Check) bool { return c.Contact == "contact1" }},
		{hpsync.CheckFilter{Role: "role1"}, func(c hpsync.Check) bool { return c.Role == "role1" }},
		{hpsync.CheckFilter{Candidate: "can1"}, func(c hpsync.Check) bool { return c.Candidate == "can1" }},
		{hpsync.CheckFilter{States: states[:1]}, func(c hpsync.Check) bool { return c.State == states[0] }},
		{hpsync.CheckFilter{States: states[1:3]}, func(c hpsync.Check) bool { return c.State == states[1] || c.State == states[2] }},
		{hpsync.CheckFilter{States: []hpsync.State{states[0], states[0]}}, func(c hpsync.Check) bool { return c.State == states[0] }},
		{hpsync.CheckFilter{OpenedSince: since}, func(c hpsync.Check) bool { return !c.OpenedAt.Before(since) }},
		{hpsync.CheckFilter{InvitedSince: since}, func(c hpsync.Check) bool { return !c.InvitedAt.Before(since) }},
		{hpsync.CheckFilter{Connection: "con1", States: states[2:]}, func(c hpsync.Check) bool {
			return c.Connection == "con1" && (c.State == states[2] || c.State == states[3])
		}},
		{hpsync.CheckFilter{Automation: "aut0", InvitedSince: since}, func(c hpsync.Check) bool {
			return c.Automation == "aut0" && !c.InvitedAt.Before(since)
		}},
		{hpsync.CheckFilter{Connection: "con0", Environment: "env1", Contact: "contact1", Role: "role0", States: states}, func(c hpsync.Check) bool {
			return c.Connection == "con0" && c.Environment == "env1" && c.Contact == "contact1" && c.Role == "role0"
		}},
		{hpsync.CheckFilter{Role: "unknown"}, func(hpsync.Check) bool { return false }},
	} {
		want, counts := []string{}, map[hpsync.State]int{}
		for _, check := range slices.Backward(all) {
			if c.match(check) {
				want = append(want, check.ID)
				counts[check.State]++
			}
		}
		got := []string{}
		for page := (hpsync.Page{Limit: 7}); ; {
			list, next, err := s.Store.ListChecks(s.ctx, c.filter, page)
			s.must(err)
			got = append(got, ids(list, func(c hpsync.Check) string { return c.ID })...)
			if page.After = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			s.Errorf("with %+v checks are %q, want %q", c.filter, got, want)
		}
		counted, err := s.Store.CountChecks(s.ctx, c.filter)
		s.must(err)
		if !maps.Equal(counted, counts) {
			s.Errorf("with %+v counts are %v, want %v", c.filter, counted, counts)
		}
	}
}

func parity(i int) (odd int) {
	for ; i > 0; i >>= 1 {
		odd ^= i & 1
	}
	return odd
}
