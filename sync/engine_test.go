package sync_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

func TestFromStageChangeToReport(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(10 * time.Second)
		check := w.check(ada, hpsync.Invited)
		candidate := w.candidate(ada)
		if check.Candidate != candidate {
			t.Errorf("check knows candidate %q, HiPeople has %q", check.Candidate, candidate)
		}

		if _, err := w.hipeople.NameReferees(candidate, 3); err != nil {
			t.Fatal(err)
		}
		w.hint(check)
		if got := w.opportunity(ada).Tags; count(got, "hipeople: in progress 0/3") != 1 {
			t.Errorf("tags %q, want one that says 0/3", got)
		}
		for range 3 {
			if err := w.hipeople.Answer(candidate, ""); err != nil {
				t.Fatal(err)
			}
			w.hint(check)
		}
		w.sleep(time.Minute)
		check = w.check(ada, hpsync.Completed)
		w.arrived(ada, check, 1)
		if got := w.mails.kinds(); got[hpsync.NoticeFeedback] != 1 || got[hpsync.NoticeReport] != 1 {
			t.Errorf("notices %v, want one of the first answer and one of the report", got)
		}
		for _, c := range []string{"Ada", "Winter", "ada.winter@example.com", "priya@"} {
			if strings.Contains(w.log.String(), c) {
				t.Errorf("the log holds %q", c)
			}
		}
		if n := len(w.lever.Violations()) + len(w.hipeople.Violations()); n != 0 {
			t.Errorf("%d calls above a rate limit", n)
		}
	})
}

// arrived asserts what stands on the profile in Lever once version reports are out.
func (w *world) arrived(opportunity string, check hpsync.Check, version int) {
	w.t.Helper()
	o := w.opportunity(opportunity)
	var ours []string
	for _, tag := range o.Tags {
		if strings.HasPrefix(tag, "hipeople:") {
			ours = append(ours, tag)
		}
	}
	if len(ours) != 1 || ours[0] != "hipeople: completed" {
		w.t.Errorf("tags of ours %q, want just completed", ours)
	}
	if len(o.Files) != version {
		w.t.Fatalf("%d files, want %d", len(o.Files), version)
	}
	if !bytes.HasPrefix(o.Files[version-1].Content, []byte("%PDF-")) || !strings.Contains(o.Files[version-1].Name, check.ID) {
		w.t.Errorf("file %q is no report of %s", o.Files[version-1].Name, check.ID)
	}
	if len(o.Notes) != 1 || !strings.Contains(strings.Join(o.Notes[0].Values, ""), check.ID) {
		w.t.Errorf("notes %+v, want one that names the check", o.Notes)
	}
	links := 0
	for _, link := range o.Contact.Links {
		if strings.Contains(link, check.ID) {
			links++
		}
	}
	if links != 1 {
		w.t.Errorf("links %q, want one to the report", o.Contact.Links)
	}
}

func count(texts []string, text string) int {
	n := 0
	for _, t := range texts {
		if t == text {
			n++
		}
	}
	return n
}

func (w *world) opportunity(id string) levertest.Opportunity {
	w.t.Helper()
	o, ok := w.lever.Opportunity(id)
	if !ok {
		w.t.Fatalf("Lever has no opportunity %s", id)
	}
	return o
}
