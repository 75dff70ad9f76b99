package sync

import (
	"fmt"
	"slices"
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
)

func rulePosting(s *judgement) finding {
	var live []lever.Application
	for _, application := range s.Opportunity.Applications {
		if a := application.Value; a != nil && a.Archived == nil && a.Posting != "" {
			live = append(live, *a)
		}
	}
	if len(live) == 0 {
		return skip("Add the candidate to the posting in Lever.", "the opportunity has no active application, so it belongs to no posting")
	}
	slices.Reverse(live) // of two made in the same millisecond the one listed last counts as newer
	s.application = slices.MaxFunc(live, func(a, b lever.Application) int { return a.CreatedAt.Compare(b.CreatedAt.Time) })
	if len(live) > 1 {
		return pass("posting %s, the newest of %d applications", s.application.Posting, len(live))
	}
	return pass("posting %s", s.application.Posting)
}

func ruleAutomation(s *judgement) finding {
	automation, ok := s.Plan.Match(s.application.Posting, s.Opportunity.Stage.ID)
	if !ok {
		return finding{Ignore, fmt.Sprintf("no automation for posting %s and stage %s", s.application.Posting, s.Opportunity.Stage.ID),
			"Make an automation for this posting and stage if candidates should be invited."}
	}
	if s.Again != nil && automation.Role != s.Again.Role {
		return finding{Ignore, "automation " + automation.ID + " asks for another role now", "The new role's automation opens a check of its own at the next stage entry."}
	}
	s.automation = automation
	return pass("automation %s", automation.ID)
}

// ruleStageEntry derives the entry from Lever's own record, so that webhook, poll and
// backfill all mean the same one.
func ruleStageEntry(s *judgement) finding {
	for _, change := range slices.Backward(s.Opportunity.StageChanges) {
		if change.ToStageID == s.automation.Stage {
			s.entry = change.UpdatedAt.Time
			return pass("entered at %s", stamp(s.entry))
		}
	}
	s.entry = s.Opportunity.CreatedAt.Time
	return pass("Lever lists no change into the stage: taken as entered when made, at %s", stamp(s.entry))
}

func ruleRound(s *judgement) finding {
	s.round = 1
	last := s.lastRound()
	if last == nil {
		return pass("round 1")
	}
	s.round = last.Round
	later := s.entry.After(last.EnteredAt)
	switch {
	case last.State.BeforeInvitation():
		if s.Again == nil {
			return finding{Known, "check " + last.ID + " is " + string(last.State) + " and looks again", ""}
		}
		return pass("round %d, not invited yet", last.Round)
	case !later:
		return finding{Known, "this stage entry opened check " + last.ID, ""}
	case !s.automation.Repeat:
		return skip("Let the automation repeat if each entry should invite again.", "already checked: %s is %s", last.ID, last.State)
	case !last.State.Done():
		return finding{Known, "check " + last.ID + " is still " + string(last.State), ""}
	}
	s.round++
	return pass("round %d, since the entry is later than round %d's", s.round, last.Round)
}

func (s *judgement) lastRound() *Check {
	var last *Check
	for i, c := range s.Checks {
		if c.Opportunity == s.Opportunity.ID && c.Role == s.automation.Role && (last == nil || c.Round > last.Round) {
			last = &s.Checks[i]
		}
	}
	return last
}

func ruleLiveSince(s *judgement) finding {
	if s.entry.Before(s.automation.LiveSince) {
		return skip("Offer it as backfill, or move the candidate out of the stage and back.",
			"entered before the automation went live at %s", stamp(s.automation.LiveSince))
	}
	if !s.waiting() && s.entry.Before(s.Connection.LiveSince) {
		return skip("Offer it as backfill, or move the candidate out of the stage and back.",
			"entered before the connection came back at %s", stamp(s.Connection.LiveSince))
	}
	return pass("entered after the automation went live")
}

// waiting reports that this very stage entry was decided on while the connection was
// live, and is held since.
func (s *judgement) waiting() bool {
	return s.Again != nil && s.Again.State == Held && s.Again.EnteredAt.Equal(s.entry)
}

// ruleWindow leaves out of account the time for which we hold a candidate ourselves.
func ruleWindow(s *judgement) finding {
	window := s.automation.window() + time.Duration(s.automation.Hold)
	if age := s.Now.Sub(s.entry); age > window && !s.released() {
		return skip("Offer it as backfill, or move the candidate out of the stage and back.",
			"the entry is %s old, the window is %s", age.Round(time.Minute), window)
	}
	return pass("the entry is young enough")
}

func ruleArchived(s *judgement) finding {
	if s.Opportunity.Archived != nil {
		return skip("Unarchive the opportunity in Lever.", "the opportunity is archived")
	}
	return pass("active")
}

func ruleConfidential(s *judgement) finding {
	if s.Opportunity.Confidentiality == confidential && !s.automation.Private {
		return skip("Let the automation include confidential opportunities.", "the opportunity is confidential")
	}
	return pass("confidentiality allows it")
}

const confidential = lever.Confidentiality("confidential")

func ruleAnonymised(s *judgement) finding {
	if s.Opportunity.IsAnonymized {
		return skip("", "the candidate was anonymised in Lever")
	}
	return pass("not anonymised")
}

func ruleContactAllowed(s *judgement) finding {
	p := s.Opportunity.DataProtection
	if p == nil || p.Contact == nil {
		return pass("Lever names no objection to contact")
	}
	switch expires := p.Contact.ExpiresAt.Time; {
	case !p.Contact.Allowed:
		return skip("Ask the candidate for consent in Lever.", "the candidate did not agree to be contacted")
	case !expires.IsZero() && expires.Before(s.Now):
		return skip("Ask the candidate for consent in Lever.", "the consent to be contacted ended at %s", stamp(expires))
	}
	return pass("the candidate agreed to be contacted")
}

func ruleMailAddress(s *judgement) finding {
	candidates := slices.Concat(s.Opportunity.Emails, []string{s.application.Email})
	for i, text := range candidates {
		address, ok := usableAddress(text)
		switch {
		case !ok:
			continue
		case s.Opportunity.Name == "":
			return skip("Enter the candidate's name in Lever.", "the candidate has no name")
		}
		s.address = address
		if i == 0 && len(s.Opportunity.Emails) < 2 {
			return pass("one mail address")
		}
		return pass("mail address %d, the first usable one", i+1)
	}
	return skip("Enter a mail address in Lever.", "the candidate has no usable mail address")
}

// ruleSameContact keeps one person from two invitations to the same role by way of
// two opportunities.
func ruleSameContact(s *judgement) finding {
	own := Check{Contact: s.Opportunity.Contact.ID, Opportunity: s.Opportunity.ID, Role: s.automation.Role}
	c, found := rival(own, s.Checks, s.Now)
	switch {
	case !found:
		return pass("no check of the same person elsewhere")
	case s.released():
		return pass("a person released it, though check %s concerns the same person", c.ID)
	}
	return hold("Release it if the candidate should be checked again.", "the same person has check %s (%s) by another opportunity", c.ID, c.State)
}

// rival is a check of the same person and role by another opportunity that is open,
// or young enough to count still.
func rival(own Check, others []Check, now time.Time) (Check, bool) {
	const young = 90 * 24 * time.Hour
	i := slices.IndexFunc(others, func(c Check) bool {
		return c.Contact == own.Contact && c.Opportunity != own.Opportunity && c.Role == own.Role &&
			(c.State == Inviting || c.State.Running() || c.State == NeedsReview || c.State.Done() && now.Sub(c.InvitedAt) < young)
	})
	if i < 0 {
		return Check{}, false
	}
	return others[i], true
}

// ruleKnownElsewhere looks for marks of ours that this store does not know: another
// installation, or this one before it was restored from an old copy.
func ruleKnownElsewhere(s *judgement) finding {
	if s.released() {
		return pass("a person released it")
	}
	// A check that nobody was invited for has made no marks: they are another
	// installation's, even where its check has the same id.
	known := func(id string) bool {
		return slices.ContainsFunc(s.Checks, func(c Check) bool { return c.ID == id && !c.State.BeforeInvitation() })
	}
	for _, link := range s.Opportunity.Links {
		if id, ours := linkCheck(link); ours && !known(id) {
			return hold("Release it if that check does not count.", "a link in Lever tells of check %s, which is not known here", id)
		}
	}
	ours := slices.IndexFunc(s.Opportunity.Tags, isOurTag)
	here := slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Opportunity == s.Opportunity.ID && !c.State.BeforeInvitation() })
	if s.Again != nil { // an invitation that was proved unsent has left a tag until it is written anew
		invite, _ := s.Again.Step(StepInvite, 0)
		here = here || invite.Sends > 0
	}
	if ours >= 0 && !here {
		return hold("Release it if that check does not count.", "the tag %q in Lever tells of a check that is not known here", s.Opportunity.Tags[ours])
	}
	return pass("no marks of another installation")
}

func ruleConnection(s *judgement) finding {
	if s.Connection.State != ConnectionLive {
		return hold("Bring the connection back.", "the connection is %s", s.Connection.State)
	}
	return pass("the connection is live")
}

func ruleDryRun(s *judgement) finding {
	if s.automation.Mode == ModeDryRun {
		return skip("Set the automation live.", "dry run: would be invited")
	}
	return pass("the automation is live")
}

// ruleBrake lets nobody go by itself whom it once held: a hundred people moved by
// mistake must not be invited slowly either.
func ruleBrake(s *judgement) finding {
	n, limit := s.Invited[s.automation.ID], s.automation.brake()
	s.braked = !s.released() && (n >= limit || s.waiting() && s.Again.Braked)
	if s.braked {
		return hold("Release it if so many invitations are meant.", "%d invitations within an hour, the brake is at %d", n, limit)
	}
	return pass("%d of %d invitations within an hour", n, limit)
}

func (s *judgement) released() bool { return s.Again != nil && s.Again.Released }

// ruleHold waits once for each entry: the window begins with the entry, so that an
// invitation that is decided on again does not begin another one.
func ruleHold(s *judgement) finding {
	wait := time.Duration(s.automation.Hold)
	if wait == 0 {
		return pass("no hold window")
	}
	if until := s.entry.Add(wait); s.Now.Before(until) {
		s.hold = until
		return finding{Hold, "waits until " + stamp(s.hold) + " in case the move was a mistake", ""}
	}
	return pass("the hold window is over")
}
