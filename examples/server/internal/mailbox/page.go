package mailbox

import (
	_ "embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

//go:embed page.html
var pageHTML string

var templates = template.Must(template.New("mailbox").Parse(pageHTML))

// pages is the web side, read only.
type pages struct {
	*http.ServeMux
}

// ServeHTTP shows the list at "/", a mail at "/1" and its file at "/1.eml". All links
// are relative: mount it under a folder with http.StripPrefix, "/mailbox/" for one.
func (b *Mailbox) ServeHTTP(w http.ResponseWriter, req *http.Request) { b.pages.ServeHTTP(w, req) }

func newPages(b *Mailbox) pages {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", b.list)
	mux.HandleFunc("GET /{mail}", b.show)
	return pages{mux}
}

func (b *Mailbox) list(w http.ResponseWriter, _ *http.Request) {
	render(w, "list", struct {
		Messages []Message
		Counts   map[string]int
	}{b.Messages(), b.Counts()})
}

func (b *Mailbox) show(w http.ResponseWriter, req *http.Request) {
	name, raw := strings.CutSuffix(req.PathValue("mail"), ".eml")
	number, err := strconv.Atoi(name)
	if err != nil {
		http.NotFound(w, req)
		return
	}
	for _, message := range b.Messages() {
		switch {
		case message.Number != number:
		case raw:
			// As a download: what a mail contains must not run on our page's origin.
			w.Header().Set("Content-Type", "message/rfc822")
			w.Header().Set("Content-Disposition", "attachment; filename="+strconv.Itoa(number)+".eml")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			_, _ = w.Write(message.Raw)
			return
		default:
			render(w, "mail", message)
			return
		}
	}
	http.NotFound(w, req)
}

func render(w http.ResponseWriter, name string, data any) {
	var page strings.Builder
	if err := templates.ExecuteTemplate(&page, name, data); err != nil {
		http.Error(w, "the page can't be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = w.Write([]byte(page.String()))
}
