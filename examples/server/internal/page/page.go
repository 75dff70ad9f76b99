// Package page is what people look at: the checks, one check with its timeline, and the
// received webhooks. Everything is made on the server and works without JavaScript.
// The words stand in texts.go.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/access"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Config is what the pages show, and to whom.
type Config struct {
	Store  hpsync.Store
	Guard  *access.Guard
	Open   bool // no sign-in is asked for
	Logger *slog.Logger
}

//go:embed templates/*.html
var templates embed.FS

//go:embed style.css
var style []byte

var styleVersion = func() string {
	sum := sha256.Sum256(style)
	return hex.EncodeToString(sum[:6])
}()

// views are the pages by name, each laid into the common layout.
var views = func() map[string]*template.Template {
	layout := template.Must(template.New("layout.html").Funcs(functions).ParseFS(templates, "templates/layout.html", "templates/parts.html"))
	out := map[string]*template.Template{}
	for _, name := range []string{"checks", "check", "deliveries", "sign-in", "message"} {
		out[name] = template.Must(template.Must(layout.Clone()).ParseFS(templates, "templates/"+name+".html"))
	}
	return out
}()

// Pages answers with pages.
type Pages struct{ Config }

// Mount adds the routes of the pages.
func Mount(mux *http.ServeMux, config Config) *Pages {
	p := &Pages{config}
	mux.HandleFunc("GET /{$}", p.signedIn(p.checks))
	mux.HandleFunc("GET /checks/{check}", p.signedIn(p.check))
	mux.HandleFunc("GET /deliveries", p.signedIn(p.deliveries))
	mux.HandleFunc("GET /sign-in", p.signInForm)
	mux.HandleFunc("POST /sign-in", p.signIn)
	mux.HandleFunc("POST /sign-out", p.signOut)
	mux.HandleFunc("GET /style.css", serveStyle)
	return p
}

// frame is what the layout needs to know beside the page itself.
type frame struct {
	Title    string // key of a text
	Here     string // path of the page in the menu
	Style    string
	Open     bool
	SignedIn bool
	Page     any
}

// show writes a page, whole or not at all.
func (p *Pages) show(w http.ResponseWriter, req *http.Request, status int, view string, f frame) {
	f.Style, f.Open = styleVersion, p.Open
	f.SignedIn = !p.Open && p.Guard.Allows(req)
	var out bytes.Buffer
	if err := views[view].ExecuteTemplate(&out, "layout.html", f); err != nil {
		p.Logger.ErrorContext(req.Context(), "page not made", "route", req.Pattern, "error", err)
		http.Error(w, texts["error.internal"], http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

// handler is a page that may fail.
type handler func(w http.ResponseWriter, req *http.Request) error

// fail shows an error as a page.
func (p *Pages) fail(w http.ResponseWriter, req *http.Request, err error) {
	var argument *hpsync.ArgumentError
	switch {
	case errors.Is(err, hpsync.ErrNotFound):
		p.Message(w, req, http.StatusNotFound)
	case errors.As(err, &argument):
		p.Message(w, req, http.StatusBadRequest)
	default:
		p.Logger.ErrorContext(req.Context(), "page failed", "route", req.Pattern, "error", err)
		w.Header().Set("Retry-After", "10")
		p.Message(w, req, http.StatusServiceUnavailable)
	}
}

// Message shows a page that says what a status means here.
func (p *Pages) Message(w http.ResponseWriter, req *http.Request, status int) {
	text := map[int]string{
		http.StatusBadRequest: "error.request", http.StatusForbidden: "error.forbidden", http.StatusNotFound: "error.notfound",
		http.StatusMethodNotAllowed: "error.method", http.StatusServiceUnavailable: "error.unavailable",
		http.StatusMisdirectedRequest: "error.host",
	}[status]
	if text == "" {
		text = "error.internal"
	}
	p.show(w, req, status, "message", frame{Title: "title.message", Page: text})
}

// serveStyle lets browsers keep the style: its address changes with its content.
func serveStyle(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, req, "style.css", time.Time{}, bytes.NewReader(style))
}
