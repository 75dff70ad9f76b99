package page

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// functions are what the templates can do.
var functions = template.FuncMap{
	"t":        text,
	"time":     timeElement,
	"since":    since,
	"state":    func(s hpsync.State) word { return word{"state." + string(s), toneOf[string(s)]} },
	"step":     func(s hpsync.StepState) word { return word{"step." + string(s), toneOf[string(s)]} },
	"verdict":  func(v hpsync.Verdict) word { return word{"verdict." + string(v), toneOf[string(v)]} },
	"standing": func(s hpsync.ConnectionState) word { return word{"connection." + string(s), toneOf[string(s)]} },
	"link":     webLink,
	"rule":     ruleText,
	"here":     func(yes bool) template.HTMLAttr { return map[bool]template.HTMLAttr{true: `aria-current="page"`}[yes] },
}

// text is the text of a key, filled in. A key that has none is shown as it is: states
// and verdicts may be younger than the texts.
func text(key string, args ...any) string {
	format, ok := texts[key]
	if !ok {
		_, word, _ := strings.Cut(key, ".")
		return strings.ReplaceAll(word, "_", " ")
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// ruleText is how people call the rule or the step that speaks in a line: "pdf v2" or
// "mail:report:" and a hash. What has no text of its own is shown as it is.
func ruleText(name string) string {
	base, version, _ := strings.Cut(name, " ")
	key := base
	if notice, ok := strings.CutPrefix(base, "mail:"); ok {
		kind, _, _ := strings.Cut(notice, ":")
		key = "mail-" + kind
	}
	label := texts["rule."+key]
	if label == "" {
		label = strings.ReplaceAll(base, "-", " ")
	}
	return strings.TrimSpace(label + " " + version)
}

// word is a state or a verdict: its text, and how it looks.
type word struct{ Key, Tone string }

// toneOf says how words look; those that are missing are calm.
var toneOf = map[string]string{
	"needs_review": "bad", "failed": "bad", "trouble": "bad", "revoked": "bad",
	"overdue": "warn", "held": "warn", "hold": "warn", "sending": "warn", "parked": "warn", "paused": "warn", "disconnected": "warn",
	"inviting": "busy", "invited": "busy", "in_progress": "busy", "invite": "busy", "ready": "busy",
	"completed": "good", "marked_complete": "good", "done": "good", "live": "good",
}

// timeElement is a time in UTC, or a dash for none. It is HTML of two formatted times,
// so it holds nothing that anybody wrote.
func timeElement(at time.Time) template.HTML {
	if at.IsZero() {
		return "–"
	}
	at = at.UTC()
	return template.HTML(`<time datetime="` + at.Format(time.RFC3339) + `">` + at.Format("2 Jan 2006, 15:04:05 UTC") + `</time>`)
}

// since is when a check came to where it stands, as far as it is kept.
func since(c hpsync.Check) time.Time {
	switch {
	case c.State.Done() && !c.Latest().CompletedAt.IsZero():
		return c.Latest().CompletedAt
	case !c.InvitedAt.IsZero():
		return c.InvitedAt
	}
	return c.EnteredAt
}
