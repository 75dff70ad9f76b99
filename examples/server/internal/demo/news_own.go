package demo

import (
	"slices"
	"strings"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// fresh are the lines of our own timeline since the last look.
func (n *narrator) fresh() []hpsync.Entry {
	return since(n.now.entries, len(n.before.entries))
}

// decisions sums up what the rules came to: all of one decision have its owner and time.
func (n *narrator) decisions() {
	for rest := n.fresh(); len(rest) > 0; {
		first := rest[0]
		if !ofRule(first) {
			rest = rest[1:]
			continue
		}
		end := slices.IndexFunc(rest, func(e hpsync.Entry) bool {
			return !ofRule(e) || e.Owner != first.Owner || !e.At.Equal(first.At)
		})
		if end < 0 {
			end = len(rest)
		}
		n.decision(rest[:end])
		rest = rest[end:]
	}
}

func (n *narrator) decision(rules []hpsync.Entry) {
	name, last := n.name(n.opportunityOf(rules[0])), rules[len(rules)-1]
	switch last.Verdict {
	case hpsync.Pass:
		n.say(we, "Lever's webhook is kept, %s is read again, %d rules find nothing against an invitation.", name, len(rules))
	case hpsync.Hold:
		n.say(we, "%s is not invited yet: %s. %s", name, last.Reason, last.Fix)
	default:
		n.say(we, "%s is not invited: %s. %s", name, last.Reason, last.Fix)
	}
}

// ofRule tells the lines of a decision from those of work.
func ofRule(e hpsync.Entry) bool { return e.Verdict != hpsync.Told && e.Verdict != hpsync.Trouble }

// work is what we did and saw. What shows on another side is told there.
func (n *narrator) work() {
	for _, e := range n.fresh() {
		name := n.name(n.opportunityOf(e))
		step, _, _ := strings.Cut(e.Rule, " ")
		step, _, _ = strings.Cut(step, ":")
		switch {
		case ofRule(e):
		case e.Owner.Kind == hpsync.KindConnection:
			if e.Rule == "connection" {
				n.say(we, "The connection: %s. %s", e.Reason, e.Fix)
			}
		case e.Verdict == hpsync.Trouble:
			n.say(we, "Trouble with %s's %s: %s. %s", name, step, e.Reason, e.Fix)
		case step == hpsync.StepInvite:
			how := strings.TrimPrefix(strings.TrimPrefix(e.Reason, "done"), ": ")
			if how != "" {
				how = " (" + how + ")"
			}
			n.say(we, "%s is invited%s: %s.", name, how, e.Owner.ID)
		case e.Rule == "progress" || e.Rule == "report":
			n.say(we, "%s: %s.", name, e.Reason)
		case slices.Contains(shown, step):
		default:
			n.say(we, "%s: %s, %s.", name, step, e.Reason)
		}
	}
}

// shown are the steps whose effect another side shows.
var shown = []string{"status", "tag", "link", hpsync.StepPDF, hpsync.StepNote, "mail"}
