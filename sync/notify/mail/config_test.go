package mail

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	gomail "github.com/wneessen/go-mail"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

func TestParseServer(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]server{
		"smtp://mail.example.com":                   {host: "mail.example.com", port: 587, policy: gomail.TLSMandatory},
		"smtp://mail.example.com/":                  {host: "mail.example.com", port: 587, policy: gomail.TLSMandatory},
		"smtp://u:p%40@mail.example.com:25":         {host: "mail.example.com", port: 25, user: "u", password: "p@", policy: gomail.TLSMandatory},
		"smtp://mail.example.com?tls=none":          {host: "mail.example.com", port: 587, policy: gomail.NoTLS},
		"smtp://localhost:1025":                     {host: "localhost", port: 1025, policy: gomail.TLSOpportunistic},
		"smtp://[::1]:1025":                         {host: "::1", port: 1025, policy: gomail.TLSOpportunistic},
		"smtp://127.0.0.1.example.com":              {host: "127.0.0.1.example.com", port: 587, policy: gomail.TLSMandatory},
		"smtps://u:p@mail.example.com":              {host: "mail.example.com", port: 465, user: "u", password: "p", implicitTLS: true, policy: gomail.TLSOpportunistic},
		"smtps://mail.example.com:2465":             {host: "mail.example.com", port: 2465, implicitTLS: true, policy: gomail.TLSOpportunistic},
		"smtp://127.0.0.53:25?tls=none":             {host: "127.0.0.53", port: 25, policy: gomail.NoTLS},
		"smtp://u:p@localhost.localdomain.test:587": {host: "localhost.localdomain.test", port: 587, user: "u", password: "p", policy: gomail.TLSMandatory},
	} {
		got, err := parseServer(url)
		if err != nil || got != want {
			t.Errorf("%s = %+v, %v; want %+v", url, got, err, want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	const good = "smtp://localhost"
	for name, test := range map[string]struct {
		url, sender string
		opt         Option
	}{
		"empty":            {"", sender, nil},
		"no host":          {"smtp://", sender, nil},
		"other scheme":     {"http://u:hunter2@mail.example.com", sender, nil},
		"path":             {"smtp://u:hunter2@mail.example.com/x", sender, nil},
		"unreadable":       {"smtp://u:hunter2@mail.example.com:port", sender, nil},
		"port 0":           {"smtp://u:hunter2@mail.example.com:0", sender, nil},
		"port 65536":       {"smtp://u:hunter2@mail.example.com:65536", sender, nil},
		"password alone":   {"smtp://:hunter2@mail.example.com", sender, nil},
		"clear password":   {"smtp://u:hunter2@mail.example.com?tls=none", sender, nil},
		"smtps, no TLS":    {"smtps://mail.example.com?tls=none", sender, nil},
		"unknown TLS":      {"smtp://mail.example.com?tls=maybe", sender, nil},
		"unknown query":    {"smtp://mail.example.com?hunter2=1", sender, nil},
		"no sender":        {good, "", nil},
		"two senders":      {good, "a@example.com, b@example.com", nil},
		"sender with CRLF": {good, "checks\r\n <a@example.com>", nil},
		"timeout":          {good, sender, WithTimeout(0)},
		"TLS":              {good, sender, WithTLSConfig(nil)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var opts []Option
			if test.opt != nil {
				opts = append(opts, test.opt)
			}
			_, err := New(test.url, test.sender, opts...)
			var config *ConfigError
			if !errors.As(err, &config) {
				t.Fatalf("got %v, want a ConfigError", err)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the password leaked: %v", err)
			}
		})
	}
}

func TestMailerPrintsNothing(t *testing.T) {
	t.Parallel()
	m := mailer(t, "smtp://u:hunter2@mail.example.com")
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(format, m); got != "mail.Mailer" {
			t.Errorf("%s = %s", format, got)
		}
	}
}

// TestNoticeRefused: nothing unsound reaches a server, and no text is quoted.
func TestNoticeRefused(t *testing.T) {
	t.Parallel()
	server := &smtpServer{}
	server.start(t, false)
	m := mailer(t, server.url("smtp", "", ""))
	for name, spoil := range map[string]func(*hpsync.Notice){
		"no id":               func(n *hpsync.Notice) { n.ID = "" },
		"id with >":           func(n *hpsync.Notice) { n.ID = "secret>x" },
		"id with space":       func(n *hpsync.Notice) { n.ID = "secret x" },
		"id with full stops":  func(n *hpsync.Notice) { n.ID = "secret..x" },
		"no recipient":        func(n *hpsync.Notice) { n.Recipient = "" },
		"recipient with name": func(n *hpsync.Notice) { n.Recipient = "secret <a@example.com>" },
		"recipient with CRLF": func(n *hpsync.Notice) { n.Recipient = "a@example.com\r\nBcc: secret@example.com" },
		"two recipients":      func(n *hpsync.Notice) { n.Recipient = "a@example.com,secret@example.com" },
		"no subject":          func(n *hpsync.Notice) { n.Subject = " " },
		"subject with CRLF":   func(n *hpsync.Notice) { n.Subject = "hello\r\nBcc: secret@example.com" },
		"subject with NUL":    func(n *hpsync.Notice) { n.Subject = "secret\x00" },
		"script":              func(n *hpsync.Notice) { n.Links[0].URL = "javascript:alert('secret')" },
		"relative link":       func(n *hpsync.Notice) { n.Links[0].URL = "/secret" },
		"link with CRLF":      func(n *hpsync.Notice) { n.Links[0].URL = "https://example.com/\r\nsecret" },
		"link's text on two":  func(n *hpsync.Notice) { n.Links[0].Text = "open\nsecret" },
	} {
		notice := goodNotice()
		spoil(&notice)
		err := m.Notify(t.Context(), notice)
		t.Run(name, func(t *testing.T) {
			wantError(t, err, StageNotice, 0, true)
			if strings.Contains(fmt.Sprintf("%+v", err), "secret") {
				t.Errorf("quoted: %v", err)
			}
		})
	}
	if server.saw("EHLO") {
		t.Error("a server was asked")
	}
}
