package lever

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// Tokens are an OAuth access token and what renews it. The tokens print as [redacted]; JSON carries them, so that a store
// can keep them, encrypted.
type Tokens struct {
	Access     Secret    `json:"access"`
	Refresh    Secret    `json:"refresh,omitzero"` // empty without the scope offline_access
	Expiry     time.Time `json:"expiry,omitzero"`  // of Access by the clock of who got it, zero if Lever did not say
	Scope      string    `json:"scope,omitzero"`   // what was granted, separated by spaces
	Generation int64     `json:"generation"`       // 1 at first, one more with each renewal
}

// Format tells the generation and no token, whatever the verb.
func (t Tokens) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "lever.Tokens{generation %d}", t.Generation)
}

// LogValue keeps the tokens out of slog.
func (t Tokens) LogValue() slog.Value { return slog.Int64Value(t.Generation) }

// Claims are what an access token says about whom it was given to.
type Claims struct {
	Account string // Lever account
	User    string // who gave consent
	Client  string // the app it was given to
}

// UnverifiedClaims reads the claims inside the access token without checking its signature. They tell accounts apart;
// they prove nothing, unless the token came straight from Lever, as from [OAuth.Exchange].
func (t Tokens) UnverifiedClaims() (Claims, error) {
	parts := strings.Split(string(t.Access), ".")
	if len(parts) != 3 {
		return Claims{}, errors.New("lever: the access token is no JWT")
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return Claims{}, errors.New("lever: the access token's claims are not base64")
	}
	var claims struct {
		Account string `json:"https://oauth.lever.co/accountId"`
		User    string `json:"https://oauth.lever.co/userId"`
		Client  string `json:"https://oauth.lever.co/clientId"`
	}
	if json.Unmarshal(payload, &claims) != nil { // its text quotes what it read
		return Claims{}, errors.New("lever: the access token's claims are not the JSON object they should be")
	}
	return Claims(claims), nil
}
