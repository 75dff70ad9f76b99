package lever

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestUnverifiedClaims(t *testing.T) {
	t.Parallel()
	claims, err := Tokens{Access: Secret(accessToken(1))}.UnverifiedClaims()
	if want := (Claims{Account: "acc-1", User: "usr-1", Client: "app-1"}); err != nil || claims != want {
		t.Errorf("%+v, %v", claims, err)
	}
	if claims, err := (Tokens{Access: Secret(jwt(`{"aud":["a"],"exp":1}`))}).UnverifiedClaims(); err != nil || claims != (Claims{}) {
		t.Errorf("without claims: %+v, %v", claims, err)
	}
	for _, bad := range []string{"", "opaque-must-not-show", "a.b", "a.!must-not-show!.c", jwt("must-not-show"), jwt(`["must-not-show"]`), jwt(`{"https://oauth.lever.co/userId":{"must-not-show":1}}`)} {
		claims, err := Tokens{Access: Secret(bad)}.UnverifiedClaims()
		if err == nil || claims != (Claims{}) {
			t.Errorf("%q: %+v, %v", bad, claims, err)
		}
		hides(t, err)
	}
}

func FuzzUnverifiedClaims(f *testing.F) {
	for _, seed := range []string{"", "a.b.c", accessToken(1), jwt(`{"https://oauth.lever.co/userId":1}`), jwt("[[[["), "..", "e30.e30=.e30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		claims, err := Tokens{Access: Secret(token)}.UnverifiedClaims()
		if err != nil && (claims != (Claims{}) || len(token) > 12 && strings.Contains(err.Error(), token)) {
			t.Fatalf("%+v, %v", claims, err)
		}
	})
}

// A store keeps tokens as JSON.
func TestTokensSurviveJSON(t *testing.T) {
	t.Parallel()
	tokens := Tokens{Access: "a", Refresh: "r", Expiry: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC), Scope: "notes:read:admin", Generation: 7}
	data, err := json.Marshal(tokens)
	if want := `{"access":"a","refresh":"r","expiry":"2026-07-01T12:00:00Z","scope":"notes:read:admin","generation":7}`; err != nil || string(data) != want {
		t.Fatalf("%s, %v", data, err)
	}
	var again Tokens
	if err := json.Unmarshal(data, &again); err != nil || again != tokens {
		t.Errorf("generation %d, %v", again.Generation, err)
	}
}
