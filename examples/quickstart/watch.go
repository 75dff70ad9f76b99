package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// until waits for something that happens in the background.
func until(ctx context.Context, what string, happened func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !happened() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waiting until %s: %w", what, ctx.Err())
		}
	}
	return nil
}

// timeline reads the check of one opportunity and what the engine tells about it: first
// the decision, each rule a line, then what was done and seen.
func timeline(ctx context.Context, store hpsync.Store, opportunity string) (hpsync.Check, []hpsync.Entry, error) {
	checks, _, err := store.ListChecks(ctx, hpsync.CheckFilter{Opportunity: opportunity}, hpsync.Page{})
	if err != nil || len(checks) != 1 {
		return hpsync.Check{}, nil, errors.Join(err, fmt.Errorf("%d checks, want one", len(checks)))
	}
	entries, _, err := store.Entries(ctx, hpsync.EntryFilter{Owner: checks[0].Key()}, hpsync.Page{})
	return checks[0], entries, err
}

func told(entries []hpsync.Entry, rule string) bool {
	return slices.ContainsFunc(entries, func(e hpsync.Entry) bool { return e.Rule == rule })
}

// tell prints the timeline.
func tell(ctx context.Context, out io.Writer, store hpsync.Store, opportunity string) error {
	check, entries, err := timeline(ctx, store, opportunity)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "check %s of %s: %s\n", check.ID, check.Person.Name, check.State)
	for _, entry := range entries {
		fmt.Fprintf(out, "%6.1fs  %-15s  %s\n", entry.At.Sub(check.EnteredAt).Seconds(), entry.Rule, entry.Reason)
	}
	return nil
}
