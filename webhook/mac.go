package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"
	"sync"
)

// key is one secret with its prepared HMACs. A keyed HMAC costs two allocations and
// two hash blocks to set up; a pooled one starts from the state that crypto/hmac saved.
type key struct {
	raw  []byte
	pool sync.Pool
}

// mac is one HMAC-SHA256 at work, with the buffers it needs, so that verifying
// allocates nothing.
type mac struct {
	hash hash.Hash
	head []byte // what is signed before the body
	sum  []byte
}

func newKey(raw []byte) *key {
	k := &key{raw: raw}
	k.pool.New = func() any {
		return &mac{hash: hmac.New(sha256.New, raw), head: make([]byte, 0, 128), sum: make([]byte, 0, sha256.Size)}
	}
	return k
}

func (k *key) get() *mac {
	m := k.pool.Get().(*mac) //nolint:errcheck // the pool holds nothing else
	m.hash.Reset()
	m.head = m.head[:0]
	return m
}

// put gives a mac back, unless a sender made its buffer large.
func (k *key) put(m *mac) {
	if cap(m.head) <= 1024 {
		k.pool.Put(m)
	}
}

// finish sums head and body.
func (m *mac) finish(body []byte) {
	if len(m.head) > 0 {
		m.hash.Write(m.head)
	}
	m.hash.Write(body)
	m.sum = m.hash.Sum(m.sum[:0])
}

// equal compares the sum with a signature as sent, in constant time. The array stays
// on the stack, and the conversion copies nothing since decode only reads.
func (m *mac) equal(encoding Encoding, signature string) bool {
	if len(signature) != encoding.encodedLen() {
		return false
	}
	var got [sha256.Size + 1]byte // base64 writes whole groups of three
	n, err := encoding.decode(got[:], []byte(signature))
	return err == nil && subtle.ConstantTimeCompare(got[:n], m.sum) == 1
}

func (m *mac) equalAny(encoding Encoding, prefix string, values []string) bool {
	for _, value := range values {
		if signature, ok := strings.CutPrefix(value, prefix); ok && m.equal(encoding, signature) {
			return true
		}
	}
	return false
}

// Encoding is how a signature is written as text.
type Encoding string

// The encodings of [HeaderHMAC].
const (
	Hex    Encoding = "hex"    // either case when verifying, lower case when signing
	Base64 Encoding = "base64" // standard alphabet, padded
)

func (e Encoding) encodedLen() int {
	if e == Base64 {
		return base64.StdEncoding.EncodedLen(sha256.Size)
	}
	return hex.EncodedLen(sha256.Size)
}

func (e Encoding) decode(sum, text []byte) (int, error) {
	if e == Base64 {
		return base64.StdEncoding.Decode(sum, text)
	}
	return hex.Decode(sum, text)
}

func (e Encoding) encode(sum []byte) string {
	if e == Base64 {
		return base64.StdEncoding.EncodeToString(sum)
	}
	return hex.EncodeToString(sum)
}
