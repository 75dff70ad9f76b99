package sync

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
)

// Sight is all that one decision looks at. It is data, so a decision can be played
// again.
type Sight struct {
	Now         time.Time
	Connection  Connection
	Plan        Plan
	Opportunity lever.Opportunity // read with its applications
	Checks      []Check           // of the opportunity and of its contact, in this environment
	Invited     map[string]int    // by automation: invitations in the last hour
	Again       *Check            // the held or skipped check that is decided on again, nil at first
}

// Rule is one line of a decision: what was asked, what came out, why, and what a
// person can do about it.
type Rule struct {
	Name    string
	Verdict Verdict // Pass, or what the decision became
	Reason  string
	Fix     string
}

// Decision is what the rules came to.
type Decision struct {
	Verdict Verdict // Invite, Hold, Skip, Ignore or Known
	Rules   []Rule  // in the order in which they were asked; the last one decided
	Check   Check   // to open, or the new state of Sight.Again; its ID is "" for Ignore
}

// Decide applies the rules in their order, and the first that does not pass
// decides. It does no I/O and reads no clock.
func Decide(sight Sight) Decision {
	s := &judgement{Sight: sight}
	var decision Decision
	for _, rule := range rules {
		verdict := rule.judge(s)
		decision.Rules = append(decision.Rules, Rule{rule.name, verdict.Verdict, verdict.reason, verdict.fix})
		if verdict.Verdict != Pass {
			return s.conclude(decision, verdict)
		}
	}
	return s.conclude(decision, invite("every rule passed"))
}

// judgement is the sight and what earlier rules found out.
type judgement struct {
	Sight
	application lever.Application
	automation  Automation
	entry       time.Time // into the automation's stage
	round       int
	address     string
	hold        time.Time
	braked      bool
}

type finding struct {
	Verdict
	reason, fix string
}

func pass(format string, args ...any) finding {
	return finding{Pass, fmt.Sprintf(format, args...), ""}
}

func invite(reason string) finding { return finding{Invite, reason, ""} }

func skip(fix, format string, args ...any) finding {
	return finding{Skip, fmt.Sprintf(format, args...), fix}
}

func hold(fix, format string, args ...any) finding {
	return finding{Hold, fmt.Sprintf(format, args...), fix}
}

// rules in the order in which they are asked. What costs least and explains most
// comes first.
var rules = []struct {
	name  string
	judge func(*judgement) finding
}{
	{"posting", rulePosting},
	{"automation", ruleAutomation},
	{"stage-entry", ruleStageEntry},
	{"round", ruleRound},
	{"live-since", ruleLiveSince},
	{"window", ruleWindow},
	{"archived", ruleArchived},
	{"confidential", ruleConfidential},
	{"anonymised", ruleAnonymised},
	{"contact-allowed", ruleContactAllowed},
	{"mail-address", ruleMailAddress},
	{"same-contact", ruleSameContact},
	{"known-elsewhere", ruleKnownElsewhere},
	{"connection", ruleConnection},
	{"dry-run", ruleDryRun},
	{"brake", ruleBrake},
	{"hold", ruleHold},
}

// conclude turns the last finding into the check's state.
func (s *judgement) conclude(decision Decision, last finding) Decision {
	decision.Verdict = last.Verdict
	if s.Again != nil {
		decision.Check = s.Again.Clone()
	}
	c := &decision.Check
	switch last.Verdict {
	case Ignore, Known:
		if s.Again == nil {
			return decision
		}
		c.State, c.Reason, c.HoldUntil = Skipped, "left the stage: "+last.reason, time.Time{}
		decision.Verdict = Skip
		return decision
	case Skip, Hold, Invite:
		if s.automation.ID == "" { // no posting: there is no role to make a check for
			if s.Again != nil {
				c.State, c.Reason, c.HoldUntil = Skipped, last.reason, time.Time{}
			}
			return decision
		}
	}
	if s.Again == nil && s.lastRound() != nil && s.round == s.lastRound().Round {
		return decision // a later entry that does not repeat: the old check stays as it is
	}
	s.fill(c)
	switch last.Verdict {
	case Skip:
		c.State, c.Reason, c.HoldUntil = Skipped, last.reason, time.Time{}
	case Hold:
		c.State, c.Reason, c.HoldUntil = Held, last.reason, s.hold
	default:
		c.State, c.Reason, c.HoldUntil = Held, "", time.Time{}
	}
	return decision
}

// fill writes what the opportunity says into the check.
func (s *judgement) fill(c *Check) {
	o := s.Opportunity
	if c.ID == "" {
		key := CheckKey{s.Connection.Lever.Environment, o.ID, s.automation.Role, s.round}
		*c = Check{
			ID: key.ID(), Connection: s.Connection.ID, Environment: key.Environment,
			Opportunity: o.ID, Role: key.Role, Round: key.Round, OpenedAt: s.Now,
		}
	}
	c.Automation, c.Revision = s.automation.ID, s.automation.Revision
	c.Contact, c.Posting = o.Contact.ID, s.application.Posting
	c.EnteredAt, c.DecidedAt, c.Braked = s.entry, s.Now, s.braked
	c.Private, c.LeverURL = o.Confidentiality == confidential, o.URLs.Show
	c.Person = Person{Name: strings.TrimSpace(o.Name), Email: s.address}
	if len(o.Phones) > 0 {
		c.Person.Phone = o.Phones[0].Value
	}
	c.Authors = nil
	for _, user := range []string{s.application.PostingOwner, s.application.PostingHiringManager, s.Connection.Lever.Author} {
		if user != "" && !slices.Contains(c.Authors, user) {
			c.Authors = append(c.Authors, user)
		}
	}
}

// stamp is a time as people read it in a reason.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
