package levertest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

const (
	// attemptTimeout bounds one attempt; Lever's own bound is not documented.
	attemptTimeout = 10 * time.Second
	// maxDeliveries bounds the history. Lever keeps 1,000.
	maxDeliveries = 20_000
)

// Delivery is one event on its way to one webhook, and the history of it.
type Delivery struct {
	ID       string          `json:"id"`
	Webhook  string          `json:"webhook"` // id
	Event    string          `json:"event"`
	URL      string          `json:"url"`
	Body     json.RawMessage `json:"body"`
	Attempts []Attempt       `json:"attempts"`
	// Pending says that an attempt is under way or still to come.
	Pending bool `json:"pending"`
}

// Delivered tells whether the last attempt was answered 2xx.
func (d Delivery) Delivered() bool {
	return len(d.Attempts) > 0 && d.Attempts[len(d.Attempts)-1].Status/100 == 2
}

// Attempt is one POST of a delivery.
type Attempt struct {
	At     time.Time `json:"at"`
	Status int       `json:"status"` // 0: no answer
	Error  string    `json:"error,omitzero"`
}

// outbox sends deliveries, each from a goroutine of its own.
type outbox struct {
	retries []time.Duration
	running sync.WaitGroup

	mu         sync.Mutex
	ctx        context.Context // of the deliveries since the last reset
	cancel     context.CancelFunc
	client     *http.Client
	network    *fake.Network // of DeliverTo
	deliveries []*Delivery
	pending    int
	idle       chan struct{} // closed when nothing is pending; nil while nobody waits
	closed     bool
}

func newOutbox(config config) *outbox {
	o := &outbox{retries: config.retries}
	o.use(config.client)
	o.ctx, o.cancel = context.WithCancel(context.Background())
	return o
}

// use sends through a copy of client that follows no redirect: to Lever a 3xx is a failure.
func (o *outbox) use(client *http.Client) {
	copied := *client
	copied.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o.mu.Lock()
	defer o.mu.Unlock()
	o.client = &copied
}

func (o *outbox) send(webhook Webhook, body []byte) *Delivery {
	d := &Delivery{ID: newID(), Webhook: webhook.ID, Event: webhook.Event, URL: webhook.URL, Body: body}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.deliveries) >= maxDeliveries {
		o.deliveries = slices.Clone(o.deliveries[maxDeliveries/2:])
	}
	o.deliveries = append(o.deliveries, d)
	o.start(d)
	return d
}

// start wants the lock held.
func (o *outbox) start(d *Delivery) {
	if o.closed {
		return
	}
	d.Pending = true
	o.pending++
	ctx := o.ctx
	o.running.Go(func() { o.deliver(ctx, d) })
}

func (o *outbox) deliver(ctx context.Context, d *Delivery) {
	defer o.finish(d)
	if o.attempt(ctx, d) {
		return
	}
	for _, wait := range o.retries {
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		if o.attempt(ctx, d) {
			return
		}
	}
}

func (o *outbox) finish(d *Delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	d.Pending = false
	if o.pending--; o.pending == 0 && o.idle != nil {
		close(o.idle)
		o.idle = nil
	}
}

func (o *outbox) attempt(ctx context.Context, d *Delivery) bool {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	attempt := Attempt{At: time.Now()}
	attempt.Status, attempt.Error = o.post(ctx, d.URL, d.Body)
	o.mu.Lock()
	defer o.mu.Unlock()
	d.Attempts = append(d.Attempts, attempt)
	return attempt.Status/100 == 2
}

func (o *outbox) post(ctx context.Context, url string, body []byte) (status int, problem string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Lever-Webhooks")
	o.mu.Lock()
	client := o.client
	o.mu.Unlock()
	resp, err := client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	return resp.StatusCode, ""
}

// reset drops what still waits and forgets the history.
func (o *outbox) reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.cancel()
	o.ctx, o.cancel = context.WithCancel(context.Background())
	o.deliveries = nil
}

func (o *outbox) close() {
	o.mu.Lock()
	o.closed = true
	o.cancel()
	network := o.network
	o.network = nil
	o.mu.Unlock()
	o.running.Wait()
	if network != nil {
		network.Close()
	}
}
