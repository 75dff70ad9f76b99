package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/api"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// TestStory plays the main job over HTTP alone, and then reads the whole log for what
// must not stand in it.
func TestStory(t *testing.T) {
	t.Parallel()
	s := fakes(t)
	r := run(t, configured(t))
	r.connect(s)
	until(t, "our webhook at Lever", func() bool {
		return len(get[api.Connection](r, "/api/connections/acme").Hooks) == 1
	})
	plan := fmt.Sprintf(`{"revision":0,"automations":[{"id":"backend","role":%q,"posting":%q,"stage":%q,"mode":"live"}]}`,
		s.role.ID, s.company.Backend.ID, s.company.ReferenceCheck.ID)
	if resp, raw := r.call(http.MethodPut, "/api/connections/acme/automations", plan); resp.StatusCode != http.StatusOK {
		t.Fatalf("automations answered %d: %s", resp.StatusCode, raw)
	}
	ada := s.company.Ada
	if err := s.lever.MoveToStage(ada.ID, s.company.ReferenceCheck.ID); err != nil {
		t.Fatal(err)
	}
	until(t, "the invitation", func() bool { return s.hipeople.Invited(ada.ID) == 1 })
	candidate := s.hipeople.Candidates()[0]
	until(t, "the check to be invited", func() bool { return theCheck(r).State == hpsync.Invited })
	if _, err := s.hipeople.NameReferees(candidate.ID, 3); err != nil {
		t.Fatal(err)
	}
	if err := s.hipeople.Answer(candidate.ID, ""); err != nil {
		t.Fatal(err)
	}
	until(t, "one answer of three", func() bool { c := theCheck(r); return c.Answered == 1 && c.Required == 3 })
	if _, body := r.call(http.MethodGet, "/", ""); !strings.Contains(body, "1/3") || !strings.Contains(body, ada.Contact.Name) {
		t.Errorf("the list does not show it: %s", body)
	}
	if err := s.hipeople.Complete(candidate.ID); err != nil {
		t.Fatal(err)
	}
	until(t, "the report's steps to be done", func() bool {
		c := get[api.Check](r, "/api/checks/"+theCheck(r).ID)
		open := 0
		for _, step := range c.Steps {
			if step.State != hpsync.StepDone {
				open++
			}
		}
		return c.State == hpsync.Completed && len(c.Steps) >= 4 && open == 0
	})
	until(t, "the marks at Lever", func() bool {
		o, _ := s.lever.Opportunity(ada.ID)
		return strings.Contains(fmt.Sprint(o.Tags), "hipeople: completed") && len(o.Contact.Links) == 1
	})
	c := theCheck(r)
	_, body := r.call(http.MethodGet, "/checks/"+c.ID, "")
	for _, part := range []string{ada.Contact.Name, "Completed", "3/3", "rules had nothing against it", "Invitation", "Report as PDF to Lever v1", "report version 1"} {
		if !strings.Contains(body, part) {
			t.Errorf("the page of the check does not say %q", part)
		}
	}
	if n := s.hipeople.Invited(ada.ID); n != 1 {
		t.Errorf("invited %d times", n)
	}
	explained := get[api.EntryList](r, "/api/connections/acme/timeline?opportunity="+ada.ID)
	if len(explained.Data) < 17 {
		t.Errorf("%d lines explain it", len(explained.Data))
	}

	hook := get[api.Connection](r, "/api/connections/acme").HiPeopleWebhookURLs[0]
	signInWrongly(t, r)
	r.call(http.MethodPost, "/webhooks/hipeople/acme/"+strings.Repeat("w", 22), `{"who":"`+ada.Contact.Emails[0]+`"}`)
	r.call(http.MethodPost, "/webhooks/lever/acme", `{"forged":"`+ada.Contact.Name+`"}`)
	r.call(http.MethodGet, "/nowhere/"+ada.Contact.Emails[0], "")
	if err := r.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	private := []string{
		token, levertest.APIKey, hipeopletest.Secret, hipeopletest.Key, hook[strings.LastIndexByte(hook, '/')+1:], strings.Repeat("w", 22),
		"reviewer@example.com", "guessed-guessed-guessed", ada.Contact.Name,
	}
	private = append(private, ada.Contact.Emails...)
	for _, phone := range ada.Contact.Phones {
		private = append(private, phone.Value)
	}
	private = append(private, strings.Fields(ada.Contact.Name)...)
	scan(t, r.log.String(), private)
}

func theCheck(r *running) api.Check {
	r.t.Helper()
	list := get[api.CheckList](r, "/api/connections/acme/checks")
	if len(list.Data) != 1 {
		r.t.Fatalf("%d checks, want 1", len(list.Data))
	}
	return list.Data[0]
}

func signInWrongly(t *testing.T, r *running) {
	t.Helper()
	resp, err := http.PostForm(r.url+"/sign-in", url.Values{"token": {"guessed-guessed-guessed"}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong token was answered %d", resp.StatusCode)
	}
}

// scan wants JSON lines with nothing private in them.
func scan(t *testing.T, log string, private []string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if len(lines) < 20 {
		t.Errorf("a log of %d lines proves nothing", len(lines))
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
		for _, word := range private {
			if strings.Contains(line, word) {
				t.Errorf("%q is in the log: %s", word, line)
			}
		}
	}
}
