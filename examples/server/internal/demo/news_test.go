package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/mailbox"
	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

var (
	blanks = regexp.MustCompile(` +`)
	noon   = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
)

func squeezed(text string) string { return blanks.ReplaceAllString(text, " ") }

func texts(lines []line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, fmt.Sprintf("%s: %s", l.who, l.text))
	}
	return out
}

// lever is a Lever with one candidate, altered by edit.
func lever(edit func(*levertest.Opportunity)) leverState {
	o := levertest.Opportunity{
		ID: "opp-1", Contact: levertest.Contact{Name: "Ada Example", Links: []string{"https://ada.example.com"}}, Tags: []string{"Engineer"},
		StageChanges: []levertest.StageChange{{Stage: "screen"}},
	}
	edit(&o)
	return leverState{
		Users:         []levertest.User{{ID: "user-1", Name: "Rita Example"}},
		Stages:        []levertest.Stage{{ID: "screen", Text: "Screen"}, {ID: "refs", Text: "Reference check"}},
		Opportunities: []levertest.Opportunity{o},
	}
}

func nothing(*levertest.Opportunity) {}

func TestNews(t *testing.T) {
	t.Parallel()
	check := hpsync.Key{Kind: hpsync.KindCheck, Connection: "demo", ID: "chk_1"}
	rule := func(name string, verdict hpsync.Verdict, reason, fix string) hpsync.Entry {
		return hpsync.Entry{Owner: check, Opportunity: "opp-1", At: noon, Rule: name, Verdict: verdict, Reason: reason, Fix: fix}
	}
	told := func(name string, verdict hpsync.Verdict, reason, fix string) hpsync.Entry {
		return hpsync.Entry{Owner: check, At: noon, Rule: name, Verdict: verdict, Reason: reason, Fix: fix}
	}
	asked := hipeopletest.Candidate{ID: "cand_1", ATSCandidateID: "opp-1", FullName: "Ada Example", Status: hipeople.StatusPending, Required: 2}
	named := asked
	named.Referees = []hipeopletest.Referee{{ID: "r1", Name: "Tom", Relation: "Peer"}, {ID: "r2", Name: "Mei", Relation: "Manager"}}
	done := named
	done.Status, done.Referees = hipeople.StatusCompleted, slices.Clone(named.Referees)
	done.Referees[1].AnsweredAt = noon

	for name, c := range map[string]struct {
		before, now facts
		want        []string
	}{
		"nothing": {facts{lever: lever(nothing), stages: lever(nothing)}, facts{lever: lever(nothing), stages: lever(nothing)}, nil},
		"a move": {
			facts{stages: lever(nothing)},
			facts{stages: lever(func(o *levertest.Opportunity) {
				o.StageChanges = append(o.StageChanges, levertest.StageChange{Stage: "refs", User: "user-1"})
			})},
			[]string{`Lever: Rita Example moves Ada Example to "Reference check".`},
		},
		"a new opportunity moves nowhere": {facts{}, facts{stages: lever(nothing)}, nil},
		"a good decision": {
			facts{}, facts{stages: lever(nothing), entries: []hpsync.Entry{rule("posting", hpsync.Pass, "posting p", ""), rule("hold", hpsync.Pass, "no hold window", "")}},
			[]string{"we: Lever's webhook is kept, Ada Example is read again, 2 rules find nothing against an invitation."},
		},
		"two other decisions": {
			facts{}, facts{stages: lever(nothing), entries: []hpsync.Entry{
				rule("posting", hpsync.Pass, "posting p", ""), rule("brake", hpsync.Hold, "25 invitations", "Release it."),
				{Opportunity: "opp-2", At: noon, Rule: "automation", Verdict: hpsync.Ignore, Reason: "no automation", Fix: "Make one."},
			}},
			[]string{"we: Ada Example is not invited yet: 25 invitations. Release it.", "we: opp-2 is not invited: no automation. Make one."},
		},
		"work": {
			facts{entries: []hpsync.Entry{rule("posting", hpsync.Pass, "posting p", "")}},
			facts{stages: lever(nothing), entries: []hpsync.Entry{
				rule("posting", hpsync.Pass, "posting p", ""),
				told("invite", hpsync.Trouble, "in doubt: 500", "Nothing to do."), told("invite", hpsync.Told, "done", ""), told("invite", hpsync.Told, "done: found when looked for", ""),
				told("progress", hpsync.Told, "1 of 2 referees have answered", ""), told("tag", hpsync.Told, "hidden", ""),
				told("mail:feedback:0a1b v1", hpsync.Told, "done", ""), told("pdf v1", hpsync.Told, "done", ""), told("release", hpsync.Told, "released by Rita", ""),
			}},
			[]string{
				"we: Trouble with Ada Example's invite: in doubt: 500. Nothing to do.", "we: Ada Example is invited: chk_1.", "we: Ada Example is invited (found when looked for): chk_1.",
				"we: Ada Example: 1 of 2 referees have answered.", "we: Ada Example: release, released by Rita.",
			},
		},
		"the connection": {
			facts{}, facts{entries: []hpsync.Entry{
				{Owner: hpsync.Key{Kind: hpsync.KindConnection, ID: "demo"}, Rule: "connection", Verdict: hpsync.Trouble, Reason: "refused", Fix: "Connect again."},
				{Owner: hpsync.Key{Kind: hpsync.KindConnection, ID: "demo"}, Rule: "webhook:candidateStageChange v1", Verdict: hpsync.Told, Reason: "done"},
			}},
			[]string{"we: The connection: refused. Connect again."},
		},
		"an invitation": {
			facts{}, facts{candidates: []hipeopletest.Candidate{asked}},
			[]string{"HiPeople: Ada Example is a candidate now (cand_1): a mail asks for two referees."},
		},
		"referees": {
			facts{candidates: []hipeopletest.Candidate{asked}}, facts{candidates: []hipeopletest.Candidate{named}},
			[]string{"HiPeople: Ada Example names two referees: Tom (peer), Mei (manager)."},
		},
		"the last answer": {
			facts{candidates: []hipeopletest.Candidate{named}}, facts{candidates: []hipeopletest.Candidate{done}},
			[]string{"HiPeople: Mei answers about Ada Example.", "HiPeople: The check of Ada Example is complete, the report is ready."},
		},
		"a deletion": {facts{candidates: []hipeopletest.Candidate{done}}, facts{}, []string{"HiPeople: Ada Example is deleted."}},
		"a profile and a mail": {
			facts{lever: lever(nothing)},
			facts{
				lever: lever(func(o *levertest.Opportunity) {
					o.Tags = append(o.Tags, "hipeople: completed", "Berlin")
					o.Files = []levertest.File{{Name: "report.pdf", Size: 1234}}
					o.Notes = []levertest.Note{{Values: []string{"done"}}}
					o.Contact.Links = append(o.Contact.Links, "https://report.example.com")
				}),
				mails: []mailbox.Message{{Subject: "A report", To: "<rita@example.com>"}},
			},
			[]string{
				`Lever: The tag on Ada Example's profile says "hipeople: completed".`, "Lever: A file is on Ada Example's profile: report.pdf (1.2 kB).",
				"Lever: A note is on Ada Example's profile.", "Lever: A link to the report is on Ada Example's profile.", `mail: "A report" arrives for rita@example.com.`,
			},
		},
		"what was removed is no news": {
			facts{entries: make([]hpsync.Entry, 3), mails: make([]mailbox.Message, 1), stages: lever(func(o *levertest.Opportunity) {
				o.StageChanges = make([]levertest.StageChange, 4)
			}), lever: lever(func(o *levertest.Opportunity) {
				o.Files = make([]levertest.File, 2)
				o.Tags = append(o.Tags, "hipeople: invited")
			})},
			facts{lever: lever(nothing), stages: lever(nothing)}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := texts(news(c.before, c.now)); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestShortcomings(t *testing.T) {
	t.Parallel()
	complete := func() facts {
		return facts{
			lever: lever(func(o *levertest.Opportunity) {
				o.Tags = append(o.Tags, "hipeople: completed")
				o.Files = []levertest.File{{Name: "report.pdf"}}
				o.Notes = []levertest.Note{{}}
			}),
			candidates: []hipeopletest.Candidate{{ATSCandidateID: "opp-1"}, {ATSCandidateID: "somebody else"}},
			mails:      []mailbox.Message{{Subject: "A referee has answered"}, {Subject: "A reference report is ready"}},
		}
	}
	if got := shortcomings(complete(), "opp-1"); got != nil {
		t.Errorf("of what is complete: %q", got)
	}
	all := shortcomings(facts{}, "opp-1")
	want := []string{
		"candidates at HiPeople: 0, want 1", "reports among the files in Lever: 0, want 1", "links on the profile in Lever: 0, want 1",
		"notes on the profile in Lever: 0, want 1", `tags on the profile in Lever: [], want "hipeople: completed"`,
		`mails "A referee has answered": 0, want 1`, `mails "A reference report is ready": 0, want 1`,
	}
	if !slices.Equal(all, want) {
		t.Errorf("of nothing: %q", all)
	}
	doubled := complete()
	doubled.candidates[1].ATSCandidateID = "opp-1"
	doubled.lever.Opportunities[0].Tags = append(doubled.lever.Opportunities[0].Tags, "hipeople: invited")
	doubled.mails = append(doubled.mails, doubled.mails[1])
	want = []string{
		"candidates at HiPeople: 2, want 1", `tags on the profile in Lever: ["hipeople: completed" "hipeople: invited"], want "hipeople: completed"`,
		`mails "A reference report is ready": 2, want 1`,
	}
	got := shortcomings(doubled, "opp-1")
	if !slices.Equal(got, want) {
		t.Errorf("of doubles: %q", got)
	}
	if text := (&IncompleteError{got}).Error(); strings.Count(text, "\n") != 3 {
		t.Errorf("not a line each: %s", text)
	}
}

func TestTeller(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if newTeller(file).colour || isTerminal(&strings.Builder{}) {
		t.Error("colours for what is no terminal")
	}
	var plain, coloured strings.Builder
	(&teller{out: &plain, start: time.Now()}).say(we, "%d rules", 2)
	(&teller{out: &coloured, start: time.Now(), colour: true}).say(we, "%d rules", 2)
	if plain.String() != "   0.0s  we        2 rules\n" || coloured.String() != "   0.0s  \x1b[1mwe      \x1b[0m  2 rules\n" {
		t.Errorf("%q and %q", &plain, &coloured)
	}
}
