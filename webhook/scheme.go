package webhook

import "time"

// Scheme is how a sender proves itself: [LeverBody], [HeaderHMAC],
// [StandardWebhooks] or [URLToken].
type Scheme interface {
	name() string
	normalize() (Scheme, error)
	freshness() tolerance
	// key turns a secret into key bytes; want is what the secret should have been.
	key(secret Secret) (raw []byte, want string)
	verify(c *core, msg Message) (time.Time, error)
	sign(c *core, msg Message) (Message, error)
}

type tolerance struct {
	past, future time.Duration
}

var fiveMinutes = tolerance{past: 5 * time.Minute, future: 5 * time.Minute}

// textKey is the key of schemes that use the secret's text as it is.
func textKey(secret Secret) ([]byte, string) {
	if secret == "" {
		return nil, "not empty"
	}
	return []byte(secret), ""
}

// decimal reads a non-negative integer in its only canonical form: digits, no sign,
// no leading zero. Two spellings of one time would be two signed messages.
func decimal(text string) (int64, bool) {
	if text == "" || len(text) > maxDigits || (text[0] == '0' && len(text) > 1) {
		return 0, false
	}
	var n int64
	for i := range len(text) {
		digit := text[i] - '0'
		if digit > 9 {
			return 0, false
		}
		n = n*10 + int64(digit)
	}
	return n, true
}

// maxDigits is what fits an int64 whatever the digits are.
const maxDigits = 18
