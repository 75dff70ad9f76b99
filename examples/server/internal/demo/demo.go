package demo

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Options say how [Run] plays. The zero value is usable.
type Options struct {
	Once   bool          // end after the story; else go on serving until ctx ends
	Addr   string        // loopback address of the server and its page; any free port of 127.0.0.1 if empty
	Out    io.Writer     // where the timeline is told; standard output if nil
	Dir    string        // where database and mails are kept, in a folder of their own; empty: nowhere, they go at the end
	Timing hpsync.Timing // zero fields: waits short enough to watch

	prepare  func(*fakes)  // called before the story, for faults; may be nil
	patience time.Duration // for what one act is to bring about; 25 s if zero, and twice that for all of them
}

// timing is short where people watch. It keeps the order that makes the engine safe:
// a lease outlasts its slots, and the quarantine the requests.
var timing = hpsync.Timing{
	Lease: 6 * time.Second, Sweep: 100 * time.Millisecond, Slot: time.Second,
	Quarantine: time.Second, Spacing: 500 * time.Millisecond, Retry: 500 * time.Millisecond,
	Poll: 5 * time.Second, PollDone: 30 * time.Second, Recheck: 30 * time.Second,
}

func (o Options) withDefaults() Options {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	if o.patience == 0 {
		o.patience = 25 * time.Second
	}
	for _, wait := range []struct{ set, standard *time.Duration }{
		{&o.Timing.Lease, &timing.Lease}, {&o.Timing.Sweep, &timing.Sweep}, {&o.Timing.Slot, &timing.Slot},
		{&o.Timing.Quarantine, &timing.Quarantine}, {&o.Timing.Spacing, &timing.Spacing}, {&o.Timing.Retry, &timing.Retry},
		{&o.Timing.Poll, &timing.Poll}, {&o.Timing.PollDone, &timing.PollDone}, {&o.Timing.Recheck, &timing.Recheck},
	} {
		if *wait.set == 0 {
			*wait.set = *wait.standard
		}
	}
	return o
}

// Run plays one reference check from a move in Lever to the report on the candidate's
// profile, and tells it as it happens. It returns nil when everything arrived exactly
// once, an [*IncompleteError] when something did not in time.
//
// Without Once it goes on serving and telling until ctx ends, which is no error.
func Run(ctx context.Context, opts Options) error {
	opts = opts.withDefaults()
	dir, err := os.MkdirTemp(opts.Dir, "leverhipeople-demo-")
	if err != nil {
		return err
	}
	if opts.Dir == "" {
		defer os.RemoveAll(dir)
	}
	h, err := openHouse(ctx, opts, dir)
	if err != nil {
		return err
	}
	err = play(h.ctx, h, opts)
	if ended := h.close(); ended != nil && ctx.Err() == nil {
		return ended // the server went away, which ended the story
	}
	if ctx.Err() != nil && !opts.Once {
		return nil
	}
	return err
}

func play(ctx context.Context, h *house, opts Options) error {
	tell := newTeller(opts.Out)
	tell.print("One reference check, from a move in Lever to the report on the candidate's profile.")
	tell.print("Lever and HiPeople are fakes; they, the server and a mailbox run on this machine and speak HTTP and SMTP.")
	tell.print("")
	h.pages(tell)
	tell.print("")
	s := &story{house: h, tell: tell, patience: opts.patience, ends: time.Now().Add(2 * opts.patience)}
	if opts.prepare != nil {
		opts.prepare(h.fakes)
	}
	if err := s.play(ctx); err != nil {
		return err
	}
	if opts.Once {
		return nil
	}
	tell.print("")
	tell.print("All of it keeps running until Ctrl-C. Look around:")
	h.pages(tell)
	tell.print("")
	tell.print("Or go on yourself. %s is next; what happens is told here:", h.fakes.company.Bruno.Contact.Name)
	for _, line := range h.playOn() {
		tell.print("  %s", line)
	}
	tell.print("")
	return s.watch(ctx)
}

// pages says where to look.
func (h *house) pages(tell *teller) {
	for _, page := range [][2]string{
		{"checks", h.serverURL + "/"}, {"mailbox", h.mailboxURL + "/"},
		{"Lever", h.fakes.leverURL + "/_fake/state"}, {"HiPeople", h.fakes.hipeopleURL + "/_fake/state"}, {"files", h.dir},
	} {
		tell.print("  %-9s %s", page[0], page[1])
	}
}

// playOn are lines that play the same story with another candidate.
func (h *house) playOn() []string {
	f := h.fakes
	return []string{
		f.move(f.company.Bruno.ID),
		fmt.Sprintf("curl -sS -X POST '%s/_fake/candidates/CANDIDATE/complete'   # CANDIDATE is the id that is told then", f.hipeopleURL),
	}
}
