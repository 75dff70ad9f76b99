package demo

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/mailbox"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// IncompleteError says what should have arrived exactly once and did not.
type IncompleteError struct {
	Missing []string
}

func (e *IncompleteError) Error() string {
	return "not everything arrived exactly once:\n  " + strings.Join(e.Missing, "\n  ")
}

// shortcomings compares what stands with what must stand when the story is over; nil if
// all is there exactly once.
func shortcomings(now facts, opportunity string) []string {
	var missing []string
	one := func(got int, what string) {
		if got != 1 {
			missing = append(missing, fmt.Sprintf("%s: %d, want 1", what, got))
		}
	}
	profile := now.lever.opportunity(opportunity)
	invited := 0
	for _, c := range now.candidates {
		if c.ATSCandidateID == opportunity {
			invited++
		}
	}
	one(invited, "candidates at HiPeople")
	one(count(profile.Files, func(f levertest.File) bool { return path.Ext(f.Name) == ".pdf" }), "reports among the files in Lever")
	one(len(profile.Contact.Links), "links on the profile in Lever")
	one(len(profile.Notes), "notes on the profile in Lever")
	if tags := now.ourTags(opportunity); !slices.Equal(tags, []string{tagPrefix + "completed"}) {
		missing = append(missing, fmt.Sprintf("tags on the profile in Lever: %q, want %q", tags, tagPrefix+"completed"))
	}
	for _, subject := range []string{"A referee has answered", "A reference report is ready"} {
		one(count(now.mails, func(m mailbox.Message) bool { return m.Subject == subject }), fmt.Sprintf("mails %q", subject))
	}
	return missing
}

func count[T any](rows []T, match func(T) bool) int {
	n := 0
	for _, row := range rows {
		if match(row) {
			n++
		}
	}
	return n
}

// summary prints what came of it all.
func (s *story) summary(ada levertest.Opportunity) {
	profile := s.known.lever.opportunity(ada.ID)
	s.tell.print("")
	s.tell.print("What stands on %s's profile in Lever:", profile.Contact.Name)
	for _, file := range profile.Files {
		s.tell.print("  file  %s, %s", file.Name, size(file.Size))
	}
	for _, link := range profile.Contact.Links {
		s.tell.print("  link  %s", link)
	}
	for _, tag := range s.known.ourTags(ada.ID) {
		s.tell.print("  tag   %s", tag)
	}
	for _, note := range profile.Notes {
		first, _, _ := strings.Cut(note.Values[0], "\n")
		s.tell.print("  note  %s", first)
	}
	s.tell.print("")
	s.tell.print("Mails in the mailbox:")
	for _, mail := range s.known.mails {
		s.tell.print("  %s, to %s", mail.Subject, addressee(mail))
	}
	s.tell.print("")
	s.tell.print("HiPeople invited %s %s.", profile.Contact.Name, times(count(s.known.candidates, func(c hipeopletest.Candidate) bool {
		return c.ATSCandidateID == ada.ID
	})))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
