package hipeopletest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

// receiver keeps what it is sent and refuses the first few.
type receiver struct {
	mu     sync.Mutex
	refuse int
	at     []time.Time
	bodies []string
	signed []bool
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, []byte("hook-secret"))
	mac.Write([]byte(req.Header.Get(hipeopletest.TimestampHeader) + "." + string(body)))
	r.at = append(r.at, time.Now())
	r.bodies = append(r.bodies, string(body))
	r.signed = append(r.signed, req.Header.Get(hipeopletest.SignatureHeader) == "sha256="+hex.EncodeToString(mac.Sum(nil)))
	status := http.StatusOK
	if r.refuse > 0 {
		r.refuse--
		status = http.StatusServiceUnavailable
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader("")), Request: req}, nil
}

func TestWebhooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hook := &receiver{}
		fake, client := inProcess(t, hipeopletest.WithWebhook("http://hooks.test/x", "hook-secret"),
			hipeopletest.WithWebhookClient(&http.Client{Transport: hook}))
		defer fake.Close()
		role := fake.AddRole(hipeopletest.Role{Required: 1})
		id := create(t, fake, client, role.ID)
		for _, step := range []func() error{
			func() error { _, err := fake.NameReferees(id, 1); return err },
			func() error { return fake.Answer(id, "") },
			func() error { return fake.Delete(id) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		var events []string
		for _, delivery := range fake.Deliveries() {
			if !delivery.Done || delivery.Tries != 1 || delivery.Status != 200 || delivery.CandidateID != id {
				t.Errorf("delivery %+v", delivery)
			}
			events = append(events, delivery.Event)
		}
		want := "candidate.invited candidate.referees_named reference.answered reference_check.completed candidate.deleted"
		if got := strings.Join(events, " "); got != want {
			t.Errorf("events %s, want %s", got, want)
		}
		spec := hipeopletest.Profile().Webhook
		for i, body := range hook.bodies {
			if candidate, err := spec.Candidate([]byte(body)); err != nil || candidate != id || !hook.signed[i] {
				t.Errorf("payload %s: candidate %q, %v, signed %t", body, candidate, err, hook.signed[i])
			}
			if strings.Contains(body, "Ada") || strings.Contains(body, "@") {
				t.Errorf("personal data in %s", body)
			}
		}
	})
}

func TestWebhookRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hook := &receiver{refuse: 3}
		fake, client := inProcess(t, hipeopletest.WithWebhook("http://hooks.test/x", "hook-secret"),
			hipeopletest.WithWebhookClient(&http.Client{Transport: hook}))
		defer fake.Close()
		start := time.Now()
		create(t, fake, client, fake.AddRole(hipeopletest.Role{}).ID)
		time.Sleep(time.Hour)
		if d := fake.Deliveries()[0]; d.Tries != 4 || !d.Done {
			t.Errorf("delivery %+v", d)
		}
		for i, want := range []time.Duration{0, time.Second, 6 * time.Second, 36 * time.Second} {
			if got := hook.at[i].Sub(start); got != want || !hook.signed[i] {
				t.Errorf("try %d after %s, signed %t; want %s", i+1, got, hook.signed[i], want)
			}
		}
		hook.mu.Lock()
		hook.refuse = 100
		hook.mu.Unlock()
		create(t, fake, client, fake.Roles()[0].ID)
		time.Sleep(time.Hour)
		if d := fake.Deliveries()[1]; d.Tries != 5 || d.Done || d.Status != 503 {
			t.Errorf("a receiver that never takes it: %+v", d)
		}
		create(t, fake, client, fake.Roles()[0].ID)
		fake.Close() // ends the delivery that is waiting for its next try
	})
}

func TestWebhookAddressAndRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hook := &addresses{}
		fake, client := inProcess(t, hipeopletest.WithWebhookClient(&http.Client{Transport: hook}), hipeopletest.WithRetries(time.Minute))
		defer fake.Close()
		role := fake.AddRole(hipeopletest.Role{}).ID
		create(t, fake, client, role) // nobody listens yet
		fake.SetWebhook("http://first.test/hook")
		create(t, fake, client, role)
		synctest.Wait()
		control := func(body string, want int) {
			t.Helper()
			if status, text := send(t, client, "PUT", fake.URL()+"/_fake/webhook", body); status != want {
				t.Errorf("%s: %d %s, want %d", body, status, text, want)
			}
		}
		control(`{"url":"http://second.test/hook"}`, 204)
		create(t, fake, client, role)
		time.Sleep(time.Hour) // both are tried again, at the address of now
		control(`{"url":""}`, 204)
		create(t, fake, client, role)
		synctest.Wait()
		for _, bad := range []string{`{"url":"/hook"}`, `{"url":"ftp://x.test"}`, `{"url":"http://%"}`, `{"url":5}`, `x`} {
			control(bad, 400)
		}
		want := "first.test second.test second.test second.test"
		if got := strings.Join(hook.seen(), " "); got != want {
			t.Errorf("delivered to %s, want %s", got, want)
		}
		for _, d := range fake.Deliveries() {
			if d.Tries != 2 || d.Done {
				t.Errorf("delivery %+v", d)
			}
		}
	})
}

// addresses keeps the hosts it is called at and refuses everything.
type addresses struct {
	mu    sync.Mutex
	hosts []string
}

func (a *addresses) RoundTrip(req *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hosts = append(a.hosts, req.URL.Host)
	return &http.Response{StatusCode: http.StatusBadGateway, Body: io.NopCloser(strings.NewReader("")), Request: req}, nil
}

func (a *addresses) seen() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string{}, a.hosts...)
}

func TestSharedVocabulary(t *testing.T) {
	t.Parallel()
	fake := hipeopletest.New()
	t.Cleanup(fake.Close)
	url, err := fake.Serve("127.0.0.1:0")
	if err != nil || fake.URL() != url {
		t.Fatalf("served at %q, %v", url, err)
	}
	armed := fake.Faults().Add(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 503})
	if status, _ := send(t, http.DefaultClient, "GET", fake.BaseURL()+"/", ""); status != 503 || armed.Fired() != 1 {
		t.Errorf("%d, fired %d times", status, armed.Fired())
	}
	fake.ClearFaults()
	if planned := fake.Faults().List(); len(planned) != 0 {
		t.Errorf("planned %+v", planned)
	}
}
