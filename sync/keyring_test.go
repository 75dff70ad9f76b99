package sync

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func ring(t *testing.T, text string) *Keyring {
	t.Helper()
	k, err := ParseKeyring(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func key(id string, fill byte) string {
	return id + ":" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32))
}

var someSecrets = Secrets{LeverKey: "lever-secret", HiPeopleKey: "k", HiPeopleSecret: "hipeople-secret", LeverHooks: []string{"hook"}}

func TestKeyringRoundTrip(t *testing.T) {
	t.Parallel()
	k := ring(t, key("a", 1))
	one, err := k.seal("acme", someSecrets)
	if err != nil {
		t.Fatal(err)
	}
	two, err := k.seal("acme", someSecrets)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(one, two) {
		t.Error("sealed twice the same: the nonce repeats")
	}
	if bytes.Contains(one, []byte("secret")) {
		t.Error("the secret is readable")
	}
	got, err := k.open("acme", one)
	if err != nil || got.LeverKey != "lever-secret" || got.HiPeopleSecret != "hipeople-secret" || len(got.LeverHooks) != 1 {
		t.Errorf("opened wrongly, %v", err)
	}
}

func TestKeyringRotation(t *testing.T) {
	t.Parallel()
	old, err := ring(t, key("a", 1)).seal("acme", someSecrets)
	if err != nil {
		t.Fatal(err)
	}
	both := ring(t, key("b", 2)+", "+key("a", 1))
	if _, err := both.open("acme", old); err != nil {
		t.Errorf("the old key is on the ring: %v", err)
	}
	anew, err := both.seal("acme", someSecrets)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring(t, key("b", 2)).open("acme", anew); err != nil {
		t.Errorf("the first key seals: %v", err)
	}
	if _, err := ring(t, key("b", 2)).open("acme", old); !errors.Is(err, ErrSealed) || !strings.Contains(err.Error(), `"a"`) {
		t.Errorf("the missing key is not named: %v", err)
	}
}

func TestKeyringRefuses(t *testing.T) {
	t.Parallel()
	k := ring(t, key("a", 1))
	sealed, err := k.seal("acme", someSecrets)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.open("other", sealed); !errors.Is(err, ErrSealed) {
		t.Errorf("opened for another connection: %v", err)
	}
	if _, err := ring(t, key("a", 9)).open("acme", sealed); !errors.Is(err, ErrSealed) {
		t.Errorf("opened with another key of that id: %v", err)
	}
	for i := range sealed {
		bent := bytes.Clone(sealed)
		bent[i] ^= 1
		if _, err := k.open("acme", bent); !errors.Is(err, ErrSealed) {
			t.Errorf("byte %d was changed: %v", i, err)
		}
		if _, err := k.open("acme", sealed[:i]); !errors.Is(err, ErrSealed) {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
}

func FuzzKeyringOpen(f *testing.F) {
	k, err := ParseKeyring(key("a", 1))
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := k.seal("acme", someSecrets)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{1, 'a'})
	f.Add([]byte{255})
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := k.open("acme", data); err == nil && !bytes.Equal(data, sealed) {
			t.Error("opened what was never sealed")
		}
	})
}

func TestParseKeyring(t *testing.T) {
	t.Parallel()
	short := "a:" + base64.StdEncoding.EncodeToString(make([]byte, 31))
	for text, field := range map[string]string{
		"":                              "keys[0]",
		"nothing":                       "keys[0]",
		":" + key("", 1)[1:]:            "keys[0]",
		"a:!!!":                         "keys[0]",
		short:                           "keys[0]",
		key("a", 1) + ",":               "keys[1]",
		key("a", 1) + "," + key("a", 2): "keys[1]",
		key(strings.Repeat("x", 33), 1): "keys[0]",
		key("a", 1) + "," + key("b", 2) + ",c:AAAA": "keys[2]",
	} {
		_, err := ParseKeyring(text)
		var argument *ArgumentError
		if !errors.As(err, &argument) || argument.Field != field {
			t.Errorf("%v, want one about %s", err, field)
			continue
		}
		if encoded := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, 32)); strings.Contains(err.Error(), encoded) || strings.Contains(err.Error(), "!!!") {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

// TestSecretsDoNotPrint: whatever the verb.
func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	request := ConnectRequest{ID: "acme", LeverKey: "lever-secret", HiPeopleSecret: "hipeople-secret", LeverSigning: []string{"hook-secret"}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, value := range []any{someSecrets, &someSecrets, request, &request, []Secrets{someSecrets}, struct{ S Secrets }{someSecrets}} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, "secret") && text != strings.ReplaceAll(text, "-secret", "") {
				t.Errorf("%s of %T shows a secret: %s", verb, value, text)
			}
		}
	}
}
