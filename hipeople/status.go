package hipeople

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"
)

// StatusValue is a state of a reference check in this package's words.
type StatusValue string

// The states. HiPeople documents Pending to Overdue as labels of its pages; how its
// API spells them is not published. None of them is final: a completed check reopens
// when more references are required, an overdue one completes when answers come late.
const (
	StatusNotStarted     StatusValue = "not_started"     // not yet invited
	StatusPending        StatusValue = "pending"         // invited, no referees named
	StatusInProgress     StatusValue = "in_progress"     // referees named
	StatusCompleted      StatusValue = "completed"       // all required answers in; a report exists
	StatusMarkedComplete StatusValue = "marked_complete" // closed by hand; the report may be partial
	StatusOverdue        StatusValue = "overdue"         // the time limit passed
	StatusCancelled      StatusValue = "cancelled"
	StatusUnknown        StatusValue = "unknown" // no word, or one that the profile does not list
)

var statusValues = []StatusValue{
	StatusNotStarted, StatusPending, StatusInProgress, StatusCompleted,
	StatusMarkedComplete, StatusOverdue, StatusCancelled, StatusUnknown,
}

func joinValues(values []StatusValue) string {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = string(value)
	}
	return strings.Join(words, ", ")
}

// Status is a state and the word it was read from.
type Status struct {
	Value StatusValue
	Raw   string // as HiPeople wrote it, or the rule that held; "" when the profile led to neither
}

// Reported reports whether HiPeople issues a report in this state. Unknown is false.
func (s Status) Reported() bool {
	return s.Value == StatusCompleted || s.Value == StatusMarkedComplete
}

// read finds the word, or else the first rule that holds at the time now.
func (s StatusSpec) read(item record, now time.Time) Status {
	raw := item.text(s.Paths...)
	if strings.TrimSpace(raw) == "" {
		for _, rule := range s.Rules {
			if rule.holds(item, now) {
				return Status{Value: rule.Status, Raw: rule.Path + " is " + string(rule.When)}
			}
		}
	}
	value, ok := s.Words[normalise(raw)]
	if !ok {
		value = StatusUnknown
	}
	return Status{Value: value, Raw: raw}
}

func (r StatusRule) holds(item record, now time.Time) bool {
	value, found := item.at(r.Path)
	if !found {
		return false
	}
	text := item.text(r.Path)
	switch r.When {
	case WhenTrue:
		return text == "true" || text == "1"
	case WhenFalse:
		return text == "false" || text == "0"
	case WhenSet:
		return !unset(value)
	case WhenUnset:
		return unset(value)
	case WhenPast:
		at := item.time(r.Path)
		return !at.IsZero() && at.Before(now)
	}
	return false
}

// unset is what an empty column looks like: databases write null, "", false or 0.
func unset(value any) bool {
	switch v := value.(type) {
	case json.Number:
		n, err := v.Float64()
		return err == nil && n == 0
	case string:
		return strings.TrimSpace(v) == ""
	}
	return empty(value)
}

// normalise spells a word in lower case with single underscores between its parts:
// "Marked complete", "marked-complete" and "markedComplete" are the same word.
func normalise(word string) string {
	var b strings.Builder
	var previous rune
	gap := false
	for _, r := range word {
		switch {
		case unicode.IsSpace(r) || r == '-' || r == '_' || r == '.':
			gap = b.Len() > 0
			previous = 0
			continue
		case unicode.ToLower(r) != r && (unicode.IsLower(previous) || unicode.IsDigit(previous)):
			gap = true
		}
		if gap {
			b.WriteByte('_')
			gap = false
		}
		b.WriteRune(unicode.ToLower(r))
		previous = r
	}
	return b.String()
}

func (s RefereesSpec) answered(status string, at bool) bool {
	return at || slices.ContainsFunc(s.AnsweredWords, func(word string) bool {
		return normalise(word) == normalise(status) && status != ""
	})
}
