package sync

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestUsableAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ada@example.com":                  "ada@example.com",
		" ada@example.com\t":               "ada@example.com",
		"ada+ref@mail.example.co.uk":       "ada+ref@mail.example.co.uk",
		"":                                 "",
		"ada":                              "",
		"ada@":                             "",
		"@example.com":                     "",
		"ada@localhost":                    "",
		"Ada <ada@example.com>":            "",
		"<ada@example.com>":                "",
		"ada@example.com, bob@example.com": "",
		"ada@example.com\r\nBcc: bob@example.com": "",
		"ada@exa\nmple.com":                       "",
		strings.Repeat("a", 250) + "@example.com": "",
	} {
		got, ok := usableAddress(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q %v, want %q", text, got, ok, want)
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	var read struct{ Hold Duration }
	if err := json.Unmarshal([]byte(`{"Hold":"1h30m"}`), &read); err != nil || read.Hold != Duration(90*time.Minute) {
		t.Errorf("read %s, %v", read.Hold, err)
	}
	text, err := json.Marshal(read)
	if err != nil || string(text) != `{"Hold":"1h30m0s"}` {
		t.Errorf("wrote %s, %v", text, err)
	}
	for _, bad := range []string{`"soon"`, `"30"`, `30`, `""`} {
		if err := json.Unmarshal(fmt.Appendf(nil, `{"Hold":%s}`, bad), &read); err == nil {
			t.Errorf("%s is taken for %s", bad, read.Hold)
		}
	}
	if err := new(Duration).UnmarshalText([]byte("soon")); err == nil || !strings.Contains(err.Error(), `"soon"`) || !strings.Contains(err.Error(), "30m") {
		t.Errorf("the error says neither what came nor what is wanted: %v", err)
	}
}

func TestCheckFilter(t *testing.T) {
	t.Parallel()
	c := running(Invited)
	for name, f := range map[string]struct {
		filter CheckFilter
		want   bool
	}{
		"all":                   {CheckFilter{}, true},
		"connection":            {CheckFilter{Connection: "acme"}, true},
		"another connection":    {CheckFilter{Connection: "other"}, false},
		"another environment":   {CheckFilter{Environment: "production"}, false},
		"another automation":    {CheckFilter{Automation: "other"}, false},
		"another opportunity":   {CheckFilter{Opportunity: "opp-2"}, false},
		"another contact":       {CheckFilter{Contact: "con-2"}, false},
		"another role":          {CheckFilter{Role: "role-2"}, false},
		"another candidate":     {CheckFilter{Candidate: "cand-2"}, false},
		"its state":             {CheckFilter{States: []State{Held, Invited}}, true},
		"another state":         {CheckFilter{States: []State{Held}}, false},
		"opened at that moment": {CheckFilter{OpenedSince: c.OpenedAt}, true},
		"opened before":         {CheckFilter{OpenedSince: c.OpenedAt.Add(1)}, false},
		"invited at the moment": {CheckFilter{InvitedSince: c.InvitedAt}, true},
		"invited before":        {CheckFilter{InvitedSince: c.InvitedAt.Add(1)}, false},
		"two that do, one not":  {CheckFilter{Connection: "acme", Role: "role-1", Contact: "con-2"}, false},
	} {
		if got := f.filter.Matches(&c); got != f.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestOtherFilters(t *testing.T) {
	t.Parallel()
	d := Delivery{Connection: "acme", Verdict: Skip}
	e := Entry{Owner: Key{KindCheck, "acme", "chk_1"}, Opportunity: "opp-1"}
	for name, got := range map[string]bool{
		"all deliveries":      DeliveryFilter{}.Matches(d),
		"verdict":             DeliveryFilter{Verdict: Skip, Connection: "acme"}.Matches(d),
		"not another verdict": !DeliveryFilter{Verdict: Invite}.Matches(d),
		"not of another":      !DeliveryFilter{Connection: "b"}.Matches(d),
		"all entries":         EntryFilter{}.Matches(e),
		"owner":               EntryFilter{Owner: e.Owner, Connection: "acme", Opportunity: "opp-1"}.Matches(e),
		"not another owner":   !EntryFilter{Owner: Key{KindCheck, "acme", "chk_2"}}.Matches(e),
		"not another opp":     !EntryFilter{Opportunity: "opp-2"}.Matches(e),
		"not of connection":   !EntryFilter{Connection: "b"}.Matches(e),
	} {
		if !got {
			t.Errorf("%s: no", name)
		}
	}
}

func TestPageBound(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]int{0: 100, 1: 1, 1000: 1000, -1: 0, 1001: 0} {
		got, err := Page{Limit: limit}.Bound()
		var argument *ArgumentError
		if got != want || (want == 0) != errors.As(err, &argument) {
			t.Errorf("%d: %d, %v", limit, got, err)
		}
	}
}

// TestCheckID: it stands in files, links and at HiPeople, so it must never change.
func TestCheckID(t *testing.T) {
	t.Parallel()
	if got := (CheckKey{"production", "opp-1", "role-1", 1}).ID(); got != "chk_cgg6i63x4ltozacw2x4tw" {
		t.Errorf("the key's id is now %s: every check in the world would be opened anew", got)
	}
	seen := map[string]CheckKey{}
	for _, k := range []CheckKey{{"a", "b", "c", 1}, {"a", "b", "c", 2}, {"a", "bc", "", 1}, {"ab", "", "c", 1}, {"", "ab", "c", 1}, {"a", "b", "c", 11}} {
		if other, taken := seen[k.ID()]; taken {
			t.Errorf("%+v and %+v have one id", k, other)
		}
		seen[k.ID()] = k
	}
}

func TestDeliveryID(t *testing.T) {
	t.Parallel()
	a := NewDelivery("acme", FromLever, []byte("{}"), noon)
	switch {
	case a.ID != NewDelivery("acme", FromLever, []byte("{}"), noon.Add(time.Hour)).ID:
		t.Error("the same body twice is two deliveries")
	case a.ID == NewDelivery("acme", FromLever, []byte("{ }"), noon).ID:
		t.Error("another body is the same delivery")
	case a.ID == NewDelivery("other", FromLever, []byte("{}"), noon).ID:
		t.Error("another connection's is the same delivery")
	}
}

func TestRequire(t *testing.T) {
	t.Parallel()
	connection, plan, c := plainSight().Connection, plainSight().Plan, standing(Held)
	whole := Require{ConnectionLive: true, Automation: "backend", Revision: 3, CheckOpen: true}
	if err := whole.Met(connection, plan, &c); err != nil {
		t.Errorf("all holds, yet %v", err)
	}
	for name, met := range map[string]func() error{
		"paused":    func() error { connection.State = ConnectionPaused; return whole.Met(connection, plan, &c) },
		"gone":      func() error { return Require{Automation: "other"}.Met(connection, plan, &c) },
		"changed":   func() error { return Require{Automation: "backend", Revision: 2}.Met(connection, plan, &c) },
		"cancelled": func() error { x := standing(Cancelled); return Require{CheckOpen: true}.Met(connection, plan, &x) },
		"skipped":   func() error { x := standing(Skipped); return Require{CheckOpen: true}.Met(connection, plan, &x) },
		"dry run": func() error {
			return Require{Automation: "a"}.Met(connection, Plan{Automations: []Automation{{ID: "a", Mode: ModeDryRun}}}, nil)
		},
		"turned off": func() error {
			return Require{Automation: "a"}.Met(connection, Plan{Automations: []Automation{{ID: "a", Mode: ModeOff}}}, nil)
		},
	} {
		if err := met(); !errors.Is(err, ErrStale) {
			t.Errorf("%s: %v, want stale", name, err)
		}
	}
	if !(Require{}).Zero() || whole.Zero() {
		t.Error("zero is mistaken")
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	e := &Engine{timing: Timing{}.withDefaults()}
	for n, want := range map[int]time.Duration{
		-1: 15 * time.Second, 0: 15 * time.Second, 1: 15 * time.Second, 2: 30 * time.Second, 4: 2 * time.Minute, 7: 16 * time.Minute, 8: 16 * time.Minute, 1 << 40: 16 * time.Minute,
	} {
		if got := e.backoff(n); got != want {
			t.Errorf("after %d failures %s, want %s", n, got, want)
		}
	}
}

// TestDue: whatever is open has a time at which it is looked at, and what is not due
// yet is never due now, which would be a busy loop.
func TestDue(t *testing.T) {
	t.Parallel()
	e := &Engine{timing: Timing{}.withDefaults()}
	hour := noon.Add(time.Hour)
	open := func(s Step) func(*Check) { return func(c *Check) { c.Steps = append(c.Steps, s) } }
	aged := func(d time.Duration) func(*Check) { return func(c *Check) { c.InvitedAt = noon.Add(-d) } }
	out := func(ago time.Duration) func(*Check) {
		return func(c *Check) { c.Versions = []Version{{Number: 1, SeenAt: noon.Add(-ago)}} }
	}
	for name, c := range map[string]struct {
		check Check
		want  time.Duration // from noon; -1: never
	}{
		"held by its window":         {standing(Held, func(c *Check) { c.HoldUntil = noon.Add(time.Minute) }), time.Minute},
		"held by a rule":             {standing(Held), time.Hour},
		"skipped lately":             {standing(Skipped), time.Hour},
		"skipped long ago":           {standing(Skipped, earlier(48*time.Hour)), -1},
		"inviting, in doubt":         {standing(Inviting, open(Step{State: Sending, LookAt: noon.Add(2 * time.Minute)})), 2 * time.Minute},
		"invited today":              {running(Invited), 15 * time.Minute},
		"invited three days ago":     {running(Invited, aged(72*time.Hour)), time.Hour},
		"invited a month ago":        {running(Overdue, aged(720*time.Hour)), 6 * time.Hour},
		"completed":                  {running(Completed, out(0)), 24 * time.Hour},
		"completed two months ago":   {running(Completed, out(1440*time.Hour)), -1},
		"completed and deleted":      {running(Completed, out(0), func(c *Check) { c.Candidate = "" }), -1},
		"completed, with a pdf left": {running(Completed, out(1440*time.Hour), open(Step{State: Ready, DueAt: hour})), time.Hour},
		"cancelled":                  {running(Cancelled), -1},
		"failed":                     {running(Failed), -1},
		"in review":                  {running(NeedsReview), -1},
		"in review, with a mail":     {running(NeedsReview, open(Step{State: Ready, DueAt: noon.Add(time.Second)})), time.Second},
		"steps that ended":           {running(Cancelled, open(Step{State: StepDone}), open(Step{State: StepFailed}), open(Step{State: StepReview}), open(Step{State: Dropped})), -1},
	} {
		got := e.due(c.check, noon)
		if c.want < 0 && !got.IsZero() || c.want >= 0 && !got.Equal(noon.Add(c.want)) {
			t.Errorf("%s: due %s, want noon + %s", name, got, c.want)
		}
	}
}
