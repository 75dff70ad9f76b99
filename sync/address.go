package sync

import (
	"fmt"
	"net/mail"
	"strings"
)

// usableAddress is the bare address in text, or false. It must be something a mail
// can be sent to, on one line and without a display name.
func usableAddress(text string) (string, bool) {
	text = strings.TrimSpace(text)
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Name != "" || parsed.Address != text || strings.ContainsAny(text, "\r\n<>") {
		return "", false
	}
	at := strings.LastIndexByte(text, '@')
	return text, strings.Contains(text[at:], ".") && len(text) <= 254
}

func validAddresses(field string, addresses []string) error {
	for i, address := range addresses {
		if _, ok := usableAddress(address); !ok {
			return &ArgumentError{fmt.Sprintf("%s[%d]", field, i), "no mail address", "one such as reviewer@example.com"}
		}
	}
	return nil
}
