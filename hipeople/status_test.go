package hipeople

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

func TestStatusRules(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	spec := StatusSpec{
		Paths: []string{"state"},
		Words: map[string]StatusValue{"done": StatusCompleted},
		Rules: []StatusRule{
			{"cancelled", WhenTrue, StatusCancelled},
			{"submitted_at", WhenSet, StatusCompleted},
			{"expires_at", WhenPast, StatusOverdue},
			{"is_active", WhenFalse, StatusNotStarted},
			{"started_at", WhenUnset, StatusPending},
			{"is_active", WhenTrue, StatusInProgress},
		},
	}
	tests := []struct {
		item string
		want StatusValue
		raw  string
	}{
		{`{"state":"Done","cancelled":true}`, StatusCompleted, "Done"}, // a word comes first
		{`{"state":"odd","cancelled":true}`, StatusUnknown, "odd"},     // also one that nobody knows
		{`{"state":" ","cancelled":true}`, StatusCancelled, "cancelled is true"},
		{`{"cancelled":1}`, StatusCancelled, "cancelled is true"},
		{`{"cancelled":"true"}`, StatusCancelled, "cancelled is true"},
		{`{"fields":{"submitted_at":1795446245}}`, StatusCompleted, "submitted_at is set"},
		{`{"submitted_at":"2026-01-01T00:00:00Z","expires_at":1}`, StatusCompleted, "submitted_at is set"},
		{`{"submitted_at":0,"expires_at":1795400000}`, StatusOverdue, "expires_at is past"},
		{`{"submitted_at":null,"expires_at":"2026-11-23T14:59:59Z","is_active":true}`, StatusOverdue, "expires_at is past"},
		{`{"expires_at":"2026-11-23T15:00:01Z","is_active":0}`, StatusNotStarted, "is_active is false"},
		{`{"expires_at":"soon","started_at":""}`, StatusPending, "started_at is unset"},
		{`{"started_at":5,"is_active":true}`, StatusInProgress, "is_active is true"},
		{`{"started_at":false}`, StatusPending, "started_at is unset"},
		{`{}`, StatusUnknown, ""},
		{`{"is_active":"perhaps"}`, StatusUnknown, ""},
		{`{"cancelled":{}}`, StatusUnknown, ""},
	}
	for _, tt := range tests {
		if got := spec.read(mustRecord(t, tt.item), now); got.Value != tt.want || got.Raw != tt.raw {
			t.Errorf("%s: %+v, want %s by %q", tt.item, got, tt.want, tt.raw)
		}
	}
}

// FuzzStatusRules: whatever lies at a rule's path, a rule that needs a value never
// holds without one, and set and unset never hold both.
func FuzzStatusRules(f *testing.F) {
	for _, seed := range []string{`null`, `0`, `0.0`, `"0"`, `false`, `""`, `" "`, `{}`, `[]`, `[0]`, `1e400`, `"2026-01-01T00:00:00Z"`, `-1`, `{"fields":true}`} {
		f.Add(seed)
	}
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value string) {
		item, err := decodeRecord(json.RawMessage(fmt.Sprintf(`{"v":%s}`, value)))
		if err != nil {
			return
		}
		holds := map[StatusCondition]bool{}
		for _, when := range []StatusCondition{WhenTrue, WhenFalse, WhenSet, WhenUnset, WhenPast} {
			holds[when] = StatusRule{Path: "v", When: when}.holds(item, now)
			if (StatusRule{Path: "w", When: when}).holds(item, now) && !item.has([]string{"w"}) {
				t.Errorf("%s holds of nothing", when)
			}
		}
		if holds[WhenSet] == holds[WhenUnset] || holds[WhenTrue] && holds[WhenFalse] {
			t.Errorf("%s: %v", value, holds)
		}
	})
}

func TestLinks(t *testing.T) {
	t.Parallel()
	p := DefaultProfile()
	if p.CandidateLink("r", "c") != "" || p.RoleLink("r") != "" {
		t.Error("no pattern is public, so there is no link")
	}
	p.App.Candidate = "https://app.example.com/jobs/{role_id}/people/{candidate_id}"
	p.App.Role = "https://app.example.com/jobs/{role_id}"
	for ids, want := range map[[2]string]string{
		{"r1", "c1"}:         "https://app.example.com/jobs/r1/people/c1",
		{"a/b", "{role_id}"}: "https://app.example.com/jobs/a%2Fb/people/%7Brole_id%7D",
		{"r1", ""}:           "",
		{"", "c1"}:           "",
		{"r1", ".."}:         "",
	} {
		if got := p.CandidateLink(ids[0], ids[1]); got != want {
			t.Errorf("link of %v = %q, want %q", ids, got, want)
		}
	}
	if got := p.RoleLink("r?1"); got != "https://app.example.com/jobs/r%3F1" {
		t.Errorf("role link %q", got)
	}
}
