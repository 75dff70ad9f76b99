// Package storetest is the conformance suite of [hpsync.Store]: a store is done
// when [Run] passes. It needs nothing but the standard library.
//
// The suite reads and writes through the interface alone. It moves the store's
// clock with [Backend], works with times of whole milliseconds, and compares times
// as instants, so a store may change their location.
package storetest

import (
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Backend is one empty store under test and the clock it lives by.
type Backend struct {
	Store hpsync.Store

	// Now is the store's clock, and Advance moves it: back, where d is negative. A
	// store that takes its clock as an option is given those of [Clock].
	Now     func() time.Time
	Advance func(d time.Duration)

	// Reopen ends the store as a crash would, or at least closes it, and opens what
	// survived. It is nil where nothing survives, and the cases that need it are
	// then left out.
	Reopen func(t *testing.T) hpsync.Store
}

// Run proves a store. It calls open for each case, and runs the cases side by side.
func Run(t *testing.T, open func(t *testing.T) Backend) {
	for _, group := range []struct {
		name  string
		cases []testCase
	}{
		{"Claim", claimCases},
		{"Poke", pokeCases},
		{"Due", dueCases},
		{"Apply", applyCases},
		{"Refuse", refuseCases},
		{"Race", raceCases},
		{"Nouns", nounCases},
		{"List", listCases},
		{"Filter", filterCases},
		{"Input", inputCases},
		{"Clock", clockCases},
		{"Reopen", reopenCases},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.run(newSuite(t, open(t)))
				})
			}
		})
	}
}

type testCase struct {
	name string
	run  func(s *suite)
}
