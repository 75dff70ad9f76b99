package sync

import (
	"context"
	"fmt"
	stdsync "sync"
)

// Queue carries wake-ups for now. Later is the store's due time plus the sweep.
//
// A wake-up may be lost, come twice, or come to two machines at once: Claim sorts
// that out.
type Queue interface {
	Wake(ctx context.Context, class Class, keys ...Key) error
	// Run calls work until ctx ends, then waits for the calls that are running: fair
	// between connections, live before backfill, a bounded number at once.
	Run(ctx context.Context, work func(context.Context, Key)) error
}

// NewQueue returns the in-process Queue: workers at once, one connection after the
// other, a key that waits already is not added again.
func NewQueue(workers int) Queue {
	return &localQueue{workers: max(1, workers), waiting: map[Key]bool{}, news: make(chan struct{}, 1)}
}

type localQueue struct {
	workers int
	mu      stdsync.Mutex
	lanes   [2]lane // by class
	waiting map[Key]bool
	news    chan struct{} // holds one token while somebody should look
}

// lane is a queue for each connection and the order in which they are served.
type lane struct {
	order []string
	keys  map[string][]Key
}

func (l *lane) push(key Key) {
	if l.keys == nil {
		l.keys = map[string][]Key{}
	}
	if len(l.keys[key.Connection]) == 0 {
		l.order = append(l.order, key.Connection)
	}
	l.keys[key.Connection] = append(l.keys[key.Connection], key)
}

func (l *lane) pop() (Key, bool) {
	if len(l.order) == 0 {
		return Key{}, false
	}
	connection := l.order[0]
	l.order = l.order[1:]
	keys := l.keys[connection]
	if rest := keys[1:]; len(rest) > 0 {
		l.keys[connection] = rest
		l.order = append(l.order, connection)
	} else {
		delete(l.keys, connection)
	}
	return keys[0], true
}

// Wake adds keys that do not wait yet.
func (q *localQueue) Wake(_ context.Context, class Class, keys ...Key) error {
	if class != Live && class != Backfill {
		return &ArgumentError{"class", fmt.Sprint(class), "Live or Backfill"}
	}
	q.mu.Lock()
	for _, key := range keys {
		if !q.waiting[key] {
			q.waiting[key] = true
			q.lanes[class].push(key)
		}
	}
	q.mu.Unlock()
	q.tell()
	return nil
}

func (q *localQueue) tell() {
	select {
	case q.news <- struct{}{}:
	default:
	}
}

func (q *localQueue) next() (Key, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for class := range q.lanes {
		if key, ok := q.lanes[class].pop(); ok {
			delete(q.waiting, key)
			return key, true
		}
	}
	return Key{}, false
}

// Run serves until ctx ends. Each worker that takes a key tells the next one, so
// that one token wakes as many as there is work for.
func (q *localQueue) Run(ctx context.Context, work func(context.Context, Key)) error {
	var workers stdsync.WaitGroup
	for range q.workers {
		workers.Go(func() {
			for ctx.Err() == nil {
				key, ok := q.next()
				if !ok {
					select {
					case <-ctx.Done():
					case <-q.news:
					}
					continue
				}
				q.tell()
				work(ctx, key)
			}
		})
	}
	workers.Wait()
	return ctx.Err()
}
