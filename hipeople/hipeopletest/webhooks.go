package hipeopletest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/webhook"
)

// The headers of a signed delivery under [Profile]; see [WithWebhook].
const (
	SignatureHeader = "X-HiPeople-Signature"
	TimestampHeader = "X-HiPeople-Timestamp"
)

// webhookRetries are the waits between the tries of a delivery.
var webhookRetries = []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 5 * time.Minute}

// Delivery is one webhook and what became of it.
type Delivery struct {
	ID          string    `json:"id"`
	Event       string    `json:"event"`
	CandidateID string    `json:"candidate_id"`
	At          time.Time `json:"at"`
	Tries       int       `json:"tries"`
	Status      int       `json:"status"` // of the last try's answer, 0 for none
	Done        bool      `json:"done"`   // answered 2xx
}

// sender posts deliveries, each in a goroutine of its own, so that a slow receiver does
// not hold up the next event; order is therefore not kept, as with real senders.
type sender struct {
	config webhookConfig
	spec   hipeople.WebhookSpec
	ctx    context.Context // ends with close
	cancel context.CancelFunc
	flying sync.WaitGroup

	mu         sync.Mutex
	closed     bool
	url        string
	signer     *webhook.Verifier // nil: unsigned
	registered string            // id of the webhook that the API made, if it did
	deliveries []*Delivery
}

func newSender(c config) *sender {
	s := &sender{config: c.webhook, spec: c.profile.Webhook}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if err := s.point(c.webhook.url, c.webhook.secret, ""); err != nil {
		panic("hipeopletest: webhook: " + err.Error())
	}
	return s
}

// point sends deliveries to url from now on, those that wait for another try too. They
// are signed if there is a secret and the profile says how.
func (s *sender) point(url, secret, registered string) error {
	var signer *webhook.Verifier
	if secret != "" && s.spec.Signature.Scheme != hipeople.SchemeNone {
		made, err := s.spec.Signature.Verifier([]webhook.Secret{webhook.Secret(secret)})
		if err != nil {
			return err
		}
		signer = &made
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.url, s.signer, s.registered = url, signer, registered
	return nil
}

// redirect is point that keeps secret and registration.
func (s *sender) redirect(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.url = url
}

func (s *sender) send(event, candidateID, roleID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.url == "" || s.closed {
		return
	}
	now := time.Now()
	delivery := &Delivery{ID: fmt.Sprintf("dlv_%06d", len(s.deliveries)+1), Event: event, CandidateID: candidateID, At: now}
	s.deliveries = append(s.deliveries, delivery)
	o := object{"id": delivery.ID, "created_at": now.UnixMilli(), "open_job_role_id": roleID}
	o.put(s.spec.Event, event)
	o.put(s.spec.CandidateID, candidateID)
	body, err := json.Marshal(o)
	if err != nil {
		panic("hipeopletest: texts and numbers always encode: " + err.Error())
	}
	s.flying.Go(func() { s.deliver(delivery, body) })
}

// deliver tries until it is answered 2xx, the waits are used up, or the fake closes.
func (s *sender) deliver(delivery *Delivery, body []byte) {
	for try := 0; ; try++ {
		status := s.post(delivery.ID, body)
		s.mu.Lock()
		delivery.Tries, delivery.Status, delivery.Done = try+1, status, status >= 200 && status <= 299
		done := delivery.Done
		s.mu.Unlock()
		if done || try == len(s.config.retries) {
			return
		}
		timer := time.NewTimer(s.config.retries[try])
		select {
		case <-timer.C:
		case <-s.ctx.Done():
			timer.Stop()
			return
		}
	}
}

// post makes one try, freshly signed, and returns the answer's status.
func (s *sender) post(id string, body []byte) int {
	s.mu.Lock()
	url, signer := s.url, s.signer
	s.mu.Unlock()
	msg := webhook.Message{Header: http.Header{"Content-Type": {"application/json"}, "Webhook-Id": {id}}, Body: body}
	if signer != nil {
		var err error
		if msg, err = signer.Sign(msg); err != nil {
			return 0
		}
	}
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, url, bytes.NewReader(msg.Body))
	if err != nil {
		return 0
	}
	req.Header = msg.Header
	resp, err := s.config.client.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // only to reuse the connection
	return resp.StatusCode
}

func (s *sender) list() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Delivery, len(s.deliveries))
	for i, delivery := range s.deliveries {
		list[i] = *delivery
	}
	return list
}

func (s *sender) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliveries = nil
}

func (s *sender) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	s.flying.Wait()
	s.config.client.CloseIdleConnections()
}
