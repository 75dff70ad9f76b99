// Package api is the admin API: openapi.yaml is its contract, api.gen.go what was made
// of it, and the rest of the files the handlers, one resource each.
package api

import (
	"context"
	_ "embed"
	"log/slog"
	"net/http"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/access"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

//go:embed openapi.yaml
var contract []byte

// Config is what the API speaks for.
type Config struct {
	Engine *hpsync.Engine
	Store  hpsync.Store
	Guard  *access.Guard
	Logger *slog.Logger

	LeverURL    string // of connections that name none
	HiPeopleURL string // of connections that name none
}

// timeout of one call. Connecting is the longest: it calls both sides.
const timeout = 45 * time.Second

// server holds the handlers of the contract.
type server struct{ Config }

var _ StrictServerInterface = (*server)(nil)

// Mount adds the API's routes below /api/. All but the contract itself ask for the
// admin token.
func Mount(mux *http.ServeMux, config Config) {
	s := &server{config}
	handlers := NewStrictHandlerWithOptions(s, nil, StrictHTTPServerOptions{
		RequestErrorHandlerFunc: s.fail, ResponseErrorHandlerFunc: s.fail,
	})
	HandlerWithOptions(handlers, StdHTTPServerOptions{
		BaseRouter: router{mux, s.admit}, ErrorHandlerFunc: s.fail,
	})
	mux.HandleFunc("GET /api/openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(contract)
	})
}

// router wraps each route of the generated code as it is registered, so that nothing of
// a request is read before it was admitted.
type router struct {
	*http.ServeMux
	wrap func(pattern string, next http.Handler) http.Handler
}

// HandleFunc implements the generated ServeMux.
func (r router) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	r.Handle(pattern, r.wrap(pattern, http.HandlerFunc(handler)))
}

// admit asks for the admin token, bounds the call's time, and checks its body.
func (s *server) admit(pattern string, next http.Handler) http.Handler {
	body := bodies[pattern]
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !s.Guard.Bearer(req) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			s.fail(w, req, &problem{http.StatusUnauthorized, "unauthorized", "the call needs the header Authorization: Bearer ADMIN_TOKEN", ""})
			return
		}
		ctx, cancel := context.WithTimeout(req.Context(), timeout)
		defer cancel()
		req = req.WithContext(ctx)
		if body != nil {
			if err := checkBody(w, req, body()); err != nil {
				s.fail(w, req, err)
				return
			}
		}
		next.ServeHTTP(w, req)
	})
}
