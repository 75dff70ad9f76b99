package sync_test

import (
	"context"
	stdsync "sync"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
)

// laggard is a store whose answers about checks are old when they arrive, as those of
// any database are: what one worker read, another may have changed by then.
type laggard struct{ hpsync.Store }

const lag = 50 * time.Millisecond

func slowStore() hpsync.Store { return laggard{memstore.New()} }

func (s laggard) Check(ctx context.Context, id string) (hpsync.Check, error) {
	check, err := s.Store.Check(ctx, id)
	time.Sleep(lag) // on the bubble's clock
	return check, err
}

func (s laggard) ListChecks(ctx context.Context, filter hpsync.CheckFilter, page hpsync.Page) ([]hpsync.Check, string, error) {
	checks, next, err := s.Store.ListChecks(ctx, filter, page)
	time.Sleep(lag) // on the bubble's clock
	return checks, next, err
}

func (s laggard) CountChecks(ctx context.Context, filter hpsync.CheckFilter) (map[hpsync.State]int, error) {
	counts, err := s.Store.CountChecks(ctx, filter)
	time.Sleep(lag) // on the bubble's clock
	return counts, err
}

// watched is a store that notices a row being served over and over.
type watched struct {
	hpsync.Store
	mu     stdsync.Mutex
	second map[hpsync.Key]time.Time
	claims map[hpsync.Key]int // within that second
	most   int
	worst  hpsync.Key
	total  map[hpsync.Key]int
}

func watch(store hpsync.Store) *watched {
	return &watched{Store: store, second: map[hpsync.Key]time.Time{}, claims: map[hpsync.Key]int{}, total: map[hpsync.Key]int{}}
}

func (s *watched) Claim(ctx context.Context, key hpsync.Key, lease time.Duration) (hpsync.Claim, error) {
	claim, err := s.Store.Claim(ctx, key, lease)
	if err != nil {
		return claim, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now().Truncate(time.Second); !s.second[key].Equal(now) {
		s.second[key], s.claims[key] = now, 0
	}
	s.total[key]++
	if s.claims[key]++; s.claims[key] > s.most {
		s.most, s.worst = s.claims[key], key
	}
	return claim, nil
}

func (s *watched) served(key hpsync.Key) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total[key]
}
