package app

import (
	"context"
	"fmt"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/sqlite"
)

func openStore(ctx context.Context, config Config) (hpsync.Store, error) {
	if config.Store != nil {
		return config.Store, nil
	}
	store, err := sqlite.Open(ctx, config.Database, sqlite.WithLogger(config.Logger))
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return store, nil
}
