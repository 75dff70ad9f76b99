package sqlite

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// TestQueriesUseAnIndex holds each query to the index that was made for it: it finds
// what it wants, in order, without reading or sorting the rest.
func TestQueriesUseAnIndex(t *testing.T) {
	t.Parallel()
	store := openTest(t, filepath.Join(t.TempDir(), "store.db"))
	defer store.Close()
	type statement struct {
		text string
		args []any
	}
	of := func(text string, args ...any) statement { return statement{text, args} }
	deliveries := func(filter hpsync.DeliveryFilter) statement {
		text, args := deliveryList(filter, 1000, 100)
		return statement{text, args}
	}
	checks := func(filter hpsync.CheckFilter) statement {
		text, args := checkList(filter, 1000, 100)
		return statement{text, args}
	}
	counts := func(filter hpsync.CheckFilter) statement {
		text, args := checkCount(filter)
		return statement{text, args}
	}
	entries := func(filter hpsync.EntryFilter) statement {
		text, args := entryList(filter, 0, 100)
		return statement{text, args}
	}
	all := hpsync.CheckFilter{
		Connection: "c", Environment: "e", Automation: "a", Opportunity: "o", Contact: "p", Role: "r", Candidate: "x",
		States: []hpsync.State{hpsync.Held}, OpenedSince: time.Now(), InvitedSince: time.Now(),
	}
	const (
		byRow    = "SEARCH %s USING INTEGER PRIMARY KEY (rowid"
		ordered  = true
		whatever = false // the order is made from the few rows found
	)
	for _, c := range []struct {
		name      string
		statement statement
		index     string
		ordered   bool
	}{
		{"Claim", of(claimWork, 0, "", "", "", 0), "SEARCH work USING INDEX sqlite_autoindex_work_1 (id=? AND kind=? AND connection=?)", ordered},
		{"Poke", of(pokeWork, 0, "", "", ""), "SEARCH work USING INDEX sqlite_autoindex_work_1 (id=? AND kind=? AND connection=?)", ordered},
		{"Apply", of(heldWork, "", "", "", 0, 0), "SEARCH work USING INDEX sqlite_autoindex_work_1 (id=? AND kind=? AND connection=?)", ordered},
		{"Apply's release", of(releaseWork, 0, 0, 0), fmt.Sprintf(byRow, "work"), ordered},
		{"Apply's steps", of(selectStepEpoch, "", "", "", "", 0), "SEARCH steps USING INDEX sqlite_autoindex_steps_1 (owner_id=? AND owner_kind=? AND owner_connection=? AND name=? AND version=?)", ordered},
		{"Delivery", of(selectDelivery, ""), "SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_1 (id=?)", ordered},
		{"Check", of(selectCheck, ""), "SEARCH steps USING INDEX sqlite_autoindex_steps_1 (owner_id=? AND owner_kind=? AND owner_connection=?)", whatever},
		{"Connection", of(selectConnection, ""), "SEARCH steps USING INDEX sqlite_autoindex_steps_1 (owner_id=? AND owner_kind=? AND owner_connection=?)", whatever},
		{"ListConnections", of(listConnections, "", 1), "SEARCH connections USING INDEX sqlite_autoindex_connections_1 (id>?)", ordered},

		{"deliveries", deliveries(hpsync.DeliveryFilter{}), fmt.Sprintf(byRow, "deliveries"), ordered},
		{"deliveries by connection", deliveries(hpsync.DeliveryFilter{Connection: "c"}), "INDEX deliveries_connection (connection=? AND rowid<?)", ordered},
		{"deliveries by verdict", deliveries(hpsync.DeliveryFilter{Verdict: "v"}), "INDEX deliveries_verdict (verdict=? AND rowid<?)", ordered},
		{"deliveries by both", deliveries(hpsync.DeliveryFilter{Connection: "c", Verdict: "v"}), "INDEX deliveries_connection_verdict (connection=? AND verdict=? AND rowid<?)", ordered},

		{"checks", checks(hpsync.CheckFilter{}), fmt.Sprintf(byRow, "checks"), ordered},
		{"checks by role", checks(hpsync.CheckFilter{Role: "r", Environment: "e"}), fmt.Sprintf(byRow, "checks"), ordered},
		{"checks by connection", checks(hpsync.CheckFilter{Connection: "c"}), "INDEX checks_connection (connection=? AND rowid<?)", ordered},
		{"checks by automation", checks(hpsync.CheckFilter{Automation: "a"}), "INDEX checks_automation (automation=? AND rowid<?)", ordered},
		{"checks by opportunity", checks(hpsync.CheckFilter{Opportunity: "o"}), "INDEX checks_opportunity (opportunity=? AND rowid<?)", ordered},
		{"checks by contact", checks(hpsync.CheckFilter{Contact: "p"}), "INDEX checks_contact (contact=? AND rowid<?)", ordered},
		{"checks by candidate", checks(hpsync.CheckFilter{Candidate: "x"}), "INDEX checks_candidate (candidate=? AND rowid<?)", ordered},
		{"checks by state", checks(hpsync.CheckFilter{States: []hpsync.State{hpsync.Held}}), "INDEX checks_state (state=? AND rowid<?)", ordered},
		{"checks by states", checks(hpsync.CheckFilter{States: []hpsync.State{hpsync.Held, hpsync.Failed}}), "INDEX checks_state (state=? AND rowid<?)", whatever},
		{"checks by connection and state", checks(hpsync.CheckFilter{Connection: "c", States: []hpsync.State{hpsync.Held}}), "INDEX checks_connection_state (connection=? AND state=? AND rowid<?)", ordered},
		{"checks by connection and opportunity", checks(hpsync.CheckFilter{Connection: "c", Opportunity: "o"}), "INDEX checks_opportunity (opportunity=? AND rowid<?)", ordered},
		{"checks by contact and states", checks(hpsync.CheckFilter{Connection: "c", Contact: "p", States: []hpsync.State{hpsync.Held, hpsync.Failed}}), "INDEX checks_contact (contact=? AND rowid<?)", whatever},
		{"checks by automation and state", checks(hpsync.CheckFilter{Automation: "a", States: []hpsync.State{hpsync.Held}}), "INDEX checks_automation (automation=? AND rowid<?)", ordered},
		{"checks by all", checks(all), "INDEX checks_candidate (candidate=? AND rowid<?)", ordered},

		{"the brake", counts(hpsync.CheckFilter{Connection: "c", Automation: "a", InvitedSince: time.Now()}), "INDEX checks_invited (automation=? AND invited>?)", whatever},
		{"counts of a connection", counts(hpsync.CheckFilter{Connection: "c"}), "COVERING INDEX checks_connection_state (connection=?)", ordered},
		{"counts of some states", counts(hpsync.CheckFilter{Connection: "c", States: []hpsync.State{hpsync.Held, hpsync.Failed}}), "COVERING INDEX checks_connection_state (connection=? AND state=?)", ordered},

		{"entries", entries(hpsync.EntryFilter{}), fmt.Sprintf(byRow, "entries"), ordered},
		{"entries by owner", entries(hpsync.EntryFilter{Owner: hpsync.Key{ID: "o"}}), "INDEX entries_owner (owner_id=? AND owner_kind=? AND owner_connection=? AND rowid>?)", ordered},
		{"entries by opportunity", entries(hpsync.EntryFilter{Opportunity: "o"}), "INDEX entries_opportunity (opportunity=? AND rowid>?)", ordered},
		{"entries by connection", entries(hpsync.EntryFilter{Connection: "c"}), "INDEX entries_connection (owner_connection=? AND rowid>?)", ordered},
		{"entries by all", entries(hpsync.EntryFilter{Owner: hpsync.Key{ID: "o"}, Opportunity: "o", Connection: "c"}), "INDEX entries_owner (owner_id=? AND owner_kind=? AND owner_connection=? AND rowid>?)", ordered},
	} {
		plan := explain(t, store, c.statement.text, c.statement.args)
		if !strings.Contains(plan, c.index) || strings.Contains(plan, "SCAN checks") || strings.Contains(plan, "SCAN deliveries") || strings.Contains(plan, "SCAN entries") {
			t.Errorf("%s: the plan is\n%swant %s", c.name, plan, c.index)
		}
		if sorts := strings.Contains(plan, "TEMP B-TREE"); sorts && c.ordered {
			t.Errorf("%s: the plan sorts\n%s", c.name, plan)
		}
	}
}

// TestDueReadsOnlyWhatIsDue wants work_due alone, entered by connection and time.
func TestDueReadsOnlyWhatIsDue(t *testing.T) {
	t.Parallel()
	store := openTest(t, filepath.Join(t.TempDir(), "store.db"))
	defer store.Close()
	for _, c := range []struct {
		text  string
		args  []any
		times int // that due rows are entered by time
	}{
		{lanes, []any{0}, 2},
		{lane, []any{0, "c", 10, 0}, 2},
	} {
		plan := explain(t, store, c.text, c.args)
		if strings.Contains(plan, "SCAN work") || strings.Contains(plan, "sqlite_autoindex_work") {
			t.Errorf("the plan reads more than work_due:\n%s", plan)
		}
		if got := strings.Count(plan, "work_due (connection=? AND class=? AND due<?)"); got != c.times {
			t.Errorf("the plan enters work_due by time %d times, want %d:\n%s", got, c.times, plan)
		}
	}
}

func explain(t *testing.T, store *Store, text string, args []any) string {
	t.Helper()
	rows, err := store.reads.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
