package webhook

import (
	"fmt"
	"net/http"
	"net/url"
)

// Message is a delivery as it stands on the wire, as far as a scheme may look at it.
type Message struct {
	Header http.Header // read by HeaderHMAC and StandardWebhooks
	URL    *url.URL    // read by URLToken
	Body   []byte      // exactly as sent
}

// Format implements [fmt.Formatter]: header, URL and body may carry signatures,
// tokens and personal data, so only the size is shown.
func (m Message) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "webhook.Message(%d bytes)", len(m.Body))
}
