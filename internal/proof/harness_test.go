package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

var program struct {
	once sync.Once
	path string
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if program.path != "" {
		os.RemoveAll(filepath.Dir(program.path))
	}
	os.Exit(code)
}

// server builds examples/server with failpoints, once.
func server(t *testing.T) string {
	t.Helper()
	program.once.Do(func() {
		dir, err := os.MkdirTemp("", "proof-") //nolint:usetesting // it outlives the test that comes first
		if err != nil {
			program.err = err
			return
		}
		program.path = filepath.Join(dir, "server")
		build := exec.Command("go", "build", "-tags", "failpoints", "-o", program.path, ".")
		build.Dir = filepath.Join("..", "..", "examples", "server")
		if out, err := build.CombinedOutput(); err != nil {
			program.err = fmt.Errorf("build examples/server: %w\n%s", err, out)
		}
	})
	if program.err != nil {
		t.Fatal(program.err)
	}
	return program.path
}

const (
	adminToken = "an-admin-token-for-the-proofs"
	reviewer   = "priya@company.example"
)

// site is one installation: a serve process that can die, and both services and a
// mail server that can't.
type site struct {
	t        *testing.T
	lever    *levertest.Fake
	company  levertest.Company
	hipeople *hipeopletest.Fake
	role     hipeopletest.Role
	mails    *mailServer
	address  string // of serve; the same after a restart
	env      []string
	process  *process
	output   output // of all processes, one after the other
}

// output is a buffer that may be read while a process writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, lever: levertest.New(levertest.WithRetries(100*time.Millisecond, 300*time.Millisecond, time.Second, 2*time.Second, 4*time.Second)), hipeople: hipeopletest.New()}
	t.Cleanup(s.lever.Close)
	t.Cleanup(s.hipeople.Close)
	leverURL, err := s.lever.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.hipeople.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.company = s.lever.Seed()
	s.role = s.hipeople.AddRole(hipeopletest.Role{Name: "Backend Engineer", Required: 3})
	s.mails = newMailServer(t)
	s.address = freeAddress(t)
	s.env = []string{
		"PUBLIC_URL=http://" + s.address, "LISTEN_ADDR=" + s.address,
		"DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "proof.db"),
		"ENCRYPTION_KEYS=k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "ADMIN_TOKEN=" + adminToken,
		"LEVER_BASE_URL=" + leverURL, "HIPEOPLE_BASE_URL=" + s.hipeople.BaseURL(), "HIPEOPLE_PROFILE=fake",
		"SMTP_URL=smtp://" + s.mails.address + "?tls=none", "MAIL_FROM=references@company.example",
		"ENGINE_LEASE=2s", "ENGINE_SWEEP=50ms", "ENGINE_SLOT=100ms", "ENGINE_QUARANTINE=500ms", "ENGINE_SPACING=200ms",
		"ENGINE_RETRY=200ms", "ENGINE_FRESH=5s", "ENGINE_POLL=500ms", "ENGINE_POLL_DONE=1h", "ENGINE_RECHECK=2s",
	}
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// process is one run of serve.
type process struct {
	command *exec.Cmd
	ended   chan struct{}
	err     error
}

// start runs serve and waits until it is ready or has ended.
func (s *site) start(extra ...string) {
	s.t.Helper()
	p := &process{command: exec.Command(server(s.t), "serve"), ended: make(chan struct{})}
	p.command.Env = append(append(os.Environ(), s.env...), extra...)
	p.command.Stdout, p.command.Stderr = &s.output, &s.output
	if err := p.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		p.err = p.command.Wait()
	}()
	s.process = p
	s.t.Cleanup(func() { s.kill(p) })
	s.until("serve is ready", func() bool {
		select {
		case <-p.ended:
			return true
		default:
		}
		resp, err := http.Get("http://" + s.address + "/readyz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

func (s *site) kill(p *process) {
	_ = p.command.Process.Kill()
	<-p.ended
}

// diedBySignal waits for the process to be killed.
func (s *site) diedBySignal(within time.Duration) bool {
	select {
	case <-s.process.ended:
	case <-time.After(within):
		return false
	}
	var exit *exec.ExitError
	if !errors.As(s.process.err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// until polls for a condition and fails the test when it does not come.
func (s *site) until(what string, done func() bool) {
	s.t.Helper()
	deadline := time.After(40 * time.Second)
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			s.t.Fatalf("waited in vain: %s\n%s", what, s.output.String())
		}
	}
}

// call speaks to the admin API.
func (s *site) call(method, path string, body, answer any) int {
	s.t.Helper()
	var payload io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		payload = bytes.NewReader(data)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+s.address+path, payload)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+adminToken)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.StatusCode >= 300 {
		s.t.Logf("%s %s: %d %s", method, path, resp.StatusCode, data)
	} else if answer != nil {
		if err := json.Unmarshal(data, answer); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, data)
		}
	}
	return resp.StatusCode
}

// connect joins both accounts and sets one automation live. With a signing token the
// webhook is set up by hand, without one the server makes it.
func (s *site) connect(signing ...string) {
	s.t.Helper()
	connection := map[string]any{
		"name":     "Acme",
		"lever":    map[string]any{"api_key": s.lever.IssueKey(), "author": s.company.Admin.ID, "signing": signing},
		"hipeople": map[string]any{"api_key": hipeopletest.Key, "api_secret": hipeopletest.Secret},
	}
	if status := s.call("PUT", "/api/connections/acme", connection, nil); status >= 300 {
		s.t.Fatalf("connect: %d", status)
	}
	plan := map[string]any{"revision": 0, "automations": []any{map[string]any{
		"id": "backend", "role": s.role.ID, "posting": s.company.Backend.ID, "stage": s.company.ReferenceCheck.ID,
		"mode": "live", "notify": []string{reviewer},
	}}}
	if status := s.call("PUT", "/api/connections/acme/automations", plan, nil); status >= 300 {
		s.t.Fatalf("automations: %d", status)
	}
	if len(signing) == 0 {
		s.until("the webhook stands at Lever", func() bool { return len(s.lever.Webhooks()) == 1 })
	}
}

// candidates at HiPeople for an opportunity.
func (s *site) candidates(opportunity string) []hipeopletest.Candidate {
	var out []hipeopletest.Candidate
	for _, c := range s.hipeople.Candidates() {
		if c.ATSCandidateID == opportunity {
			out = append(out, c)
		}
	}
	return out
}

// answer has the candidate name referees, where that is still to do, and all answer.
func (s *site) answer(candidate hipeopletest.Candidate) {
	s.t.Helper()
	if len(candidate.Referees) == 0 {
		if _, err := s.hipeople.NameReferees(candidate.ID, 3); err != nil {
			s.t.Fatal(err)
		}
	}
	for range 3 {
		if err := s.hipeople.Answer(candidate.ID, ""); err != nil {
			s.t.Fatal(err)
		}
	}
}

// standing is what the world outside shows of one opportunity.
type standing struct {
	Candidates int
	Tags       []string
	Files      []string
	Notes      int
	Links      int
	Reports    int // mails that tell of a report, counted by Message-ID
}

func (s *site) standing(opportunity string) standing {
	s.t.Helper()
	o, ok := s.lever.Opportunity(opportunity)
	if !ok {
		s.t.Fatalf("Lever has no opportunity %s", opportunity)
	}
	out := standing{Candidates: len(s.candidates(opportunity)), Notes: len(o.Notes)}
	for _, tag := range o.Tags {
		if strings.HasPrefix(tag, "hipeople:") {
			out.Tags = append(out.Tags, tag)
		}
	}
	for _, file := range o.Files {
		if !bytes.HasPrefix(file.Content, []byte("%PDF-")) {
			s.t.Errorf("file %s is no PDF", file.Name)
		}
		out.Files = append(out.Files, file.Name)
	}
	for _, link := range o.Contact.Links {
		if strings.Contains(link, "leverhipeople-chk_") {
			out.Links++
		}
	}
	out.Reports = s.mails.distinct("report is ready")
	return out
}

// delivered reports that all that a completed check brings stands at Lever.
func (s *site) delivered(opportunity string) bool {
	now := s.standing(opportunity)
	return len(now.Files) > 0 && now.Links > 0 && now.Notes > 0 && now.Reports > 0 &&
		len(now.Tags) == 1 && now.Tags[0] == "hipeople: completed"
}

// exactlyOnce asserts one of each.
func (s *site) exactlyOnce(opportunity string) {
	s.t.Helper()
	now := s.standing(opportunity)
	if now.Candidates != 1 || len(now.Files) != 1 || now.Notes != 1 || now.Links != 1 || now.Reports != 1 || len(now.Tags) != 1 {
		s.t.Errorf("want one of each, have %+v", now)
	}
	if n := len(s.lever.Violations()); n > 0 {
		s.t.Errorf("%d calls above Lever's rate limit", n)
	}
	for _, secret := range []string{"Ada", "ada.winter@example.com", reviewer, adminToken, hipeopletest.Secret} {
		if strings.Contains(s.output.String(), secret) {
			s.t.Errorf("the log holds %q", secret)
		}
	}
}
