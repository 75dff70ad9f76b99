package webhook

import (
	"net/url"
	"testing"
)

func TestURLToken(t *testing.T) {
	t.Parallel()
	const older, newer = "3dJ5uRkq0Zc8mXvT1bYwLQ", "Kp7sN2eHf4GxWtA9oCiVrD"
	path, query := URLToken{}, URLToken{Query: "token"}
	tests := map[string]struct {
		scheme URLToken
		url    string
		want   Reason
	}{
		"newer":            {path, "/webhooks/hipeople/acme/" + newer, ""},
		"older":            {path, "/webhooks/hipeople/acme/" + older, ""},
		"query is ignored": {path, "/webhooks/hipeople/acme/" + newer + "?x=1", ""},
		"wrong":            {path, "/webhooks/hipeople/acme/Kp7sN2eHf4GxWtA9oCiVrE", ReasonMismatch},
		"prefix":           {path, "/webhooks/hipeople/acme/" + newer[:21], ReasonMismatch},
		"longer":           {path, "/webhooks/hipeople/acme/" + newer + "x", ReasonMismatch},
		"slash behind":     {path, "/webhooks/hipeople/acme/" + newer + "/", ReasonUnsigned},
		"none":             {path, "/", ReasonUnsigned},
		"by query":         {query, "/hook?token=" + newer, ""},
		"query twice":      {query, "/hook?token=" + newer + "&token=" + newer, ReasonUnsigned},
		"query missing":    {query, "/hook/" + newer, ReasonUnsigned},
		"query wrong":      {query, "/hook?token=" + newer[1:], ReasonMismatch},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, err := url.Parse(test.url)
			if err != nil {
				t.Fatal(err)
			}
			_, err = verifier(t, test.scheme, []Secret{newer, older}).Verify(Message{URL: address})
			wantReason(t, err, test.want)
		})
	}
	_, err := verifier(t, path, []Secret{newer}).Verify(Message{})
	wantReason(t, err, ReasonUnsigned)
}

func TestURLTokenSign(t *testing.T) {
	t.Parallel()
	const token = "a+b c?d&e%f=g-0123456789"
	for name, scheme := range map[string]URLToken{"path": {}, "query": {Query: "token"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := verifier(t, scheme, []Secret{token})
			base, _ := url.Parse("https://hooks.example.com/in?keep=1")
			msg := signed(t, v, Message{URL: base})
			if base.String() != "https://hooks.example.com/in?keep=1" {
				t.Error("the caller's URL was altered")
			}
			if msg.URL.Query().Get("keep") != "1" {
				t.Errorf("a query parameter was lost: %v", msg.URL)
			}
			overTheWire, err := url.Parse(msg.URL.String())
			if err != nil {
				t.Fatal(err)
			}
			_, err = v.Verify(Message{URL: overTheWire})
			wantReason(t, err, "")
		})
	}
	_, err := verifier(t, URLToken{}, []Secret{token}).Sign(Message{})
	wantReason(t, err, ReasonMalformed)
}
