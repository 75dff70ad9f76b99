package hipeople

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	redacted        = "[redacted]"
	maxMessageBytes = 300
)

var (
	mailAddress = regexp.MustCompile(`[^\s"'<>(),;:]*@[^\s"'<>(),;:]+`)
	phoneNumber = regexp.MustCompile(`\+?\d[\d ()/.-]{5,}\d`)
	webAddress  = regexp.MustCompile(`https?://[^\s"'<>]+`)
)

// scrub takes the given values, and whatever looks like a mail address, a phone number
// or a URL, out of what a server said, and bounds the rest. It cuts last: half a mail
// address would not be recognised.
func scrub(messages, values []string) []string {
	for i, message := range messages {
		for _, value := range values {
			message = replaceFold(message, value)
		}
		message = webAddress.ReplaceAllString(message, redacted)
		message = mailAddress.ReplaceAllString(message, redacted)
		messages[i] = clip(phoneNumber.ReplaceAllString(message, redacted))
	}
	return messages
}

// replaceFold replaces value in any case. A value of one or two letters would only
// tear words apart.
func replaceFold(message, value string) string {
	value = strings.TrimSpace(value)
	if utf8.RuneCountInString(value) < 3 {
		return message
	}
	return regexp.MustCompile("(?i)"+regexp.QuoteMeta(value)).ReplaceAllLiteralString(message, redacted)
}

// clip bounds a text and takes line breaks and control characters out of it.
func clip(text string) string {
	text = strings.ToValidUTF8(text, "�")
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
	if len(text) <= maxMessageBytes {
		return text
	}
	cut := maxMessageBytes
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

func sortedKeys(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }

func pathText(path []string) string { return "/" + strings.Join(path, "/") }
