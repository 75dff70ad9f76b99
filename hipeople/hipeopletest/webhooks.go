package hipeopletest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// The headers of a signed delivery; see [WithWebhook].
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
	ctx    context.Context // ends with close
	cancel context.CancelFunc
	flying sync.WaitGroup

	mu         sync.Mutex
	closed     bool
	deliveries []*Delivery
}

func newSender(c config) *sender {
	s := &sender{config: c.webhook}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

func (s *sender) send(event, candidateID, roleID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.config.url == "" || s.closed {
		return
	}
	now := time.Now()
	delivery := &Delivery{ID: fmt.Sprintf("dlv_%06d", len(s.deliveries)+1), Event: event, CandidateID: candidateID, At: now}
	s.deliveries = append(s.deliveries, delivery)
	body, err := json.Marshal(map[string]any{
		"id": delivery.ID, "event": event, "created_at": now.UnixMilli(),
		"candidate": map[string]any{"id": candidateID, "open_job_role_id": roleID},
	})
	if err != nil {
		panic("hipeopletest: texts and numbers always encode: " + err.Error())
	}
	s.flying.Go(func() { s.deliver(delivery, body) })
}

// deliver tries until it is answered 2xx, the waits are used up, or the fake closes.
func (s *sender) deliver(delivery *Delivery, body []byte) {
	for try := 0; ; try++ {
		status := s.post(body)
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
func (s *sender) post(body []byte) int {
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.config.url, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	if s.config.secret != "" {
		stamp := strconv.FormatInt(time.Now().Unix(), 10)
		mac := hmac.New(sha256.New, []byte(s.config.secret))
		fmt.Fprintf(mac, "%s.%s", stamp, body)
		req.Header.Set(TimestampHeader, stamp)
		req.Header.Set(SignatureHeader, "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
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
