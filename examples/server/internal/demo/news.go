package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/mailbox"
	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// news tells what happened between two looks: causes before their effects.
func news(before, now facts) []line {
	n := narrator{before: before, now: now}
	n.moves()
	n.decisions()
	n.invitations()
	n.checks()
	n.work()
	n.profiles()
	for _, mail := range since(now.mails, len(before.mails)) {
		n.say(byMail, "%q arrives for %s.", mail.Subject, addressee(mail))
	}
	return n.lines
}

// addressee is the bare address of a mail.
func addressee(m mailbox.Message) string { return strings.Trim(m.To, "<>") }

type narrator struct {
	before, now facts
	lines       []line
}

func (n *narrator) say(who who, format string, args ...any) {
	n.lines = append(n.lines, line{who, strings.TrimSpace(fmt.Sprintf(format, args...))})
}

// name is the candidate's name, or the id where Lever does not know it.
func (n *narrator) name(opportunity string) string {
	return cmp.Or(n.now.stages.opportunity(opportunity).Contact.Name, opportunity, "somebody")
}

// moves are stage changes in Lever.
func (n *narrator) moves() {
	for _, o := range n.now.stages.Opportunities {
		done := len(n.before.stages.opportunity(o.ID).StageChanges)
		if done == 0 {
			continue // new: its first stage is no move
		}
		for _, change := range since(o.StageChanges, done) {
			stage := find(n.now.stages.Stages, func(s levertest.Stage) bool { return s.ID == change.Stage })
			user := find(n.now.stages.Users, func(u levertest.User) bool { return u.ID == change.User })
			n.say(atLever, "%s moves %s to %q.", cmp.Or(user.Name, "Somebody"), o.Contact.Name, cmp.Or(stage.Text, change.Stage))
		}
	}
}

// invitations are candidates new at HiPeople.
func (n *narrator) invitations() {
	for _, c := range n.now.candidates {
		if !n.knew(c.ID) {
			n.say(atHiPeople, "%s is a candidate now (%s): a mail asks for %s.", c.FullName, c.ID, counted(c.Required, "referee"))
		}
	}
}

func (n *narrator) knew(candidate string) bool {
	return slices.ContainsFunc(n.before.candidates, func(c hipeopletest.Candidate) bool { return c.ID == candidate })
}

// checks are what candidates and referees do at HiPeople.
func (n *narrator) checks() {
	for _, c := range n.now.candidates {
		old := find(n.before.candidates, func(o hipeopletest.Candidate) bool { return o.ID == c.ID })
		if named := since(c.Referees, len(old.Referees)); len(named) > 0 {
			names := make([]string, len(named))
			for i, referee := range named {
				names[i] = referee.Name + " (" + strings.ToLower(referee.Relation) + ")"
			}
			n.say(atHiPeople, "%s names %s: %s.", c.FullName, counted(len(named), "referee"), strings.Join(names, ", "))
		}
		for i, referee := range c.Referees {
			if !referee.AnsweredAt.IsZero() && (i >= len(old.Referees) || old.Referees[i].AnsweredAt.IsZero()) {
				n.say(atHiPeople, "%s answers about %s.", referee.Name, c.FullName)
			}
		}
		if told, ok := statuses[c.Status]; ok && old.Status != c.Status {
			n.say(atHiPeople, told, c.FullName)
		}
	}
	for _, c := range n.before.candidates {
		if !slices.ContainsFunc(n.now.candidates, func(o hipeopletest.Candidate) bool { return o.ID == c.ID }) {
			n.say(atHiPeople, "%s is deleted.", c.FullName)
		}
	}
}

// statuses that are news of their own.
var statuses = map[hipeople.StatusValue]string{
	hipeople.StatusCompleted:      "The check of %s is complete, the report is ready.",
	hipeople.StatusMarkedComplete: "The check of %s was closed by hand, the report is ready.",
	hipeople.StatusOverdue:        "The check of %s is overdue.",
	hipeople.StatusCancelled:      "The check of %s is cancelled.",
}

// profiles are our marks on the profiles in Lever.
func (n *narrator) profiles() {
	for _, o := range n.now.lever.Opportunities {
		old := n.before.lever.opportunity(o.ID)
		for _, tag := range added(old.Tags, o.Tags) {
			if strings.HasPrefix(tag, tagPrefix) {
				n.say(atLever, "The tag on %s's profile says %q.", o.Contact.Name, tag)
			}
		}
		for _, file := range since(o.Files, len(old.Files)) {
			n.say(atLever, "A file is on %s's profile: %s (%s).", o.Contact.Name, file.Name, size(file.Size))
		}
		for range since(o.Notes, len(old.Notes)) {
			n.say(atLever, "A note is on %s's profile.", o.Contact.Name)
		}
		for range added(old.Contact.Links, o.Contact.Links) {
			n.say(atLever, "A link to the report is on %s's profile.", o.Contact.Name)
		}
	}
}

// tagPrefix begins the tag that the engine keeps on an opportunity.
const tagPrefix = "hipeople: "

// since are the rows after the first n; none where a reset left fewer.
func since[T any](rows []T, n int) []T { return rows[min(n, len(rows)):] }

func added(old, now []string) []string {
	return slices.DeleteFunc(slices.Clone(now), func(s string) bool { return slices.Contains(old, s) })
}

func counted(n int, thing string) string {
	words := []string{"no", "one", "two", "three", "four", "five"}
	word := fmt.Sprint(n)
	if n >= 0 && n < len(words) {
		word = words[n]
	}
	if n == 1 {
		return word + " " + thing
	}
	return word + " " + thing + "s"
}

func size(bytes int64) string {
	if bytes < 1000 {
		return fmt.Sprintf("%d bytes", bytes)
	}
	return fmt.Sprintf("%.1f kB", float64(bytes)/1000)
}

// opportunityOf is the opportunity a line of our own timeline is about.
func (n *narrator) opportunityOf(entry hpsync.Entry) string {
	if entry.Opportunity != "" {
		return entry.Opportunity
	}
	return find(n.now.entries, func(e hpsync.Entry) bool { return e.Owner == entry.Owner && e.Opportunity != "" }).Opportunity
}
