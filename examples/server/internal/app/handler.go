package app

import (
	"net/http"
	"strings"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/access"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/api"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/page"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// newHandler is every route of the server. Webhooks stand apart: they come from other
// machines by intent, and prove themselves by signature.
func newHandler(config Config, store hpsync.Store, engine *hpsync.Engine) (http.Handler, error) {
	https := strings.HasPrefix(config.PublicURL, "https:")
	guard, err := access.New(config.AdminToken, https, nil)
	if err != nil {
		return nil, err
	}
	hooks := http.NewServeMux() // without methods: the handlers answer 405 themselves
	hooks.Handle("/webhooks/lever/{connection}", engine.LeverHook())
	hooks.Handle("/webhooks/hipeople/{connection}/{token}", engine.HiPeopleHook())

	own := http.NewServeMux()
	own.HandleFunc("GET /healthz", alive)
	own.HandleFunc("GET /readyz", readiness(store, config.Logger))
	api.Mount(own, api.Config{
		Engine: engine, Store: store, Guard: guard, Logger: config.Logger,
		LeverURL: config.LeverURL, HiPeopleURL: config.HiPeopleURL,
	})
	pages := page.Mount(own, page.Config{Store: store, Guard: guard, Open: config.OpenPages, Logger: config.Logger})

	sameSite := http.NewCrossOriginProtection()
	if err := sameSite.AddTrustedOrigin(config.PublicURL); err != nil { // a proxy may name the host otherwise
		return nil, err
	}
	sameSite.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		pages.Message(w, req, http.StatusForbidden)
	}))
	rest := sameSite.Handler(orElse(own, pages))
	if config.OpenPages {
		rest = localHost(rest, pages)
	}
	all := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/webhooks/") {
			hooks.ServeHTTP(w, req)
			return
		}
		rest.ServeHTTP(w, req)
	})
	return logged(config.Logger, headers(https, all)), nil
}

// orElse answers for paths and methods that mux lacks in the form of their
// surroundings: JSON below /api/, a page elsewhere.
func orElse(mux *http.ServeMux, pages *page.Pages) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		none, pattern := mux.Handler(req)
		if pattern != "" {
			mux.ServeHTTP(w, req)
			return
		}
		found := &outcome{ResponseWriter: w}
		none.ServeHTTP(found, req) // sets Allow
		forAPI := strings.HasPrefix(req.URL.Path, "/api/")
		switch {
		case found.status < http.StatusBadRequest: // to a path without // or ..
			mux.ServeHTTP(w, req)
		case forAPI && found.status == http.StatusMethodNotAllowed:
			api.MethodNotAllowed(w)
		case forAPI:
			api.NotFound(w)
		default:
			pages.Message(w, req, found.status)
		}
	})
}

// outcome takes the status of an answer and lets nothing but headers through.
type outcome struct {
	http.ResponseWriter
	status int
}

func (o *outcome) WriteHeader(status int)         { o.status = status }
func (o *outcome) Write(body []byte) (int, error) { return len(body), nil }
