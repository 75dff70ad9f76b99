package sync_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	stdsync "sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
)

// world is one company with both services faked in the process, under the bubble's
// clock.
type world struct {
	t        *testing.T
	lever    *levertest.Fake
	company  levertest.Company
	hipeople *hipeopletest.Fake
	role     hipeopletest.Role
	store    hpsync.Store
	watch    *watched // the same store
	engine   *hpsync.Engine
	mails    *mails
	log      *safeBuffer
	mux      http.Handler // of our webhooks
	stop     func()
	mortal   *fate // of the first engine; nil: it lives
	doomed   bool  // the engine that runs is the one with the fate
	with     setup
	seen     [2]int   // calls counted so far, see calls
	secrets  []string // what must not be in the log, beside names and addresses
}

// mails counts notices by id, as a mailbox does by Message-ID.
type mails struct {
	mu   stdsync.Mutex
	all  []hpsync.Notice
	fail func(n int) error // for the n-th call, from 1
}

func (m *mails) Notify(_ context.Context, notice hpsync.Notice) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, notice)
	if m.fail != nil {
		return m.fail(len(m.all))
	}
	return nil
}

func (m *mails) kinds() map[hpsync.NoticeKind]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen, kinds := map[string]bool{}, map[hpsync.NoticeKind]int{}
	for _, notice := range m.all {
		if !seen[notice.ID] {
			seen[notice.ID] = true
			kinds[notice.Kind]++
		}
	}
	return kinds
}

type setup struct {
	mode    hpsync.Mode
	edit    func(*hpsync.Automation)
	store   hpsync.Store
	nothing bool // no connection yet
	mortal  *fate

	lever    []levertest.Option
	hipeople []hipeopletest.Option
	profile  func(*hipeople.Profile)
	network  func(http.RoundTripper) http.RoundTripper // around the way to HiPeople
}

// play runs a scenario inside a synctest bubble against a live engine.
func play(t *testing.T, with setup, scene func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, with)
		defer w.close()
		scene(w)
	})
}

func newWorld(t *testing.T, with setup) *world {
	t.Helper()
	w := &world{t: t, with: with, lever: levertest.New(with.lever...), mails: &mails{}, log: &safeBuffer{}}
	w.hipeople = hipeopletest.New(append([]hipeopletest.Option{strictly(2)}, with.hipeople...)...)
	w.company = w.lever.Seed()
	w.role = w.hipeople.AddRole(hipeopletest.Role{Name: "Backend Engineer", Required: 3})
	store := with.store
	if store == nil {
		store = memstore.New()
	}
	w.watch = watch(store)
	w.store = w.watch
	w.start()
	if with.nothing {
		return w
	}
	w.connect()
	automation := hpsync.Automation{
		ID: "backend", Role: w.role.ID, Posting: w.company.Backend.ID, Stage: w.company.ReferenceCheck.ID,
		Mode: hpsync.ModeLive, Notify: []string{"priya@company.example"},
	}
	if with.mode != "" {
		automation.Mode = with.mode
	}
	if with.edit != nil {
		with.edit(&automation)
	}
	if _, err := w.engine.SetAutomations(t.Context(), "acme", hpsync.Plan{Automations: []hpsync.Automation{automation}}); err != nil {
		t.Fatalf("SetAutomations: %v", err)
	}
	w.sleep(time.Second)
	if with.mortal != nil { // all is set up; what follows may end at any moment
		w.stop()
		w.mortal, w.doomed = with.mortal, true
		w.start()
	}
	return w
}

// strictly is HiPeople's limit as our limiter keeps it, which reckons in floating
// point and may be a nanosecond early.
func strictly(perSecond float64) hipeopletest.Option {
	return hipeopletest.WithRateLimit(perSecond*(1+1e-6), 5)
}

// start brings up an engine on the world's store, as a new process would.
func (w *world) start() {
	w.t.Helper()
	store, notifier := w.store, hpsync.Notifier(w.mails)
	leverNet, hipeopleNet := w.lever.RoundTripper(), w.hipeople.RoundTripper()
	if w.with.network != nil {
		hipeopleNet = w.with.network(hipeopleNet)
	}
	profile := hipeopletest.Profile()
	if w.with.profile != nil {
		w.with.profile(&profile)
	}
	if w.doomed {
		store, notifier = mortalStore{store, w.mortal}, mortalMail{notifier, w.mortal}
		leverNet, hipeopleNet = mortalNetwork{leverNet, w.mortal}, mortalNetwork{hipeopleNet, w.mortal}
	}
	engine, err := hpsync.New(hpsync.Config{
		Store: store, Notifier: notifier, Keyring: testRing, PublicURL: "http://us.test",
		Profile: profile, LocalReports: true,
		LeverHTTP:    &http.Client{Transport: leverNet},
		HiPeopleHTTP: &http.Client{Transport: hipeopleNet},
		Logger:       slog.New(slog.NewJSONHandler(w.log, nil)),
	})
	if err != nil {
		w.t.Fatalf("New: %v", err)
	}
	w.engine = engine
	mux := http.NewServeMux()
	w.mux = mux
	mux.Handle("/webhooks/lever/{connection}", engine.LeverHook())
	mux.Handle("/webhooks/hipeople/{connection}/{token}", engine.HiPeopleHook())
	w.lever.DeliverTo(mux)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = engine.Run(ctx)
	}()
	w.stop = func() {
		cancel()
		<-done
	}
}

var testRing = hpsync.NewKeyring()

// credentials are a valid request to connect, with a Lever key of its own.
func (w *world) credentials() hpsync.ConnectRequest {
	key := w.lever.IssueKey()
	w.secrets = append(w.secrets, key)
	return hpsync.ConnectRequest{
		ID: "acme", Name: "Acme", LeverURL: w.lever.URL(), LeverKey: key, LeverAuthor: w.company.Admin.ID,
		HiPeopleURL: w.hipeople.BaseURL(), HiPeopleKey: hipeopletest.Key, HiPeopleSecret: hipeopletest.Secret,
	}
}

func (w *world) connect() {
	w.t.Helper()
	if _, err := w.engine.Connect(w.t.Context(), w.credentials()); err != nil {
		w.t.Fatalf("Connect: %v", err)
	}
	w.sleep(5 * time.Second)
}

// close ends the world and asserts what every scenario must keep to: nothing personal
// and nothing secret in the log, no call above a rate limit, and no busy loop.
func (w *world) close() {
	w.stop()
	w.discreet()
	if w.watch.most > 20 {
		w.t.Errorf("%s row %s was served %d times within a second", w.watch.worst.Kind, w.watch.worst.ID, w.watch.most)
	}
	if n, m := len(w.lever.Violations()), len(w.hipeople.Violations()); n+m != 0 {
		w.t.Errorf("%d calls above Lever's rate limit, %d above HiPeople's", n, m)
	}
	w.lever.Close()
	w.hipeople.Close()
	if err := w.store.Close(); err != nil {
		w.t.Errorf("close store: %v", err)
	}
}

// discreet looks for what must not be in a log.
func (w *world) discreet() {
	w.t.Helper()
	private := append([]string{hipeopletest.Secret, "@company.example", "@example.com"}, w.secrets...)
	for _, o := range w.lever.Opportunities() {
		private = append(private, o.Contact.Name)
		private = append(private, strings.Fields(o.Contact.Name)...)
		private = append(private, o.Contact.Emails...)
	}
	for _, hook := range w.lever.Webhooks() {
		private = append(private, hook.SignatureToken)
	}
	log := w.log.String()
	for _, text := range private {
		if text != "" && strings.Contains(log, text) {
			w.t.Errorf("the log holds %q", text)
		}
	}
}

// safeBuffer may be read while an engine still logs.
type safeBuffer struct {
	mu  stdsync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// sleep lets the bubble's clock run; everything that is due meanwhile happens.
func (w *world) sleep(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// enter moves an opportunity into the trigger stage, as a recruiter does.
func (w *world) enter(opportunity string) {
	w.t.Helper()
	w.move(opportunity, w.company.ReferenceCheck.ID)
}

func (w *world) move(opportunity, stage string) {
	w.t.Helper()
	if err := w.lever.MoveToStage(opportunity, stage); err != nil {
		w.t.Fatalf("MoveToStage: %v", err)
	}
}

// checks of the opportunity, oldest first.
func (w *world) checks(opportunity string) []hpsync.Check {
	w.t.Helper()
	list, _, err := w.store.ListChecks(w.t.Context(), hpsync.CheckFilter{Opportunity: opportunity}, hpsync.Page{})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []hpsync.Check
	for _, listed := range slices.Backward(list) {
		check, err := w.store.Check(w.t.Context(), listed.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, check)
	}
	return out
}

// check is the only check of the opportunity, in the given state.
func (w *world) check(opportunity string, state hpsync.State) hpsync.Check {
	w.t.Helper()
	checks := w.checks(opportunity)
	if len(checks) != 1 {
		w.t.Fatalf("opportunity has %d checks, want 1", len(checks))
	}
	if checks[0].State != state {
		w.dump(checks[0])
		w.t.Fatalf("check is %s (%s), want %s", checks[0].State, checks[0].Reason, state)
	}
	return checks[0]
}

// dump prints the timeline of a check, for a test that failed.
func (w *world) dump(c hpsync.Check) {
	w.t.Helper()
	entries, _, err := w.store.Entries(w.t.Context(), hpsync.EntryFilter{Owner: c.Key()}, hpsync.Page{Limit: 1000})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range entries {
		w.t.Logf("%s %-16s %-8s %s", e.At.Format("15:04:05.000"), e.Rule, e.Verdict, e.Reason)
	}
	for _, s := range c.Steps {
		w.t.Logf("step %s v%d %s sends=%d looks=%d due %s, look at %s: %s", s.Name, s.Version, s.State, s.Sends, s.Looks, s.DueAt.Format("15:04:05"), s.LookAt.Format("15:04:05"), s.Reason)
	}
	w.t.Logf("now %s, log: %s", time.Now().Format("15:04:05"), w.log)
}

// candidate is the only one HiPeople has for the opportunity.
func (w *world) candidate(opportunity string) string {
	w.t.Helper()
	w.invited(opportunity, 1)
	for _, c := range w.hipeople.Candidates() {
		if c.ATSCandidateID == opportunity {
			return c.ID
		}
	}
	w.t.Fatal("no candidate")
	return ""
}

func (w *world) invited(opportunity string, want int) {
	w.t.Helper()
	if got := w.hipeople.Invited(opportunity); got != want {
		w.t.Fatalf("invited %d times, want %d", got, want)
	}
}

// hint does what a HiPeople webhook does: the check looks now.
func (w *world) hint(c hpsync.Check) {
	w.t.Helper()
	if err := w.store.Poke(w.t.Context(), time.Now(), c.Key()); err != nil {
		w.t.Fatal(err)
	}
	w.sleep(10 * time.Second)
}

// verdicts of all deliveries, newest first.
func (w *world) verdicts() []hpsync.Verdict {
	w.t.Helper()
	list, _, err := w.store.ListDeliveries(w.t.Context(), hpsync.DeliveryFilter{}, hpsync.Page{})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []hpsync.Verdict
	for _, d := range list {
		out = append(out, d.Verdict)
	}
	return out
}

func (w *world) candidateState(id string) hipeopletest.Candidate {
	w.t.Helper()
	c, ok := w.hipeople.Candidate(id)
	if !ok {
		w.t.Fatalf("HiPeople has no candidate %s", id)
	}
	return c
}
