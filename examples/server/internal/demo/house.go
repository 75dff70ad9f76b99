package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/app"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/mailbox"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/notify/mail"
)

// house is all that runs: two fakes, the mailbox and the server.
type house struct {
	ctx    context.Context // ends with the caller's, or when the server ends by itself
	cancel context.CancelFunc
	dir    string

	fakes      *fakes
	box        *mailbox.Mailbox
	boxPage    *http.Server
	mailboxURL string
	serverURL  string
	token      string       // of the admin API
	ended      <-chan error // the server's end, once
}

// openHouse starts everything and waits until the server answers.
func openHouse(ctx context.Context, opts Options, dir string) (*house, error) {
	h := &house{dir: dir, token: rand.Text()}
	h.ctx, h.cancel = context.WithCancel(ctx)
	if err := h.open(opts); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *house) open(opts Options) error {
	var err error
	if h.fakes, err = startFakes(FakesOptions{LeverAddr: "127.0.0.1:0", HiPeopleAddr: "127.0.0.1:0"}); err != nil {
		return err
	}
	if err := h.openMailbox(); err != nil {
		return err
	}
	mailer, err := mail.New(h.box.URL(), "Reference checks <checks@company.example>")
	if err != nil {
		return err
	}
	return h.serve(app.Config{
		Listen: opts.Addr, OpenPages: true, Database: filepath.Join(h.dir, "demo.db"), StopWithin: 10 * time.Second,
		Keyring: hpsync.NewKeyring(), AdminToken: h.token, Notifier: mailer, Timing: opts.Timing,
		LeverURL: h.fakes.leverURL + "/v1", HiPeopleURL: h.fakes.hipeopleURL + "/api",
		Profile: hipeopletest.Profile(), LocalReports: true,
	})
}

// openMailbox starts the mail server and its page.
func (h *house) openMailbox() error {
	var err error
	if h.box, err = mailbox.Open(filepath.Join(h.dir, "mails")); err != nil {
		return err
	}
	if err := h.box.Listen("127.0.0.1:0"); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("the mailbox's page can't be served: %w", err)
	}
	h.mailboxURL = "http://" + listener.Addr().String()
	h.boxPage = &http.Server{Handler: h.box, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = h.boxPage.Serve(listener) }() // ends with close
	return nil
}

// serve starts the server and returns when it answers, or can't.
func (h *house) serve(config app.Config) error {
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		err := app.Run(h.ctx, config, func(url string) { ready <- url })
		if err == nil && h.ctx.Err() == nil {
			err = errors.New("the server ended though nobody asked it to")
		}
		ended <- err
		h.cancel() // nobody waits for a server that is gone
	}()
	select {
	case h.serverURL = <-ready:
		h.ended = ended
		return nil
	case err := <-ended:
		return err
	}
}

// close stops the server first, so that nobody calls what is gone, and returns why it
// ended if not for that.
func (h *house) close() error {
	h.cancel()
	var err error
	if h.ended != nil {
		err = <-h.ended
	}
	if h.boxPage != nil {
		_ = h.boxPage.Close()
	}
	if h.box != nil {
		_ = h.box.Close()
	}
	if h.fakes != nil {
		h.fakes.close()
	}
	return err
}
