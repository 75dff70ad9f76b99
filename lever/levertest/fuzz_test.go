package levertest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// FuzzConsent asks for consent with any query: a browser must never be sent anywhere but to the
// registered address.
func FuzzConsent(f *testing.F) {
	fake := New()
	f.Cleanup(fake.Close)
	app := fake.AddApp(App{ClientID: "app", RedirectURIs: []string{"https://app.example/callback?x=1"}})
	good := "client_id=app&redirect_uri=" + url.QueryEscape(app.RedirectURIs[0]) + "&response_type=code&state=s&scope=offline_access"
	for _, query := range []string{good, good + "&audience=https%3A%2F%2Fapi.lever.co%2Fv1%2F", good + "&redirect_uri=https://evil.example", "client_id=app&redirect_uri=%00", ""} {
		f.Add(query, "approve")
	}
	f.Fuzz(func(t *testing.T, raw, decision string) {
		query, _ := url.ParseQuery(raw)
		ask, err := fake.oauth.read(query)
		if err != nil {
			return
		}
		to, err := url.Parse(fake.oauth.answer(ask, decision))
		if err != nil || to.Scheme != "https" || to.Host != "app.example" || to.Path != "/callback" || to.Query().Get("state") != query.Get("state") {
			t.Errorf("%q was sent to %v, %v", raw, to, err)
		}
		if to.Query().Has("code") == to.Query().Has("error") {
			t.Errorf("%q was answered neither or both: %v", raw, to)
		}
	})
}

// FuzzForm reads any bytes as the form of a new opportunity.
func FuzzForm(f *testing.F) {
	fake := New()
	f.Cleanup(fake.Close)
	part := func(disposition, value string) string {
		return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + value + "\r\n"
	}
	f.Add(part(`name="name"`, "Ada") + part(`name="emails[]"`, "a@example.com") + part(`name="phones[]"`, `{"value":"1"}`) + "--b--\r\n")
	f.Add(part(`name="resumeFile"; filename="a.pdf"`, "%PDF") + "--b--\r\n")
	f.Add(part(`name="createdAt"`, "x"))
	f.Add("--b")
	f.Fuzz(func(t *testing.T, text string) {
		r := &http.Request{Header: http.Header{"Content-Type": {"multipart/form-data; boundary=b"}}, Body: io.NopCloser(strings.NewReader(text))}
		var body opportunityBody
		err := (&api{fake: fake, state: fake.state}).readForm(&request{Request: r}, &body)
		var known *apiError
		if err != nil && (!errors.As(err, &known) || known.status != http.StatusBadRequest) {
			t.Errorf("%q: %v", text, err)
		}
		if _, plain := multipart.NewReader(strings.NewReader(text), "b").NextPart(); err == nil && plain != nil && !errors.Is(plain, io.EOF) {
			t.Errorf("%q was read, which is no form: %v", text, plain)
		}
	})
}

// FuzzFieldValue gives any JSON to every type of field.
func FuzzFieldValue(f *testing.F) {
	for _, value := range []string{`null`, `"yes"`, `[]`, `["a"]`, `{"id":"x"}`, `1e400`, `[[[]]]`, `[{"score":1}]`} {
		f.Add([]byte(value))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		var raw json.RawMessage
		if json.Unmarshal(value, &raw) != nil {
			return
		}
		for _, kind := range fieldTypes {
			field := Field{ID: "q", Type: kind, Options: []FieldOption{{Text: "a"}}, Scores: []FieldScore{{Text: "s"}}}
			filled, err := answered([]Field{field}, []fieldValue{{ID: "q", Value: raw}})
			if (err == nil) != field.takes(raw) || err == nil && !bytes.Equal(filled[0].Value, raw) {
				t.Errorf("%s %s: %v, %v", kind, value, filled, err)
			}
		}
	})
}
