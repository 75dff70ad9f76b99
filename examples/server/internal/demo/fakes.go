package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// FakesOptions say how [Fakes] serves. The zero value is usable.
type FakesOptions struct {
	LeverAddr    string          // loopback address of the fake Lever; 127.0.0.1:8091 if empty
	HiPeopleAddr string          // loopback address of the fake HiPeople; 127.0.0.1:8092 if empty
	ServerURL    string          // where the server runs that the curl lines speak to; http://127.0.0.1:8080 if empty
	Retries      []time.Duration // waits before the fake Lever repeats a webhook; nil: as [levertest.WithRetries] says
	JSON         bool            // one JSON object instead of text
	Out          io.Writer       // standard output if nil
}

func (o FakesOptions) withDefaults() FakesOptions {
	for _, field := range []struct {
		value    *string
		standard string
	}{
		{&o.LeverAddr, "127.0.0.1:8091"}, {&o.HiPeopleAddr, "127.0.0.1:8092"}, {&o.ServerURL, "http://127.0.0.1:8080"},
	} {
		if *field.value == "" {
			*field.value = field.standard
		}
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	return o
}

// Fakes serves a fake Lever and a fake HiPeople until ctx ends, both with a small company
// whose ids are the same in every run. It prints where they are and what to try. It
// returns nil when ctx ended.
func Fakes(ctx context.Context, opts FakesOptions) error {
	opts = opts.withDefaults()
	f, err := startFakes(opts)
	if err != nil {
		return err
	}
	defer f.close()
	if err := newSheet(f, opts.ServerURL).print(opts.Out, opts.JSON); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// fakes are both sides, served on loopback.
type fakes struct {
	lever    *levertest.Fake
	company  levertest.Company
	leverURL string // of the host; the Data API is below /v1
	// recruiterKey is a key of Lever's own: the server's limit is not the recruiter's.
	recruiterKey string

	hipeople    *hipeopletest.Fake
	roles       []hipeopletest.Role
	hipeopleURL string // of the host; the API is below /api
	server      *http.Server
}

func startFakes(opts FakesOptions) (*fakes, error) {
	var leverOptions []levertest.Option
	if opts.Retries != nil {
		leverOptions = append(leverOptions, levertest.WithRetries(opts.Retries...))
	}
	// Until HiPeople's webhook is set nobody listens; the host name leads nowhere.
	hook := &hook{next: &http.Transport{}}
	f := &fakes{
		lever: levertest.New(leverOptions...),
		hipeople: hipeopletest.New(
			hipeopletest.WithWebhook("http://webhook.invalid/", ""),
			hipeopletest.WithWebhookClient(&http.Client{Transport: hook, Timeout: 10 * time.Second}),
		),
	}
	f.company, f.roles, f.recruiterKey = f.lever.Seed(), f.hipeople.Seed(), f.lever.IssueKey()
	mux := http.NewServeMux()
	mux.Handle("/_fake/webhook", hook)
	mux.Handle("/", f.hipeople.Handler())
	f.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}

	for _, addr := range []string{opts.LeverAddr, opts.HiPeopleAddr} {
		if err := wantLoopback(addr); err != nil {
			f.close()
			return nil, err
		}
	}
	base, err := f.lever.Serve(opts.LeverAddr)
	if err != nil {
		f.close()
		return nil, fmt.Errorf("the fake Lever can't be served: %w", err)
	}
	listener, err := net.Listen("tcp", opts.HiPeopleAddr)
	if err != nil {
		f.close()
		return nil, fmt.Errorf("the fake HiPeople can't be served: %w", err)
	}
	f.leverURL = base[:len(base)-len("/v1")]
	f.hipeopleURL = "http://" + listener.Addr().String()
	go func() { _ = f.server.Serve(listener) }() // ends with close
	return f, nil
}

func (f *fakes) close() {
	_ = f.server.Close()
	f.hipeople.Close()
	f.lever.Close()
}

// wantLoopback refuses addresses that others can reach: the fakes accept a known key.
func wantLoopback(addr string) error {
	resolved, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return fmt.Errorf("address %q: %w", addr, err)
	}
	if !resolved.IP.IsLoopback() {
		return fmt.Errorf("address %q: %w", addr, errNotLoopback)
	}
	return nil
}

var errNotLoopback = errors.New("fakes are served on loopback only, such as 127.0.0.1:8091: whoever reaches them may change everything")
