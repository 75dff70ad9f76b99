package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/notify"
)

// Run serves until ctx ends, then stops gracefully: requests are answered, steps
// finished or parked, the store closed. It returns nil after such a stop. It calls
// ready, if set, once requests are answered at baseURL: the address listened on,
// whatever PublicURL says.
//
// A Config that can't be used is a [*ConfigError] or an error of the store or the
// engine, and then nothing was served.
func Run(ctx context.Context, config Config, ready func(baseURL string)) error {
	config, err := config.validate()
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer listener.Close() // twice is harmless
	if config.OpenPages && !loopback(listener.Addr()) {
		return &ConfigError{"OpenPages", "set while listening on " + listener.Addr().String(), "a loopback address such as 127.0.0.1:0"}
	}
	local := "http://" + listener.Addr().String()
	if config.PublicURL == "" {
		config.PublicURL = local
	}
	store, err := openStore(ctx, config)
	if err != nil {
		return err
	}
	engine, err := newEngine(config, store)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	handler, err := newHandler(config, store, engine)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	config.Logger.InfoContext(ctx, "serving", "listen", listener.Addr().String(), "public_url", config.PublicURL)
	err = serve(ctx, config, newServer(handler, config.Logger), listener, engine, func() {
		if ready != nil {
			ready(local)
		}
	})
	err = errors.Join(err, store.Close())
	config.Logger.InfoContext(ctx, "stopped", "clean", err == nil)
	return err
}

func newEngine(config Config, store hpsync.Store) (*hpsync.Engine, error) {
	notifier := config.Notifier
	if notifier == nil {
		notifier = notify.Slog(config.Logger)
	}
	return hpsync.New(hpsync.Config{
		Store: store, Notifier: notifier, Keyring: config.Keyring, Logger: config.Logger,
		PublicURL: config.PublicURL, Profile: config.Profile, LocalReports: config.LocalReports,
		Timing: config.Timing,
	})
}

// serve runs web server and engine side by side: when one ends, or ctx does, both end.
func serve(ctx context.Context, config Config, server *http.Server, listener net.Listener, engine *hpsync.Engine, ready func()) error {
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	ended := make(chan error, 2)
	go func() { ended <- engine.Run(work) }()
	go func() { ended <- server.Serve(listener) }()
	ready()

	running, cause := 2, error(nil)
	select {
	case <-ctx.Done():
	case cause = <-ended: // neither ends by itself while all is well
		running--
	}
	stopWork()
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), config.StopWithin)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		server.Close()
		cause = errors.Join(cause, fmt.Errorf("requests were cut off: %w", err))
	}
	for ; running > 0; running-- {
		select {
		case err := <-ended:
			if !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, context.Canceled) {
				cause = errors.Join(cause, err)
			}
		case <-limit.Done():
			return errors.Join(cause, fmt.Errorf("work went on after %s; its rows are taken up by the next start", config.StopWithin))
		}
	}
	return cause
}
