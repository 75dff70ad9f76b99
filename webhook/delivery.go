package webhook

import (
	"fmt"
	"time"
)

// Delivery is a verified message, ready to be stored.
type Delivery struct {
	Receiver   string // what Find said
	Body       []byte // exactly as sent; valid JSON
	Digest     string // SHA-256 of Body, 64 hex digits: the same for a retry, a rerun and a replay
	ReceivedAt time.Time
	SentAt     time.Time // as signed; zero where the scheme signs no time
}

// Format implements [fmt.Formatter]: receiver and digest, no content.
func (d Delivery) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "webhook.Delivery(%s %s)", d.Receiver, d.Digest)
}
