package lever

import (
	"fmt"
	"log/slog"
)

// Secret is text that no log may hold, as the signature token of a webhook. It prints as [redacted] with every verb of
// fmt and in slog; string(secret) is its text. JSON carries the text, because the API does.
type Secret string

const redacted = "[redacted]"

// Format prints [redacted] for a secret and nothing for an empty one.
func (s Secret) Format(state fmt.State, _ rune) {
	if s != "" {
		_, _ = fmt.Fprint(state, redacted)
	}
}

// LogValue hides the text from slog.
func (s Secret) LogValue() slog.Value {
	if s == "" {
		return slog.StringValue("")
	}
	return slog.StringValue(redacted)
}
