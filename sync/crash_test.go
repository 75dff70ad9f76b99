package sync_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	stdsync "sync"
	"testing"
	"testing/synctest"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
)

// fate decides when an engine dies: at its n-th write to the store or call to a
// remote, just before it takes effect or just after. From then on nothing the engine
// does reaches anything.
type fate struct {
	mu    stdsync.Mutex
	left  int
	after bool
	dead  chan struct{}
	at    string
}

var errDead = errors.New("the process is dead")

func newFate(n int, after bool) *fate { return &fate{left: n, after: after, dead: make(chan struct{})} }

// pass runs act, unless the engine is dead by then.
func (f *fate) pass(what string, act func() error) error {
	f.mu.Lock()
	if f.gone() {
		f.mu.Unlock()
		return errDead
	}
	f.left--
	now := f.left == 0
	if now {
		f.at = what
		close(f.dead)
	}
	f.mu.Unlock()
	if now && !f.after {
		return errDead
	}
	err := act()
	if now {
		return errDead
	}
	return err
}

func (f *fate) gone() bool {
	select {
	case <-f.dead:
		return true
	default:
		return false
	}
}

// mortalStore is the store as the doomed engine sees it.
type mortalStore struct {
	hpsync.Store
	fate *fate
}

func (s mortalStore) Append(ctx context.Context, deliveries ...hpsync.Delivery) (seen []bool, err error) {
	err = s.fate.pass("append", func() error {
		seen, err = s.Store.Append(ctx, deliveries...)
		return err
	})
	return seen, err
}

func (s mortalStore) Claim(ctx context.Context, key hpsync.Key, lease time.Duration) (hpsync.Claim, error) {
	if s.fate.gone() {
		return hpsync.Claim{}, errDead
	}
	return s.Store.Claim(ctx, key, lease)
}

func (s mortalStore) Apply(ctx context.Context, claim hpsync.Claim, change hpsync.Change) error {
	what := "apply " + string(claim.Key.Kind)
	for _, step := range change.Steps {
		what += fmt.Sprintf(" %s=%s", step.Name, step.State)
	}
	return s.fate.pass(what, func() error { return s.Store.Apply(ctx, claim, change) })
}

// mortalNetwork is the network as the doomed engine sees it.
type mortalNetwork struct {
	http.RoundTripper
	fate *fate
}

func (n mortalNetwork) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	err = n.fate.pass(req.Method+" "+req.URL.Path, func() error {
		resp, err = n.RoundTripper.RoundTrip(req)
		return err
	})
	if err != nil && resp != nil {
		resp.Body.Close()
		resp = nil
	}
	return resp, err
}

// mortalMail is the mail server as the doomed engine sees it.
type mortalMail struct {
	hpsync.Notifier
	fate *fate
}

func (m mortalMail) Notify(ctx context.Context, notice hpsync.Notice) error {
	return m.fate.pass("mail "+string(notice.Kind), func() error { return m.Notifier.Notify(ctx, notice) })
}

// TestCrashAnywhere plays the main job and lets the process die at its n-th effect,
// for every n there is, before and after the effect. A second process goes on. The
// end is the same each time: nothing lost, nothing doubled.
func TestCrashAnywhere(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			reached := false
			name := fmt.Sprintf("after=%v/%d", after, n)
			ok := t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { reached = crashAt(t, n, after) })
			})
			if !ok {
				return
			}
			if !reached {
				if n < 40 {
					t.Fatalf("the job has only %d effects, which can't be the whole of it", n)
				}
				break
			}
		}
	}
}

func crashAt(t *testing.T, n int, after bool) (reached bool) {
	w := newWorld(t, setup{store: memstore.New(), mortal: newFate(n, after)})
	defer w.close()
	ada := w.company.Ada.ID
	w.enter(ada)
	w.survive(20 * time.Minute)
	candidate := w.candidate(ada)
	for range 3 {
		if len(w.candidateState(candidate).Referees) == 0 {
			if _, err := w.hipeople.NameReferees(candidate, 3); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.hipeople.Answer(candidate, ""); err != nil {
			t.Fatal(err)
		}
		w.survive(40 * time.Minute)
	}
	w.survive(time.Hour)
	check := w.check(ada, hpsync.Completed)
	w.arrived(ada, check, 1)
	w.invited(ada, 1)
	if got := w.mails.kinds(); got[hpsync.NoticeFeedback] != 1 || got[hpsync.NoticeReport] != 1 {
		t.Errorf("notices %v, want one of each", got)
	}
	for _, step := range check.Steps {
		if step.State != hpsync.StepDone {
			t.Errorf("step %s ended %s: %s", step.Name, step.State, step.Reason)
		}
	}
	if t.Failed() {
		t.Logf("died at: %s", w.mortal.at)
		w.dump(check)
	}
	return w.mortal.gone()
}

// survive lets time pass and brings up a new process if the old one died.
func (w *world) survive(d time.Duration) {
	w.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); {
		w.sleep(5 * time.Second)
		if w.doomed && w.mortal.gone() {
			w.doomed = false
			w.stop()
			w.start()
		}
	}
}
