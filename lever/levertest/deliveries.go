package levertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

// Deliveries returns the history of webhook deliveries, oldest first.
func (f *Fake) Deliveries() []Delivery {
	o := f.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	history := make([]Delivery, len(o.deliveries))
	for i, d := range o.deliveries {
		history[i] = d.snapshot()
	}
	return history
}

func (d *Delivery) snapshot() Delivery {
	copied := *d
	copied.Attempts = list(slices.Clone(d.Attempts))
	return copied
}

// Rerun sends a delivery of the history again, the same bytes with the same signature, and waits
// for nothing. A delivery that is still pending can't be run again.
func (f *Fake) Rerun(id string) error {
	o := f.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	d, ok := find(o.deliveries, func(d *Delivery) bool { return d.ID == id })
	if !ok {
		return fmt.Errorf("levertest: no delivery %q", id)
	}
	if d.Pending {
		return fmt.Errorf("levertest: delivery %q is pending", id)
	}
	o.start(d)
	return nil
}

// Ping presses "Verify connection" in Lever's settings: one signed delivery with empty data, sent
// once whether or not the event is switched on. It returns the delivery when it was answered.
func (f *Fake) Ping(ctx context.Context, webhook string) (Delivery, error) {
	f.state.mu.Lock()
	to, ok := find(f.state.webhooks, func(h Webhook) bool { return h.ID == webhook })
	f.state.mu.Unlock()
	if !ok {
		return Delivery{}, fmt.Errorf("levertest: no webhook %q", webhook)
	}
	d := &Delivery{ID: newID(), Webhook: to.ID, Event: to.Event, URL: to.URL, Body: json.RawMessage(eventBody(to, map[string]any{}))}
	f.outbox.attempt(ctx, d)
	return d.snapshot(), nil
}

// DeliverTo sends all further deliveries to handler in the process, whatever their URL's host.
// Inside a testing/synctest bubble call it there.
func (f *Fake) DeliverTo(handler http.Handler) {
	network := fake.NewNetwork(handler)
	o := f.outbox
	o.use(&http.Client{Transport: network.Transport})
	o.mu.Lock()
	before, closed := o.network, o.closed
	if !closed {
		o.network = network
	}
	o.mu.Unlock()
	if closed {
		network.Close()
	}
	if before != nil {
		before.Close()
	}
}

// WaitDeliveries waits until no delivery is pending, retries included, or until ctx ends.
func (f *Fake) WaitDeliveries(ctx context.Context) error {
	o := f.outbox
	o.mu.Lock()
	if o.pending == 0 {
		o.mu.Unlock()
		return nil
	}
	if o.idle == nil {
		o.idle = make(chan struct{})
	}
	idle := o.idle
	o.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
