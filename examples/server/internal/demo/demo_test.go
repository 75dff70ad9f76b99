package demo

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// page is what was printed so far.
type page struct {
	mu   sync.Mutex
	text strings.Builder
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// wait waits until the page matches, and returns the match.
func (p *page) wait(t *testing.T, pattern string) []string {
	t.Helper()
	wanted, deadline := regexp.MustCompile(pattern), time.Now().Add(time.Minute)
	for time.Now().Before(deadline) {
		if found := wanted.FindStringSubmatch(p.String()); found != nil {
			return found
		}
		pause(t.Context())
	}
	t.Fatalf("no %s in\n%s", pattern, p)
	return nil
}

// inOrder wants the parts one after the other, columns squeezed to one blank.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := squeezed(text)
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Errorf("no %q (in this order: %q) in\n%s", part, parts, text)
			return
		}
		rest = after
	}
}

func TestRunOnce(t *testing.T) {
	t.Parallel()
	var out page
	start := time.Now()
	if err := Run(t.Context(), Options{Once: true, Out: &out}); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if took := time.Since(start); took > 45*time.Second {
		t.Errorf("it took %s", took)
	}
	text := out.String()
	inOrder(t, text,
		"we Lever and HiPeople are joined: both accept their keys.",
		`we Whoever reaches "Reference check" for Backend Engineer is invited to HiPeople's "Senior Backend Engineer".`,
		"HiPeople Webhooks go to the address that we gave.",
		"Lever Our webhook stands, and its test delivery was answered.",
		`Lever Jonas Okafor moves Ada Winter to "Reference check".`,
		"we Lever's webhook is kept, Ada Winter is read again, 17 rules find nothing against an invitation.",
		"HiPeople Ada Winter is a candidate now (cand_",
		"we Ada Winter is invited: chk_",
		`Lever The tag on Ada Winter's profile says "hipeople: invited`,
		"HiPeople Ada Winter names three referees: Ines Okafor (manager), Tom Lindqvist (peer), Mei Sandoval (direct report).",
		`Lever The tag on Ada Winter's profile says "hipeople: in progress 0/3".`,
		"HiPeople Ines Okafor answers about Ada Winter.",
		"we Ada Winter: 1 of 3 referees have answered.",
		"HiPeople Tom Lindqvist answers about Ada Winter.",
		`Lever The tag on Ada Winter's profile says "hipeople: in progress 2/3".`,
		"HiPeople Mei Sandoval answers about Ada Winter.",
		"HiPeople The check of Ada Winter is complete, the report is ready.",
		"we Ada Winter: report version 1, 3 of 3 referees.",
		"Lever A file is on Ada Winter's profile: hipeople-reference-check-chk_",
		"What stands on Ada Winter's profile in Lever:",
		"file hipeople-reference-check-chk_", "link http://127.0.0.1:", "tag hipeople: completed", "note HiPeople reference check completed",
		"Mails in the mailbox:",
		"A referee has answered, to ", "jonas@company.example", "A reference report is ready, to ", "jonas@company.example",
		"HiPeople invited Ada Winter once.",
	)
	for _, mail := range []string{"A referee has answered", "A reference report is ready"} {
		inOrder(t, text, "Ines Okafor answers", `mail "`+mail+`" arrives for `, "What stands")
	}
	inOrder(t, text, "the report is ready", `profile says "hipeople: completed".`, "What stands")
	inOrder(t, text, "the report is ready", "A link to the report is on Ada Winter's profile.", "What stands")
	if strings.Contains(text, "Trouble") || strings.Contains(text, "\x1b[") || strings.Contains(text, "keeps running") {
		t.Errorf("troubles, colours or a promise to stay in\n%s", text)
	}
	dir := out.wait(t, `(?m)^  files +(.+)$`)[1]
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is left behind: %v", dir, err)
	}
}

// TestRunInDoubt loses HiPeople's answer to the invitation that it took.
func TestRunInDoubt(t *testing.T) {
	t.Parallel()
	var out page
	var fault *hipeopletest.Armed
	var f *fakes
	err := Run(t.Context(), Options{
		Once: true, Out: &out,
		Timing: hpsync.Timing{Lease: 3 * time.Second, Slot: 500 * time.Millisecond, Quarantine: 200 * time.Millisecond, Spacing: 100 * time.Millisecond},
		prepare: func(started *fakes) {
			f = started
			fault = f.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatusAfter, Method: "PUT", Path: "/api/candidates", Status: 500})
		},
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if fault.Fired() != 1 || f.hipeople.Invited(f.company.Ada.ID) != 1 {
		t.Errorf("%d faults, %d invitations, want one of each", fault.Fired(), f.hipeople.Invited(f.company.Ada.ID))
	}
	inOrder(t, out.String(),
		"HiPeople Ada Winter is a candidate now", "we Trouble with Ada Winter's invite: in doubt: ",
		"we Ada Winter is invited (found when looked for): chk_", "HiPeople Ada Winter names three referees", "HiPeople invited Ada Winter once.")
}

// TestRunIncomplete lets Lever refuse every file.
func TestRunIncomplete(t *testing.T) {
	t.Parallel()
	var out page
	err := Run(t.Context(), Options{
		Once: true, Out: &out, patience: 8 * time.Second,
		prepare: func(f *fakes) {
			f.lever.Faults().Add(levertest.Fault{Kind: levertest.Status, Method: "POST", Path: "/v1/opportunities/*/files", Status: 403, Times: -1})
		},
	})
	var incomplete *IncompleteError
	if !errors.As(err, &incomplete) {
		t.Fatalf("%v\n%s", err, &out)
	}
	inOrder(t, err.Error(), "it did not come to pass that answer 3 shows", "reports among the files in Lever: 0, want 1")
	if strings.Contains(err.Error(), "candidates at HiPeople") {
		t.Errorf("what is there is called missing: %v", err)
	}
	inOrder(t, out.String(), "we Trouble with Ada Winter's pdf: ")
}

func TestRunStays(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out page
	var f *fakes
	dir, ended := t.TempDir(), make(chan error, 1)
	go func() {
		ended <- Run(ctx, Options{Out: &out, Dir: dir, prepare: func(started *fakes) { f = started }})
	}()
	out.wait(t, `Or go on yourself\. Bruno Salgado is next; what happens is told here:(?s:.*)curl .*\n\n`)
	checks, mails := out.wait(t, `(?m)^  checks +(http.+)$`)[1], out.wait(t, `(?m)^  mailbox +(http.+)$`)[1]
	for url, want := range map[string]string{checks: "Ada Winter", mails: "A reference report is ready"} {
		body, err := send(t.Context(), http.MethodGet, url, nil, "")
		if err != nil || !strings.Contains(string(body), want) {
			t.Errorf("%s does not show %q: %v\n%s", url, want, err, body)
		}
	}
	if _, err := send(t.Context(), http.MethodPut, f.leverURL+f.stagePath(f.company.Bruno.ID), apiKey(levertest.APIKey), f.stage()); err != nil {
		t.Fatal(err)
	}
	candidate := out.wait(t, `Bruno Salgado is a candidate now \((cand_\w+)\)`)[1]
	out.wait(t, `Bruno Salgado is invited: chk_`)
	if _, err := send(t.Context(), http.MethodPost, f.hipeopleURL+"/_fake/candidates/"+candidate+"/complete", nil, ""); err != nil {
		t.Fatal(err)
	}
	out.wait(t, `A link to the report is on Bruno Salgado's profile\.`)
	if files, err := filepath.Glob(filepath.Join(dir, "*", "mails", "*.eml")); err != nil || len(files) < 2 {
		t.Errorf("mails on disk: %q, %v", files, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("at the end of its context: %v", err)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*", "mails", "*.eml")); len(files) < 2 {
		t.Errorf("mails in the folder that was asked for after the end: %q", files)
	}
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]Options{
		"an address others can reach": {Addr: "0.0.0.0:0"},
		"no folder":                   {Dir: filepath.Join(t.TempDir(), "missing")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out page
			opts.Out = &out
			if err := Run(t.Context(), opts); err == nil || out.String() != "" {
				t.Errorf("%v, printed %q", err, &out)
			}
		})
	}
}
