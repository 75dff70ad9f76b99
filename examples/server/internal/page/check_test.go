package page

import (
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/seed"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

func entry(c hpsync.Check, rule string, verdict hpsync.Verdict, reason, fix string) hpsync.Entry {
	return hpsync.Entry{Owner: c.Key(), Opportunity: c.Opportunity, At: seed.At, Rule: rule, Verdict: verdict, Reason: reason, Fix: fix}
}

func TestCheckPage(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	seed.Connection(t, s.store, "acme")
	c := seed.Check("acme", "opp-1", hpsync.MarkedComplete)
	c.Person = hpsync.Person{Name: "Ada Example", Email: "ada@example.com"}
	c.LeverURL, c.ShareURL = "https://hire.lever.co/candidates/opp-1", "https://app.hipeople.io/share/1"
	c.Candidate, c.Status, c.Answered, c.Required = "cand_1", "marked complete", 1, 2
	c.Versions = []hpsync.Version{{Number: 1, Fingerprint: "f", CompletedAt: seed.At.Add(time.Hour), SeenAt: seed.At.Add(2 * time.Hour), Partial: true}}
	c.Steps = []hpsync.Step{
		{Owner: c.Key(), Name: hpsync.StepInvite, State: hpsync.StepDone, RemoteID: "cand_1", Sends: 1, At: seed.At},
		{Owner: c.Key(), Name: "mail:report:0a1b", Version: 1, Target: "boss@example.com", State: hpsync.StepReview, Reason: "nothing proves it", At: seed.At},
	}
	other := seed.Check("acme", "opp-2", hpsync.Held)
	seed.Checks(t, s.store, "acme", []hpsync.Check{c, other},
		entry(c, "posting", hpsync.Pass, "reason of posting", ""),
		entry(c, "live-since", hpsync.Pass, "reason of live since", ""),
		entry(c, "hold", hpsync.Hold, "reason of hold", "wait for it"),
		entry(other, "window", hpsync.Skip, "a stranger's line", ""),
		entry(c, "brake", hpsync.Pass, "reason of brake", ""),
	)
	body := s.page("/checks/" + c.ID)
	holds(t, body, "<h1>Ada Example", "Marked complete", "1/2",
		`<a href="https://hire.lever.co/candidates/opp-1">`+texts["check.lever"], `<a href="https://app.hipeople.io/share/1">`+texts["check.report"],
		`<ol class="timeline">`, "<details>", "2 rules had nothing against it", "live since</span> reason of live since", "</details>",
		`<li class="warn">`, ">hold</span>", "Hold</span>", "reason of hold", texts["check.fix"]+"</strong> wait for it",
		"1 rule had nothing against it", "reason of brake", "</ol>",
		"<caption>", `Invitation <span class="id">invite</span>`, ">Done</span>", "cand_1", `Mail about the report <span class="id">mail:report:0a1b</span>`, ">Needs review</span>", "nothing proves it",
		"<caption>", `datetime="2026-07-02T13:00:00Z"`, `datetime="2026-07-02T14:00:00Z"`, texts["check.partial"],
		"<dl>", c.ID, "posting-1", "opp-1", "ada@example.com", "marked complete")
	for _, hidden := range []string{"a stranger's line", "a stranger&#39;s line", "boss@example.com", "<details open"} {
		if strings.Contains(body, hidden) {
			t.Errorf("%q is shown", hidden)
		}
	}
}

func TestLongTimeline(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	seed.Connection(t, s.store, "acme")
	c := seed.Check("acme", "opp-1", hpsync.Invited)
	var entries []hpsync.Entry
	for i := range timelineLength + 1 {
		entries = append(entries, entry(c, "progress", hpsync.Told, fmt.Sprintf("line %03d", i), ""))
	}
	seed.Checks(t, s.store, "acme", []hpsync.Check{c}, entries...)
	first := s.page("/checks/" + c.ID)
	holds(t, first, "line 000", "line 199", `rel="next" href="`)
	_, next, _ := strings.Cut(first, `rel="next" href="`)
	next, _, _ = strings.Cut(next, `"`)
	second := s.page(next)
	holds(t, second, "line 200")
	if strings.Contains(second, "line 199") || strings.Contains(second, `rel="next"`) {
		t.Error("the second page is not the rest")
	}
}

// TestStrangersWordsStayWords: names, reasons and links come from Lever and HiPeople.
func TestStrangersWordsStayWords(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	seed.Connection(t, s.store, "acme")
	const script = `"><script>alert(1)</script>`
	c := seed.Check("acme", "opp-1"+script, hpsync.NeedsReview)
	c.Person = hpsync.Person{Name: script, Email: script}
	c.Reason, c.Status, c.Candidate, c.Role, c.Posting = script, script, script, script, script
	c.LeverURL, c.ShareURL = "javascript:alert(1)//", "https://me:pw@evil.example/"
	c.Steps = []hpsync.Step{{Owner: c.Key(), Name: script, State: "new-state" + script, RemoteID: script, Reason: script, At: seed.At}}
	seed.Checks(t, s.store, "acme", []hpsync.Check{c}, entry(c, script, "huh"+script, script, script))
	seed.Delivery(t, s.store, "acme", "{}", hpsync.Skip, script)
	for _, path := range []string{"/", "/checks/" + c.ID, "/deliveries"} {
		body := s.page(path)
		holds(t, body, "&lt;script&gt;alert(1)")
		for _, bad := range []string{"<script", "javascript:", "evil.example"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %s", path, bad)
			}
		}
	}
	resp, _ := s.get(`/checks/%22%3E%3Cscript%3E`)
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("answered %d", resp.StatusCode)
	}
}

func TestWebLink(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://hire.lever.co/candidates/1": "https://hire.lever.co/candidates/1",
		"http://127.0.0.1:8091/share/1":      "http://127.0.0.1:8091/share/1",
		"javascript:alert(1)":                "",
		"data:text/html,x":                   "",
		"//evil.example/":                    "",
		"/checks/1":                          "",
		"https:///x":                         "",
		"https://u:p@x.example/":             "",
		"":                                   "",
		"https://x.example/\x7f":             "",
	} {
		if got := webLink(in); got != want {
			t.Errorf("webLink(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRuleText(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"invite": "Invitation", "pdf v2": "Report as PDF to Lever v2", "mail:report:0a1b v1": "Mail about the report v1",
		"mail:brand-new:0a1b": "mail:brand new:0a1b", "live-since": "live since", "": "",
	} {
		if got := ruleText(name); got != want {
			t.Errorf("ruleText(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestTexts wants a text for each key that the templates and the nouns use, and a use
// for each text.
func TestTexts(t *testing.T) {
	t.Parallel()
	used := map[string]bool{"source.lever": true, "source.hipeople": true, "state.all": true, "verdict.all": true}
	for _, state := range states {
		used["state."+string(state)] = true
	}
	for _, state := range []hpsync.StepState{hpsync.Ready, hpsync.Sending, hpsync.StepDone, hpsync.StepFailed, hpsync.StepReview, hpsync.Dropped} {
		used["step."+string(state)] = true
	}
	for _, state := range []hpsync.ConnectionState{hpsync.ConnectionLive, hpsync.ConnectionPaused, hpsync.ConnectionRevoked, hpsync.ConnectionDisconnected} {
		used["connection."+string(state)] = true
	}
	for _, verdict := range append(verdicts, hpsync.Pass, hpsync.Told) {
		used["verdict."+string(verdict)] = true
	}
	for _, status := range []string{"request", "forbidden", "notfound", "method", "host", "unavailable", "internal"} {
		used["error."+status] = true
	}
	for _, view := range []string{"checks", "check", "deliveries", "sign-in", "message"} {
		used["title."+view] = true
	}
	for _, rule := range []string{"invite", "pdf", "note", "tag", "link", "progress", "status", "report", "mail-feedback", "mail-report", "mail-review"} {
		used["rule."+rule] = true
	}
	key := regexp.MustCompile(`\bt "([^"]+)"`)
	err := fs.WalkDir(templates, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(templates, path)
		for _, found := range key.FindAllStringSubmatch(string(raw), -1) {
			used[found[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for key := range used {
		if texts[key] == "" {
			t.Errorf("no text for %s", key)
		}
	}
	for key := range texts {
		if !used[key] {
			t.Errorf("nobody shows %s", key)
		}
	}
	if got := text("state.brand_new"); got != "brand new" {
		t.Errorf("a state without a text is shown as %q", got)
	}
}
