package sync

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Keyring seals what must not lie readable in a store: AES-256-GCM with a random
// nonce, the key's id in front. The first key seals; all of them open, so a key is
// replaced by putting a new one in front and sealing anew.
type Keyring struct {
	first string
	keys  map[string]cipher.AEAD
}

// ErrSealed is met when sealed data was made with a key that the ring lacks, or was
// changed.
var ErrSealed = errors.New("cannot be opened: the key is missing or the data was changed")

// ParseKeyring reads "id:base64,id:base64": each key is 32 bytes in standard base64,
// ids are short names without a colon. "openssl rand -base64 32" makes a key.
func ParseKeyring(text string) (*Keyring, error) {
	ring := &Keyring{keys: map[string]cipher.AEAD{}}
	for i, part := range strings.Split(text, ",") {
		field := fmt.Sprintf("keys[%d]", i)
		id, encoded, ok := strings.Cut(strings.TrimSpace(part), ":")
		if !ok || id == "" || len(id) > 32 {
			return nil, &ArgumentError{field, "something else", "id:base64, the id 1 to 32 bytes long"}
		}
		raw, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || len(raw) != 32 {
			return nil, &ArgumentError{field, fmt.Sprintf("key %q of %d bytes", id, len(raw)), "32 bytes in standard base64"}
		}
		if _, twice := ring.keys[id]; twice {
			return nil, &ArgumentError{field, fmt.Sprintf("id %q a second time", id), "another id"}
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		ring.keys[id] = aead
		if ring.first == "" {
			ring.first = id
		}
	}
	return ring, nil
}

// NewKeyring makes a ring with one random key, for tests and stores that die with
// the process.
func NewKeyring() *Keyring {
	raw := make([]byte, 32)
	rand.Read(raw) // never fails
	ring, err := ParseKeyring("random:" + base64.StdEncoding.EncodeToString(raw))
	if err != nil {
		panic(err) // a key of 32 bytes is right by construction
	}
	return ring
}

// seal encrypts secrets for one connection; sealed for another they do not open.
func (k *Keyring) seal(connection string, secrets Secrets) ([]byte, error) {
	plain, err := json.Marshal(secrets)
	if err != nil {
		return nil, err
	}
	aead := k.keys[k.first]
	out := append([]byte{byte(len(k.first))}, k.first...)
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	out = append(out, nonce...)
	return aead.Seal(out, nonce, plain, []byte(connection)), nil
}

func (k *Keyring) open(connection string, sealed []byte) (Secrets, error) {
	if len(sealed) == 0 || len(sealed) < 1+int(sealed[0]) {
		return Secrets{}, ErrSealed
	}
	id, rest := string(sealed[1:1+sealed[0]]), sealed[1+sealed[0]:]
	aead, ok := k.keys[id]
	if !ok || len(rest) < aead.NonceSize() {
		return Secrets{}, fmt.Errorf("sealed with key %q: %w", id, ErrSealed)
	}
	plain, err := aead.Open(nil, rest[:aead.NonceSize()], rest[aead.NonceSize():], []byte(connection))
	if err != nil {
		return Secrets{}, fmt.Errorf("sealed with key %q: %w", id, ErrSealed)
	}
	var secrets Secrets
	if err := json.Unmarshal(plain, &secrets); err != nil {
		return Secrets{}, ErrSealed
	}
	return secrets, nil
}
