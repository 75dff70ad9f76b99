package page

import (
	"net/http"
	"net/url"
	"strings"
)

// signedIn shows a page to people who may see it, and the sign-in form to others.
func (p *Pages) signedIn(next handler) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if !p.Open && !p.Guard.Allows(req) {
			to := url.URL{Path: "/sign-in", RawQuery: url.Values{"next": {req.URL.RequestURI()}}.Encode()}
			http.Redirect(w, req, to.String(), http.StatusSeeOther)
			return
		}
		if err := next(w, req); err != nil {
			p.fail(w, req, err)
		}
	}
}

// signInPage is what the form shows.
type signInPage struct {
	Next   string
	Failed bool
}

func (p *Pages) signInForm(w http.ResponseWriter, req *http.Request) {
	next := within(req.URL.Query().Get("next"))
	if p.Open || p.Guard.Allows(req) {
		http.Redirect(w, req, next, http.StatusSeeOther)
		return
	}
	p.show(w, req, http.StatusOK, "sign-in", frame{Title: "title.sign-in", Page: signInPage{Next: next}})
}

func (p *Pages) signIn(w http.ResponseWriter, req *http.Request) {
	req.Body = http.MaxBytesReader(w, req.Body, 8<<10)
	if err := req.ParseForm(); err != nil {
		p.Message(w, req, http.StatusBadRequest)
		return
	}
	next := within(req.PostForm.Get("next"))
	if !p.Guard.Knows(strings.TrimSpace(req.PostForm.Get("token"))) {
		p.Logger.WarnContext(req.Context(), "sign-in refused")
		p.show(w, req, http.StatusUnauthorized, "sign-in", frame{Title: "title.sign-in", Page: signInPage{Next: next, Failed: true}})
		return
	}
	p.Guard.SignIn(w)
	http.Redirect(w, req, next, http.StatusSeeOther)
}

func (p *Pages) signOut(w http.ResponseWriter, req *http.Request) {
	p.Guard.SignOut(w)
	http.Redirect(w, req, "/sign-in", http.StatusSeeOther)
}

// within is a path of this server, whatever a link to the sign-in form says.
func within(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}
