package lever

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	const notFound = `{"code": "ResourceNotFound", "message": "opportunities o was not found"}`
	for name, tt := range map[string]struct {
		answer  func(http.ResponseWriter)
		is      func(error) bool
		status  int
		code    string
		message string
	}{
		"not found":    {answer(404, notFound), IsNotFound, 404, "ResourceNotFound", "opportunities o was not found"},
		"unauthorized": {answer(401, `{"code": "Unauthorized", "message": "no"}`), IsUnauthorized, 401, "Unauthorized", "no"},
		"forbidden":    {answer(403, ``), IsForbidden, 403, "", ""},
		"rate limited": {answer(429, `{"code": "TooManyRequests"}`), IsRateLimited, 429, "TooManyRequests", ""},
		"html":         {answer(404, `<html><body>nothing here</body></html>`), IsNotFound, 404, "", ""},
		"truncated":    {cut(404, `{"code": "Resour`), IsNotFound, 404, "", ""},
		"wrong types":  {answer(404, `{"code": 7, "message": {}}`), IsNotFound, 404, "", ""},
		"deep":         {answer(404, strings.Repeat("[", 60<<10)), IsNotFound, 404, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := newStub(t, tt.answer)
			_, err := client.Opportunities.Get(t.Context(), "o")
			var got *Error
			if !errors.As(err, &got) {
				t.Fatalf("got %v, want *Error", err)
			}
			if !tt.is(err) || got.Status != tt.status || got.Code != tt.code || got.Message != tt.message {
				t.Errorf("got %+v", got)
			}
			if got.Operation != "opportunities.get" || got.Method != "GET" || got.Path != "/opportunities/o" {
				t.Errorf("got %s %s %s", got.Operation, got.Method, got.Path)
			}
			if !IsNotApplied(err) || IsAmbiguous(err) {
				t.Errorf("outcome is %v, want refused", got.Outcome)
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	client, _ := newStub(t, func(w http.ResponseWriter) {
		w.Header().Set("X-Request-Id", "req-9")
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	_, err := client.Stages.Get(t.Context(), "s")
	var got *Error
	if !errors.As(err, &got) || got.RequestID != "req-9" || got.RetryAfter != 2*time.Minute || !strings.Contains(err.Error(), "req-9") {
		t.Errorf("got %v", err)
	}
}

// TestOutcomes tells what is known after a failure, and how often it was tried.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	create := func(c *Client, opts ...RequestOption) error {
		return second(c.Notes.Create(t.Context(), "o", NoteCreateRequest{Value: "v"}, opts...))
	}
	upload := func(c *Client, opts ...RequestOption) error {
		return second(c.Files.Upload(t.Context(), "o", testUpload, append(opts, PerformAs("u"))...))
	}
	subscribe := func(c *Client, opts ...RequestOption) error {
		return second(c.Webhooks.Create(t.Context(), WebhookCreateRequest{URL: "https://example.com", Event: WebhookEventCandidateHired}, opts...))
	}
	update := func(c *Client, opts ...RequestOption) error {
		return second(c.Notes.Update(t.Context(), "o", "n", NoteUpdateRequest{Values: []NoteValue{{Value: "v"}}}, opts...))
	}
	tag := func(c *Client, opts ...RequestOption) error {
		return second(c.Opportunities.AddTags(t.Context(), "o", []string{"t"}, opts...))
	}
	untag := func(c *Client, opts ...RequestOption) error {
		return second(c.Opportunities.RemoveTags(t.Context(), "o", []string{"t"}, opts...))
	}
	link := func(c *Client, opts ...RequestOption) error {
		return second(c.Opportunities.AddLinks(t.Context(), "o", []string{"l"}, opts...))
	}
	move := func(c *Client, opts ...RequestOption) error {
		return second(c.Opportunities.UpdateStage(t.Context(), "o", "s", opts...))
	}
	remove := func(c *Client, opts ...RequestOption) error { return c.Notes.Delete(t.Context(), "o", "n", opts...) }
	get := func(c *Client, opts ...RequestOption) error { return second(c.Stages.Get(t.Context(), "s", opts...)) }
	gone := WriteBefore(time.Now().Add(-time.Second))
	for _, tt := range []struct {
		name    string
		call    func(*Client, ...RequestOption) error
		answer  func(http.ResponseWriter)
		opts    []RequestOption
		tries   int
		outcome Outcome
	}{
		{"create 500", create, answer(500, ""), nil, 1, OutcomeUnknown},
		{"create reset", create, cut(0, ""), nil, 1, OutcomeUnknown},
		{"create cut", create, cut(201, `{"data": {`), nil, 1, OutcomeUnknown},
		{"create unreadable", create, answer(201, `{"data": `), nil, 1, OutcomeUnknown},
		{"create empty", create, answer(201, ``), nil, 1, OutcomeUnknown},
		{"create 429", create, answer(429, ""), nil, 3, OutcomeRefused},
		{"create 400", create, answer(400, ""), nil, 1, OutcomeRefused},
		{"create redirect", create, answer(301, ""), nil, 1, OutcomeRefused},
		{"create late", create, answer(201, oneAnswer), []RequestOption{gone}, 0, OutcomeNotSent},
		{"upload 503", upload, answer(503, ""), nil, 1, OutcomeUnknown},
		{"upload 429", upload, answer(429, ""), nil, 3, OutcomeRefused},
		{"subscribe 502", subscribe, answer(502, ""), nil, 1, OutcomeUnknown},
		{"update note 500", update, answer(500, ""), nil, 1, OutcomeUnknown},
		{"tag 500", tag, answer(500, ""), nil, 3, OutcomeUnknown},
		{"untag reset", untag, cut(0, ""), nil, 3, OutcomeUnknown},
		{"link 503", link, answer(503, ""), nil, 3, OutcomeUnknown},
		{"move 500", move, answer(500, ""), nil, 3, OutcomeUnknown},
		{"delete 500", remove, answer(500, ""), nil, 3, OutcomeUnknown},
		{"get late", get, answer(200, oneAnswer), []RequestOption{gone}, 0, OutcomeNotSent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, stub := newStub(t, tt.answer)
			err := tt.call(client, tt.opts...)
			var got *Error
			if !errors.As(err, &got) || got.Outcome != tt.outcome || len(stub.requests()) != tt.tries {
				t.Fatalf("got %v after %d tries, want outcome %v after %d", err, len(stub.requests()), tt.outcome, tt.tries)
			}
			if IsAmbiguous(err) != (tt.outcome == OutcomeUnknown) || IsNotApplied(err) == IsAmbiguous(err) {
				t.Errorf("IsAmbiguous %v, IsNotApplied %v", IsAmbiguous(err), IsNotApplied(err))
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	client, err := NewClient(APIKey(testKey), WithBaseURL("http://127.0.0.1:1"), WithRetry(Retry{MaxTries: 1}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Notes.Create(t.Context(), "o", NoteCreateRequest{Value: "v"})
	if !IsNotApplied(err) {
		t.Errorf("%v counts as applied", err)
	}
}

func TestHelpersOnOtherErrors(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, errors.New("x"), &PageError{}} {
		if IsNotFound(err) || IsForbidden(err) || IsUnauthorized(err) || IsRateLimited(err) || IsAmbiguous(err) || IsNotApplied(err) {
			t.Errorf("a helper takes %v for its own", err)
		}
	}
	wrapped := fmt.Errorf("sync: %w", &Error{Status: 404, Outcome: OutcomeRefused})
	if !IsNotFound(wrapped) || !IsNotApplied(wrapped) {
		t.Error("the helpers do not look inside")
	}
}

func TestForbiddenSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		auth Auth
		want []string
	}{
		"key":   {APIKey(testKey), []string{"write files", "POST /opportunities/{opportunity}/files", "Lever Basic", "Postings API"}},
		"token": {BearerToken(testKey), []string{"files:write:admin", "confidential"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := newStubFor(t, tt.auth, answer(403, `{"code": "Forbidden", "message": "no"}`))
			_, err := client.Files.Upload(t.Context(), "o", testUpload, PerformAs("u"))
			for _, want := range tt.want {
				if !strings.Contains(fmt.Sprint(err), want) {
					t.Errorf("%v does not say %q", err, want)
				}
			}
			var got *Error
			if !errors.As(err, &got) || got.Scope != "files:write:admin" {
				t.Errorf("scope of %v is not files:write:admin", err)
			}
		})
	}
}

// TestNothingLeaks prints everything that could end in a log.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	const mail = "ada@example.com"
	client, _ := newStub(t, answer(400, `{"code": "BadRequest", "message": "the address <`+mail+`> is odd\n`+strings.Repeat("x", 5000)+`"}`))
	_, refused := client.Users.List(t.Context(), UserListOptions{Email: []string{mail}})
	unreadableClient, _ := newStub(t, answer(200, `{"data": {"id": 4711815, "name": "`+mail+`"}}`))
	_, unreadable := unreadableClient.Users.Get(t.Context(), "u")
	deadClient, _ := newStub(t, cut(0, ""))
	_, dead := deadClient.Users.List(t.Context(), UserListOptions{Email: []string{mail}})
	_, bad := NewClient(APIKey(testKey + "\n"))
	webhook := Webhook{ID: "w", Configuration: WebhookConfiguration{SignatureToken: testKey}}
	for name, value := range map[string]any{
		"client": client, "key": APIKey(testKey), "token": BearerToken(testKey), "webhook": webhook, "webhook pointer": &webhook,
		"refused": refused, "unreadable": unreadable, "dead": dead, "bad key": bad, "secret": Secret(testKey),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			text := fmt.Sprintf(verb, value)
			for _, secret := range []string{testKey, mail, "4711815", "ada%40"} {
				if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
					t.Errorf("%s with %s shows %q: %s", name, verb, secret, text)
				}
			}
			if err, ok := value.(error); ok && (len(text) > 1000 && verb != "%x" || err == nil) {
				t.Errorf("%s with %s has %d characters", name, verb, len(text))
			}
		}
	}
	if got := Secret("").LogValue().String() + Secret("x").LogValue().String(); got != "[redacted]" {
		t.Errorf("slog shows %q", got)
	}
}

func TestForbiddenWithoutVerb(t *testing.T) {
	t.Parallel()
	for name, auth := range map[string]Auth{"key": APIKey(testKey), "token": BearerToken(testKey)} {
		client, _ := newStubFor(t, auth, answer(403, ""))
		_, err := client.Do(t.Context(), Request{Method: "DELETE", Path: []string{"requisitions", "r"}})
		if !IsForbidden(err) || !strings.Contains(err.Error(), "for DELETE /requisitions/r") {
			t.Errorf("%s: %v does not say what is missing", name, err)
		}
	}
}

func TestUnauthorizedTellsTheCredential(t *testing.T) {
	t.Parallel()
	for want, auth := range map[string]Auth{"API key is not valid": APIKey(testKey), "access token is not valid": BearerToken(testKey)} {
		client, _ := newStubFor(t, auth, answer(401, "no"))
		_, err := client.Stages.Get(t.Context(), "s")
		if !IsUnauthorized(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	got := fmt.Sprint(OutcomeUnknown, OutcomeNotSent, OutcomeRefused, "; ", &PageError{"stages.list", "p"}, "; ", quoted(strings.Repeat("é", 50)))
	want := "unknown not sent refused; lever: stages.list: p; " + `"` + strings.Repeat("é", 40) + `…"`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{`{"code":"A","message":"b"}`, "<html>", "", `{"code":`, `[1]`, "null", "\x00\xff@", `{"message":"a@b c"}`} {
		f.Add([]byte(seed), 404)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		status = 400 + (status%200+200)%200
		client := &Client{auth: APIKey("k")}
		err := client.wrap(getStage, refusal(status, body))
		var got *Error
		if !errors.As(err, &got) || got.Status != status {
			t.Fatalf("got %v", err)
		}
		if text := err.Error(); strings.ContainsAny(text, "\n\r\x00") || len(text) > 3000 || strings.Contains(printable(string(body)), "@") {
			t.Fatalf("unfit for a log: %q", text)
		}
	})
}
