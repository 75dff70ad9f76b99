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
