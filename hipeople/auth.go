package hipeople

import "net/http"

// Auth is a credential. It never shows its secret, whatever verb it is printed with.
type Auth struct {
	// The secret lies in a closure: fmt does not ask a private field of a struct for its
	// String, and prints what pointers lead to.
	set     func(header http.Header)
	kind    string
	problem *ConfigError
}

// Keys authenticates with the pair that HiPeople's settings page hands out, sent as
// X-API-Key and X-API-Secret (documented). The pair acts as the user who made it and
// sees what that user sees.
func Keys(key, secret string) Auth {
	return Auth{
		set: func(header http.Header) {
			header.Set("X-API-Key", key)
			header.Set("X-API-Secret", secret)
		},
		kind:    "Keys",
		problem: checkSecrets("a key and a secret", key, secret),
	}
}

// BearerToken authenticates with a user's token in the Authorization header
// (observed; [Keys] is what HiPeople documents for integrations).
func BearerToken(token string) Auth {
	return Auth{
		set:     func(header http.Header) { header.Set("Authorization", "Bearer "+token) },
		kind:    bearerKind,
		problem: checkSecrets("a token", token),
	}
}

const bearerKind = "BearerToken"

func checkSecrets(want string, values ...string) *ConfigError {
	for _, value := range values {
		if value == "" {
			return &ConfigError{Field: "auth", Got: "incomplete: a part is empty", Want: want}
		}
		for _, r := range value {
			if r <= ' ' || r > '~' {
				return &ConfigError{Field: "auth", Got: "a text with a space, line break or other unprintable character", Want: want + " in printable ASCII"}
			}
		}
	}
	return nil
}

func (a Auth) validate() error {
	switch {
	case a.set == nil:
		return &ConfigError{Field: "auth", Got: "empty", Want: "Keys or BearerToken"}
	case a.problem != nil:
		return a.problem
	}
	return nil
}

// String says which kind of credential it is, and nothing of it.
func (a Auth) String() string { return "hipeople." + a.kind + "(redacted)" }

// GoString is String, for %#v.
func (a Auth) GoString() string { return a.String() }
