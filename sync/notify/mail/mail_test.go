package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const sender = "Reference checks <checks@sync.example.com>"

func goodNotice() hpsync.Notice {
	return hpsync.Notice{
		ID: "n-0f1e.2d", Kind: hpsync.NoticeReport, Connection: "acme", Check: "check-1",
		Recipient: "reviewer@example.com",
		Subject:   "Referenzprüfung: ein Bericht ist da",
		Lines:     []string{"Ada <Example> has three answers.", ".a line that begins with a full stop"},
		Links:     []hpsync.Link{{Text: "Open the check", URL: "https://sync.example.com/checks/check-1?a=1&b=2"}},
	}
}

func mailer(t *testing.T, url string, opts ...Option) *Mailer {
	t.Helper()
	m, err := New(url, sender, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestNotifySends(t *testing.T) {
	t.Parallel()
	server := &smtpServer{}
	server.start(t, false)
	m := mailer(t, server.url("smtp", "", ""))
	for range 2 {
		if err := m.Notify(t.Context(), goodNotice()); err != nil {
			t.Fatal(err)
		}
	}
	mails := server.received()
	if len(mails) != 2 {
		t.Fatalf("%d mails, want 2", len(mails))
	}
	for _, text := range mails {
		checkMail(t, text)
	}
	if !server.saw("QUIT") {
		t.Error("the conversation was not ended politely")
	}
}

func checkMail(t *testing.T, text string) {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"From":           `"Reference checks" <checks@sync.example.com>`,
		"To":             "<reviewer@example.com>",
		"Message-Id":     "<n-0f1e.2d@sync.example.com>",
		"Auto-Submitted": "auto-generated",
		"X-Mailer":       "",
	} {
		if got := msg.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil || subject != "Referenzprüfung: ein Bericht ist da" {
		t.Errorf("Subject = %q, %v", subject, err)
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("Content-Type = %q, %v", kind, err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	plain := nextPart(t, parts, "text/plain")
	wantPlain := "Ada <Example> has three answers.\n\n.a line that begins with a full stop\n\n" +
		"Open the check\nhttps://sync.example.com/checks/check-1?a=1&b=2\n"
	if plain != wantPlain {
		t.Errorf("text = %q, want %q", plain, wantPlain)
	}
	html := nextPart(t, parts, "text/html")
	for _, want := range []string{
		"<p>Ada &lt;Example&gt; has three answers.</p>",
		`<a href="https://sync.example.com/checks/check-1?a=1&amp;b=2">Open the check</a>`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("HTML lacks %q: %s", want, html)
		}
	}
}

func nextPart(t *testing.T, parts *multipart.Reader, kind string) string {
	t.Helper()
	part, err := parts.NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	if got := part.Header.Get("Content-Type"); !strings.HasPrefix(got, kind) {
		t.Errorf("part is %q, want %q", got, kind)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(part))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

func TestTLSAndCredentials(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		scheme, user, query string
		starttls, implicit  bool
		trust               bool
		stage               Stage // "" wants a sent mail
		code                int
	}{
		"starttls":            {"smtp", "mailuser:pa%3Ass@", "", true, false, true, "", 0},
		"implicit":            {"smtps", "mailuser:pa%3Ass@", "", false, true, true, "", 0},
		"wrong password":      {"smtps", "mailuser:guess@", "", false, true, true, StageConnect, 535},
		"untrusted":           {"smtps", "", "", false, true, false, StageConnect, 0},
		"untrusted starttls":  {"smtp", "", "", true, false, false, StageConnect, 0},
		"password in clear":   {"smtp", "mailuser:pa%3Ass@", "", false, false, true, StageConnect, 0},
		"none despite a cert": {"smtp", "", "?tls=none", true, false, false, "", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serverTLS, clientTLS := certificate(t)
			server := &smtpServer{tls: serverTLS, starttls: test.starttls, auth: "mailuser:pa:ss"}
			server.start(t, test.implicit)
			opts := []Option{}
			if test.trust {
				opts = append(opts, WithTLSConfig(clientTLS))
			}
			err := mailer(t, server.url(test.scheme, test.user, test.query), opts...).Notify(t.Context(), goodNotice())
			if test.stage == "" {
				if err != nil || len(server.received()) != 1 {
					t.Fatalf("%v, %d mails", err, len(server.received()))
				}
				if server.saw("AUTH") != (test.user != "") {
					t.Error("credentials were asked for by nobody, or not given")
				}
				return
			}
			wantError(t, err, test.stage, test.code, true)
			if len(server.received()) != 0 {
				t.Error("a mail arrived")
			}
			for _, format := range []string{"%v", "%+v", "%#v"} {
				if text := fmt.Sprintf(format, err); strings.Contains(text, "pa:ss") || strings.Contains(text, "mailuser") {
					t.Errorf("credentials leaked: %s", text)
				}
			}
		})
	}
}

func TestSTARTTLSIsRequiredElsewhere(t *testing.T) {
	t.Parallel()
	server := &smtpServer{}
	server.start(t, false)
	m := mailer(t, server.url("smtp", "", ""))
	elsewhere, err := parseServer("smtp://mail.example.com")
	if err != nil {
		t.Fatal(err)
	}
	m.server.policy = elsewhere.policy
	wantError(t, m.Notify(t.Context(), goodNotice()), StageConnect, 0, true)
	if server.saw("MAIL") {
		t.Error("the conversation went on in clear text")
	}
}

// TestNotSent breaks the conversation at every step and asks what is known.
func TestNotSent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		command, order string
		stage          Stage
		code           int
		notSent        bool
	}{
		"greeting, hangs up":   {"EHLO", "close", StageConnect, 0, true},
		"sender refused":       {"MAIL", "550 5.7.1 <checks@sync.example.com> unknown", StageSender, 550, true},
		"sender, hangs up":     {"MAIL", "close", StageSender, 0, true},
		"recipient refused":    {"RCPT", "550 5.1.1 <reviewer@example.com> unknown", StageRecipient, 550, true},
		"recipient later":      {"RCPT", "451 4.3.0 <reviewer@example.com> later", StageRecipient, 451, true},
		"data refused":         {"DATA", "452 4.3.1 full", StageContent, 452, true},
		"data, hangs up":       {"DATA", "close", StageContent, 0, true},
		"refused at the end":   {".", "554 5.6.0 reviewer@example.com thinks it is spam", StageAccept, 554, true},
		"later at the end":     {".", "451 4.3.0 later", StageAccept, 451, true},
		"hangs up at the end":  {".", "close", StageAccept, 0, false},
		"nonsense at the end":  {".", "what?", StageAccept, 0, false},
		"unusual at the end":   {".", "299 perhaps", StageAccept, 0, false},
		"fails after the mail": {"RSET", "500 no", "", 0, false},
		"hangs up after":       {"RSET", "close", "", 0, false},
		"bad goodbye":          {"QUIT", "close", "", 0, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &smtpServer{at: only(test.command, test.order)}
			server.start(t, false)
			err := mailer(t, server.url("smtp", "", "")).Notify(t.Context(), goodNotice())
			if test.stage == "" {
				if err != nil || len(server.received()) != 1 {
					t.Fatalf("%v, %d mails", err, len(server.received()))
				}
				return
			}
			wantError(t, err, test.stage, test.code, test.notSent)
			for _, format := range []string{"%v", "%+v", "%#v"} {
				if text := fmt.Sprintf(format, err); strings.Contains(text, "example.com") || strings.Contains(text, "Ada") {
					t.Errorf("personal data leaked: %s", text)
				}
			}
		})
	}
}

func only(command, order string) func(string) string {
	return func(got string) string {
		if got == command {
			return order
		}
		return ""
	}
}

func wantError(t *testing.T, err error, stage Stage, code int, notSent bool) {
	t.Helper()
	var failed *Error
	if !errors.As(err, &failed) {
		t.Fatalf("got %v, want an *Error", err)
	}
	if failed.Stage != stage || failed.NotSent() != notSent || (code != 0 && failed.Code != code) {
		t.Errorf("got stage %s code %d NotSent %v (%v), want %s %d %v", failed.Stage, failed.Code, failed.NotSent(), err, stage, code, notSent)
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	wantError(t, mailer(t, "smtp://127.0.0.1:1").Notify(t.Context(), goodNotice()), StageConnect, 0, true)
}

// TestContext: a server that says nothing is left when the context ends, and whether
// the mail is in doubt depends on where that was.
func TestContext(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		command string
		stage   Stage
		notSent bool
	}{
		"greeting":  {"EHLO", StageConnect, true},
		"recipient": {"RCPT", StageRecipient, true},
		"content":   {"DATA", StageContent, true},
		"the end":   {".", StageAccept, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			server := &smtpServer{at: func(command string) string {
				if command != test.command {
					return ""
				}
				cancel()
				return "hang"
			}}
			server.start(t, false)
			err := mailer(t, server.url("smtp", "", "")).Notify(ctx, goodNotice())
			wantError(t, err, test.stage, 0, test.notSent)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v hides the context's end", err)
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	server := &smtpServer{at: only("EHLO", "hang")}
	server.start(t, false)
	err := mailer(t, server.url("smtp", "", ""), WithTimeout(50*time.Millisecond)).Notify(t.Context(), goodNotice())
	wantError(t, err, StageConnect, 0, true)
}

// expired has a deadline in the past that no timer has told it of, as in a process
// that was suspended.
type expired struct {
	context.Context
	late *atomic.Bool
}

func (e expired) Deadline() (time.Time, bool) {
	if e.late.Load() {
		return time.Now().Add(-time.Second), true
	}
	return time.Now().Add(time.Hour), true
}

// TestNothingIsWrittenAfterTheDeadline wakes up late between the server's go-ahead and
// the mail: no byte of it may leave, and that is known.
func TestNothingIsWrittenAfterTheDeadline(t *testing.T) {
	t.Parallel()
	late := new(atomic.Bool)
	server := &smtpServer{at: func(command string) string {
		if command == "DATA" {
			late.Store(true)
		}
		return ""
	}}
	server.start(t, false)
	m := mailer(t, server.url("smtp", "", ""))
	dialer := &dialer{ctx: expired{t.Context(), late}, server: m.server, tls: m.tls}
	defer dialer.close()
	err := m.converse(t.Context(), dialer, goodNotice())
	wantError(t, err, StageAccept, 0, true)
	if len(server.received()) != 0 {
		t.Error("the mail arrived")
	}
}
