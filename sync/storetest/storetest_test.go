package storetest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
)

// TestCallsHoldEveryMethod keeps the list of methods that get a cancelled context and
// a closed store complete.
func TestCallsHoldEveryMethod(t *testing.T) {
	t.Parallel()
	store := reflect.TypeFor[hpsync.Store]()
	for method := range store.Methods() {
		name := method.Name
		if _, ok := calls[name]; !ok && name != "Close" {
			t.Errorf("%s is not among the calls", name)
		}
	}
}

// flaw is a way in which a store can be wrong.
type flaw struct {
	group string // of cases that must notice
	spoil func(hpsync.Store) hpsync.Store
}

var flaws = map[string]flaw{
	"claims are given twice":         {"Claim", func(s hpsync.Store) hpsync.Store { return generous{s} }},
	"unknown rows can't be told":     {"Claim", func(s hpsync.Store) hpsync.Store { return vague{s} }},
	"pokes are lost":                 {"Poke", func(s hpsync.Store) hpsync.Store { return deaf{s} }},
	"pokes during a claim are lost":  {"Poke", func(s hpsync.Store) hpsync.Store { return &busy{Store: s, held: map[hpsync.Key]bool{}} }},
	"due rows come newest first":     {"Due", func(s hpsync.Store) hpsync.Store { return backward{s} }},
	"the oldest rows take all":       {"Due", func(s hpsync.Store) hpsync.Store { return unfair{s} }},
	"steps are forgotten":            {"Apply", func(s hpsync.Store) hpsync.Store { return stepless{s} }},
	"requirements are not read":      {"Refuse", func(s hpsync.Store) hpsync.Store { return trusting{s} }},
	"a refused change is half done":  {"Refuse", func(s hpsync.Store) hpsync.Store { return half{s} }},
	"everything is new":              {"Nouns", func(s hpsync.Store) hpsync.Store { return forgetful{s} }},
	"sealed bytes are taken as text": {"Nouns", func(s hpsync.Store) hpsync.Store { return textual{s} }},
	"plans are not compared":         {"Race", func(s hpsync.Store) hpsync.Store { return hasty{s} }},
	"pages lose their last row":      {"List", func(s hpsync.Store) hpsync.Store { return short{s} }},
	"states are not filtered":        {"Filter", func(s hpsync.Store) hpsync.Store { return wide{s} }},
	"contexts are not looked at":     {"Input", func(s hpsync.Store) hpsync.Store { return tireless{s} }},
	"nothing survives":               {"Reopen", func(s hpsync.Store) hpsync.Store { return s }},
}

const flawVariable = "STORETEST_FLAW"

// TestFlawed is what TestSuiteNotices runs, in a process of its own.
func TestFlawed(t *testing.T) {
	t.Parallel()
	f, ok := flaws[os.Getenv(flawVariable)]
	if !ok {
		t.Skip("runs only under TestSuiteNotices")
	}
	Run(t, func(*testing.T) Backend {
		clock := NewClock()
		open := func(*testing.T) hpsync.Store { return f.spoil(memstore.New(memstore.WithClock(clock.Now))) }
		backend := Backend{Store: open(t), Now: clock.Now, Advance: clock.Advance}
		if f.group == "Reopen" {
			backend.Reopen = open
		}
		return backend
	})
}

// TestSuiteNotices wants the suite to fail for each flaw, in the group of cases that
// the flaw belongs to.
func TestSuiteNotices(t *testing.T) {
	t.Parallel()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range flaws {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := exec.CommandContext(t.Context(), binary, "-test.run=^TestFlawed$/^"+f.group+"$", "-test.timeout=1m")
			run.Env = append(os.Environ(), flawVariable+"="+name)
			out, err := run.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || !strings.Contains(string(out), "--- FAIL: TestFlawed/"+f.group+"/") || strings.Contains(string(out), "panic:") {
				t.Fatalf("the suite ended with %v and said\n%s", err, out)
			}
		})
	}
}

type generous struct{ hpsync.Store }

func (s generous) Claim(ctx context.Context, key hpsync.Key, lease time.Duration) (hpsync.Claim, error) {
	claim, err := s.Store.Claim(ctx, key, lease)
	if errors.Is(err, hpsync.ErrConflict) {
		return hpsync.Claim{Key: key, Epoch: 1}, nil
	}
	return claim, err
}

type vague struct{ hpsync.Store }

func (s vague) Claim(ctx context.Context, key hpsync.Key, lease time.Duration) (hpsync.Claim, error) {
	claim, err := s.Store.Claim(ctx, key, lease)
	if errors.Is(err, hpsync.ErrNotFound) {
		err = hpsync.ErrConflict
	}
	return claim, err
}

type deaf struct{ hpsync.Store }

func (s deaf) Poke(context.Context, time.Time, ...hpsync.Key) error { return nil }

type busy struct {
	hpsync.Store
	mu   stdsync.Mutex
	held map[hpsync.Key]bool
}

func (s *busy) Claim(ctx context.Context, key hpsync.Key, lease time.Duration) (hpsync.Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[key] = true
	return s.Store.Claim(ctx, key, lease)
}

func (s *busy) Apply(ctx context.Context, claim hpsync.Claim, change hpsync.Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[claim.Key] = change.Next.Keep
	return s.Store.Apply(ctx, claim, change)
}

func (s *busy) Poke(ctx context.Context, at time.Time, keys ...hpsync.Key) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys = slices.DeleteFunc(keys, func(key hpsync.Key) bool { return s.held[key] })
	return s.Store.Poke(ctx, at, keys...)
}

type backward struct{ hpsync.Store }

func (s backward) Due(ctx context.Context, limit int) ([]hpsync.Key, error) {
	keys, err := s.Store.Due(ctx, limit)
	slices.Reverse(keys)
	return keys, err
}

type unfair struct{ hpsync.Store }

func (s unfair) Due(ctx context.Context, limit int) ([]hpsync.Key, error) {
	keys, err := s.Store.Due(ctx, 1000)
	return keys[:min(len(keys), max(0, limit))], err
}

type stepless struct{ hpsync.Store }

func (s stepless) Apply(ctx context.Context, claim hpsync.Claim, change hpsync.Change) error {
	change.Steps = nil
	return s.Store.Apply(ctx, claim, change)
}

type trusting struct{ hpsync.Store }

func (s trusting) Apply(ctx context.Context, claim hpsync.Claim, change hpsync.Change) error {
	change.Require = hpsync.Require{}
	return s.Store.Apply(ctx, claim, change)
}

type half struct{ hpsync.Store }

func (s half) Apply(ctx context.Context, claim hpsync.Claim, change hpsync.Change) error {
	err := s.Store.Apply(ctx, claim, change)
	if errors.Is(err, hpsync.ErrConflict) {
		_ = s.Store.Apply(ctx, claim, hpsync.Change{Entries: change.Entries, Next: hpsync.Next{Keep: true}})
	}
	return err
}

type forgetful struct{ hpsync.Store }

func (s forgetful) Append(ctx context.Context, deliveries ...hpsync.Delivery) ([]bool, error) {
	seen, err := s.Store.Append(ctx, deliveries...)
	clear(seen)
	return seen, err
}

type textual struct{ hpsync.Store }

func (s textual) PutConnection(ctx context.Context, connection hpsync.Connection) error {
	connection.Sealed = []byte(strings.ToValidUTF8(string(connection.Sealed), "?"))
	return s.Store.PutConnection(ctx, connection)
}

type hasty struct{ hpsync.Store }

func (s hasty) PutAutomations(ctx context.Context, connection string, plan hpsync.Plan) error {
	stored, err := s.Store.Automations(ctx, connection)
	if err != nil {
		return err
	}
	plan.Revision = stored.Revision
	return s.Store.PutAutomations(ctx, connection, plan)
}

type short struct{ hpsync.Store }

func (s short) ListChecks(ctx context.Context, filter hpsync.CheckFilter, page hpsync.Page) ([]hpsync.Check, string, error) {
	checks, next, err := s.Store.ListChecks(ctx, filter, page)
	if next != "" {
		checks = checks[:len(checks)-1]
	}
	return checks, next, err
}

type wide struct{ hpsync.Store }

func (s wide) ListChecks(ctx context.Context, filter hpsync.CheckFilter, page hpsync.Page) ([]hpsync.Check, string, error) {
	filter.States = nil
	return s.Store.ListChecks(ctx, filter, page)
}

type tireless struct{ hpsync.Store }

func (s tireless) Append(ctx context.Context, deliveries ...hpsync.Delivery) ([]bool, error) {
	return s.Store.Append(context.WithoutCancel(ctx), deliveries...)
}
