package sync

import (
	"context"
	"io"
	"time"
)

// Store is the truth. The queue may lose everything; the store may lose nothing.
//
// Each method is one transaction. A method that returned nil is durable, as far as
// the store is durable at all. Errors wrap ErrNotFound, ErrConflict, ErrFenced,
// ErrStale or ErrClosed where one of them is meant. Package storetest proves a
// store: it is done when that suite passes.
type Store interface {
	Work
	Deliveries
	Checks
	Connections
	Automations
	Timeline
	io.Closer
}

// Work is the ledger: what is due, who has it, and the one write.
type Work interface {
	// Due lists rows whose time has come and that nobody holds: live before backfill,
	// oldest first, and of one connection at most a fair share of limit.
	Due(ctx context.Context, limit int) ([]Key, error)

	// Claim takes the row for lease. ErrConflict: someone has it. ErrNotFound: no such
	// row. It raises the epoch even after a holder that died.
	Claim(ctx context.Context, key Key, lease time.Duration) (Claim, error)

	// Poke makes rows due at the earlier of at and their own time; unknown rows are
	// passed over. A poke during a claim outlives its release.
	Poke(ctx context.Context, at time.Time, keys ...Key) error

	// Apply writes change if the claim still holds. ErrFenced, ErrStale, ErrConflict:
	// nothing was written.
	Apply(ctx context.Context, claim Claim, change Change) error
}

// Deliveries keeps received webhooks.
type Deliveries interface {
	// Append stores deliveries, due now. It is durable when it returns. seen[i] tells
	// that deliveries[i] was known already; it is left as it is.
	Append(ctx context.Context, deliveries ...Delivery) (seen []bool, err error)
	// Delivery returns one with its body.
	Delivery(ctx context.Context, id string) (Delivery, error)
	// ListDeliveries returns a page, newest first, without bodies, and the next cursor.
	ListDeliveries(ctx context.Context, filter DeliveryFilter, page Page) ([]Delivery, string, error)
}

// Checks reads reference checks. They are written by Apply alone.
type Checks interface {
	// Check returns one with its steps in the order they were made.
	Check(ctx context.Context, id string) (Check, error)
	// ListChecks returns a page, newest first, without steps, and the next cursor.
	ListChecks(ctx context.Context, filter CheckFilter, page Page) ([]Check, string, error)
	// CountChecks counts by state.
	CountChecks(ctx context.Context, filter CheckFilter) (map[State]int, error)
}

// Connections keeps the pairs of accounts.
type Connections interface {
	// Connection returns one with its steps.
	Connection(ctx context.Context, id string) (Connection, error)
	// ListConnections returns a page by id, without steps, and the next cursor.
	ListConnections(ctx context.Context, page Page) ([]Connection, string, error)
	// PutConnection writes one whose Revision is the stored one (0 for a new one), raises
	// the revision by one and makes the row due. ErrConflict: someone was faster.
	PutConnection(ctx context.Context, connection Connection) error
}

// Automations keeps each connection's plan.
type Automations interface {
	// Automations returns the plan; a connection without one has the zero plan.
	Automations(ctx context.Context, connection string) (Plan, error)
	// PutAutomations replaces the whole plan if plan.Revision is the stored one, and
	// raises it by one. ErrConflict: someone was faster.
	PutAutomations(ctx context.Context, connection string, plan Plan) error
}

// Timeline reads what happened and why.
type Timeline interface {
	// Entries returns a page in the order of writing, and the next cursor.
	Entries(ctx context.Context, filter EntryFilter, page Page) ([]Entry, string, error)
}
