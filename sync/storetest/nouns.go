package storetest

import (
	"slices"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

var nounCases = []testCase{
	{"every field of a delivery", func(s *suite) {
		filled, zero := fill[hpsync.Delivery](), hpsync.Delivery{ID: "zero"}
		filled.Raw = everyByte()
		_, err := s.Store.Append(s.ctx, filled, zero)
		s.must(err)
		for _, want := range []hpsync.Delivery{filled, zero} {
			got, err := s.Store.Delivery(s.ctx, want.ID)
			s.must(err)
			s.wantEqual(got, want)
		}
		filled.Raw = nil
		listed, _, err := s.Store.ListDeliveries(s.ctx, hpsync.DeliveryFilter{}, hpsync.Page{})
		s.must(err)
		s.wantEqual(listed, []hpsync.Delivery{zero, filled})
	}},
	{"every field of a check and its steps", func(s *suite) {
		filled, zero := fill[hpsync.Check](), hpsync.Check{ID: "zero"}
		steps := filled.Steps
		for i := range steps {
			steps[i].Owner = filled.Key()
		}
		s.open(filled, zero)
		s.apply(hpsync.Change{Steps: steps})
		for _, want := range []hpsync.Check{filled, zero} {
			got, err := s.Store.Check(s.ctx, want.ID)
			s.must(err)
			s.wantEqual(got, want)
		}
		filled.Steps = nil
		listed, _, err := s.Store.ListChecks(s.ctx, hpsync.CheckFilter{}, hpsync.Page{})
		s.must(err)
		s.wantEqual(listed, []hpsync.Check{zero, filled})
	}},
	{"a check's fields can go back to nothing", func(s *suite) {
		check := fill[hpsync.Check]()
		s.open(check)
		empty := hpsync.Check{ID: check.ID, Connection: check.Connection}
		s.must(s.Store.Apply(s.ctx, s.claim(check.Key()), hpsync.Change{Check: &empty}))
		got, err := s.Store.Check(s.ctx, check.ID)
		s.must(err)
		s.wantEqual(got, empty)
	}},
	{"every field of a connection, and sealed bytes as they came", func(s *suite) {
		filled, zero := fill[hpsync.Connection](), hpsync.Connection{ID: "zero"}
		filled.Revision, filled.Sealed = 0, everyByte()
		steps := filled.Steps
		for i := range steps {
			steps[i].Owner = filled.Key()
		}
		s.must(s.Store.PutConnection(s.ctx, filled))
		s.must(s.Store.PutConnection(s.ctx, zero))
		s.apply(hpsync.Change{Steps: steps})
		filled.Revision, zero.Revision = 1, 1
		for _, want := range []hpsync.Connection{filled, zero} {
			got, err := s.Store.Connection(s.ctx, want.ID)
			s.must(err)
			s.wantEqual(got, want)
		}
		filled.Steps = nil
		listed, _, err := s.Store.ListConnections(s.ctx, hpsync.Page{})
		s.must(err)
		s.wantEqual(listed, []hpsync.Connection{filled, zero})
	}},
	{"every field of a plan", func(s *suite) {
		s.connect("c")
		plan := fill[hpsync.Plan]()
		plan.Revision = 0
		s.must(s.Store.PutAutomations(s.ctx, "c", plan))
		got, err := s.Store.Automations(s.ctx, "c")
		s.must(err)
		plan.Revision = 1
		s.wantEqual(got, plan)
		s.must(s.Store.PutAutomations(s.ctx, "c", hpsync.Plan{Revision: 1}))
		got, err = s.Store.Automations(s.ctx, "c")
		s.must(err)
		s.wantEqual(got, hpsync.Plan{Revision: 2})
	}},
	{"every field of an entry", func(s *suite) {
		want := []hpsync.Entry{fill[hpsync.Entry](), {}}
		s.apply(hpsync.Change{Entries: want})
		got, _, err := s.Store.Entries(s.ctx, hpsync.EntryFilter{}, hpsync.Page{})
		s.must(err)
		s.wantEqual(got, want)
	}},
	{"the store shares no memory with its callers", func(s *suite) {
		delivery, check, connection := fill[hpsync.Delivery](), fill[hpsync.Check](), fill[hpsync.Connection]()
		connection.Revision = 0
		plan := hpsync.Plan{Automations: []hpsync.Automation{fill[hpsync.Automation]()}}
		_, err := s.Store.Append(s.ctx, delivery)
		s.must(err)
		s.open(check)
		s.must(s.Store.PutConnection(s.ctx, connection))
		s.must(s.Store.PutAutomations(s.ctx, connection.ID, plan))
		before := s.snapshot()

		scribble := func() {
			clear(delivery.Raw)
			clear(check.Authors)
			clear(check.Versions)
			clear(connection.Sealed)
			clear(connection.Notify)
			clear(connection.Hooks)
			clear(plan.Automations[0].Notify)
			clear(plan.Automations)
		}
		scribble()
		s.wantSame(before)

		delivery, err = s.Store.Delivery(s.ctx, delivery.ID)
		s.must(err)
		check, err = s.Store.Check(s.ctx, check.ID)
		s.must(err)
		connection, err = s.Store.Connection(s.ctx, connection.ID)
		s.must(err)
		plan, err = s.Store.Automations(s.ctx, connection.ID)
		s.must(err)
		scribble()
		s.wantSame(before)
	}},
	{"a known delivery is seen and left as it is", func(s *suite) {
		key := s.deliver("c", "a")[0]
		s.release(s.claim(key), hpsync.Next{})
		before, err := s.Store.Delivery(s.ctx, "a")
		s.must(err)
		again := hpsync.Delivery{ID: "a", Connection: "c", Raw: []byte("another"), ReceivedAt: s.Now().Add(time.Hour)}
		fresh := hpsync.Delivery{ID: "b", Connection: "c"}
		seen, err := s.Store.Append(s.ctx, fresh, again, fresh)
		s.must(err)
		if !slices.Equal(seen, []bool{false, true, true}) {
			s.Fatalf("seen is %v, want the first to be new", seen)
		}
		after, err := s.Store.Delivery(s.ctx, "a")
		s.must(err)
		s.wantEqual(after, before)
		if due := s.due(10); !slices.Contains(due, "b") {
			s.Fatalf("due are %q, want b among them", due)
		}
	}},
	{"a connection is compared and set", func(s *suite) {
		connection := s.connect("c")
		s.wantDue()
		s.want(s.Store.PutConnection(s.ctx, hpsync.Connection{ID: "c"}), hpsync.ErrConflict)
		s.want(s.Store.PutConnection(s.ctx, hpsync.Connection{ID: "new", Revision: 1}), hpsync.ErrConflict)
		s.wantDue()
		connection.Name = "first"
		s.must(s.Store.PutConnection(s.ctx, connection))
		s.wantDue("c")
		connection.Name = "second"
		s.want(s.Store.PutConnection(s.ctx, connection), hpsync.ErrConflict)
		stored, err := s.Store.Connection(s.ctx, "c")
		s.must(err)
		if stored.Name != "first" || stored.Revision != 2 {
			s.Fatalf("the connection is %+v, want the first write at revision 2", stored)
		}
	}},
	{"a connection's write during a claim outlives its release", func(s *suite) {
		connection := s.connect("c")
		claim := s.claim(connection.Key())
		s.must(s.Store.PutConnection(s.ctx, connection))
		s.release(claim, hpsync.Next{})
		s.wantDue("c")
	}},
	{"a plan is compared and set", func(s *suite) {
		s.want(s.Store.PutAutomations(s.ctx, "c", hpsync.Plan{}), hpsync.ErrNotFound)
		s.connect("c")
		s.want(s.Store.PutAutomations(s.ctx, "c", hpsync.Plan{Revision: 1}), hpsync.ErrConflict)
		first := hpsync.Plan{Automations: []hpsync.Automation{{ID: "first"}}}
		s.must(s.Store.PutAutomations(s.ctx, "c", first))
		s.want(s.Store.PutAutomations(s.ctx, "c", hpsync.Plan{}), hpsync.ErrConflict)
		stored, err := s.Store.Automations(s.ctx, "c")
		s.must(err)
		first.Revision = 1
		s.wantEqual(stored, first)
		other, err := s.Store.Automations(s.ctx, "unknown")
		s.must(err)
		s.wantEqual(other, hpsync.Plan{})
	}},
}

// everyByte is text in no encoding.
func everyByte() []byte {
	out := make([]byte, 256)
	for i := range out {
		out[i] = byte(i)
	}
	return out
}
