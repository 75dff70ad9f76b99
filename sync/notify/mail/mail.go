// Package mail sends notices by SMTP, each as one mail of plain text and HTML.
//
// It knows how far a conversation came. A mail that failed before its last byte was
// written, or that the server refused, is provably not accepted; only a connection
// that broke between the last byte and the server's answer leaves a doubt. Repeating
// the notice is then harmless to readers whose mail program drops doubles, since the
// Message-ID of a notice is always the same.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Mailer is an [hpsync.Notifier] that opens one SMTP connection per notice. It is
// safe for concurrent use, and prints neither address nor password.
type Mailer struct {
	server  server
	from    mail.Address
	domain  string // of from, for the Message-ID
	tls     *tls.Config
	timeout time.Duration
}

// Option alters a [Mailer] under construction.
type Option func(*Mailer) error

// WithTLSConfig sets the roots to trust and the like. The server's name and a minimum
// of TLS 1.2 are filled in where they are missing.
func WithTLSConfig(config *tls.Config) Option {
	return func(m *Mailer) error {
		if config == nil {
			return &ConfigError{Field: "TLS configuration", Want: "set"}
		}
		m.tls = config.Clone()
		return nil
	}
}

// WithTimeout bounds one whole conversation. Default: 30 s.
func WithTimeout(timeout time.Duration) Option {
	return func(m *Mailer) error {
		if timeout <= 0 {
			return &ConfigError{Field: "timeout", Want: "more than zero"}
		}
		m.timeout = timeout
		return nil
	}
}

// New returns a mailer that speaks to one server. What can't work is a [*ConfigError].
//
//	smtp://user:password@mail.example.com        STARTTLS required, port 587
//	smtp://localhost:1025                        STARTTLS if the server offers it
//	smtp://mail.internal:25?tls=none             no encryption, and no credentials
//	smtps://user:password@mail.example.com       TLS from the first byte, port 465
//
// STARTTLS is optional on loopback only. Sender is an address, with or without a
// name: "Reference checks <checks@example.com>".
func New(smtpURL, sender string, opts ...Option) (*Mailer, error) {
	server, err := parseServer(smtpURL)
	if err != nil {
		return nil, err
	}
	from, err := mail.ParseAddress(sender)
	if err != nil || strings.ContainsAny(sender, "\r\n") {
		return nil, &ConfigError{Field: "sender", Want: "one mail address, such as checks@example.com"}
	}
	m := &Mailer{
		server:  server,
		from:    *from,
		domain:  from.Address[strings.LastIndexByte(from.Address, '@')+1:],
		tls:     &tls.Config{},
		timeout: 30 * time.Second,
	}
	for _, opt := range opts {
		if err := opt(m); err != nil {
			return nil, err
		}
	}
	m.tls.MinVersion = max(m.tls.MinVersion, tls.VersionTLS12)
	if m.tls.ServerName == "" {
		m.tls.ServerName = server.host
	}
	return m, nil
}

// String names the type and nothing else.
func (m *Mailer) String() string { return "mail.Mailer" }

// GoString names the type and nothing else.
func (m *Mailer) GoString() string { return m.String() }

// Notify sends the notice to its recipient and returns when the server has taken
// responsibility for it. No byte is written after the context's deadline. Every
// failure is an [*Error]; its NotSent says whether sending again is safe.
func (m *Mailer) Notify(ctx context.Context, notice hpsync.Notice) error {
	ctx, cancel := context.WithTimeout(ctx, m.timeout)
	defer cancel()
	dialer := &dialer{ctx: ctx, server: m.server, tls: m.tls}
	defer dialer.close()
	return m.converse(ctx, dialer, notice)
}

func (m *Mailer) converse(ctx context.Context, dialer *dialer, notice hpsync.Notice) error {
	msg, err := m.compose(notice)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(m.server.host, m.clientOptions(dialer)...)
	if err != nil {
		return &Error{Stage: StageConnect, Err: err}
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return connectError(ctx, err)
	}
	err = client.SendWithSMTPClient(session, msg)
	if msg.IsDelivered() {
		quit(session)
		return nil
	}
	return sendError(ctx, err, dialer.refused())
}

// quit is a courtesy: the mail is accepted, whatever becomes of the goodbye.
func quit(session *smtp.Client) { _ = session.Quit() }

func (m *Mailer) clientOptions(dialer *dialer) []gomail.Option {
	opts := []gomail.Option{
		gomail.WithPort(m.server.port),
		gomail.WithTimeout(m.timeout),
		gomail.WithTLSConfig(m.tls.Clone()),
		gomail.WithTLSPolicy(m.server.policy),
		gomail.WithDialContextFunc(dialer.dial),
		gomail.WithoutNoop(),
	}
	if m.server.user != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(m.server.user), gomail.WithPassword(m.server.password))
	}
	return opts
}

// connectError keeps the cause, which names the server at most; of the server's own
// words only the code, since they may quote the user name.
func connectError(ctx context.Context, err error) error {
	var reply *textproto.Error
	switch {
	case ctx.Err() != nil:
		return &Error{Stage: StageConnect, Err: ctx.Err()}
	case errors.As(err, &reply):
		return &Error{Stage: StageConnect, Code: reply.Code}
	default:
		return &Error{Stage: StageConnect, Err: err}
	}
}

// sendError keeps neither the server's words nor go-mail's, which quote addresses.
func sendError(ctx context.Context, err error, refused bool) error {
	failed := &Error{Stage: StageContent, Err: ctx.Err()}
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		failed.Stage = StageConnect
		return failed
	}
	failed.Code = sent.ErrorCode()
	switch sent.Reason {
	case gomail.ErrSMTPMailFrom:
		failed.Stage = StageSender
	case gomail.ErrSMTPRcptTo:
		failed.Stage = StageRecipient
	case gomail.ErrSMTPDataClose:
		failed.Stage = StageAccept
		failed.Ambiguous = failed.Code == 0 && !refused
	}
	return failed
}
