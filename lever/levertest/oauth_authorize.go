package levertest

import (
	"cmp"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// consent is a valid request for one.
type consent struct {
	app      App
	redirect string
	state    string
	scopes   []string // that can be granted
	problem  string   // for the page; the consent can be given nevertheless
	failure  string   // an error that the app is told at its redirect URI; empty: none
	query    url.Values
}

// refusal is why a request for consent is not even answered with a redirect.
type refusal string

// Error returns the reason.
func (r refusal) Error() string { return string(r) }

// read checks a request for consent. What concerns client and redirect URI is never redirected.
func (o *oauth) read(query url.Values) (consent, error) {
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "state", "scope", "audience"} {
		if name != "audience" && query.Get(name) == "" {
			return consent{}, refusal(name + " is missing")
		}
	}
	o.mu.Lock()
	app, ok := o.apps[query.Get("client_id")]
	o.mu.Unlock()
	if !ok {
		return consent{}, refusal("client_id is no app of this environment")
	}
	ask := consent{app: app, redirect: query.Get("redirect_uri"), state: query.Get("state"), query: query}
	if !slices.Contains(app.RedirectURIs, ask.redirect) {
		return consent{}, refusal("redirect_uri is not one of the app's")
	}
	if query.Get("response_type") != "code" {
		ask.failure = "unsupported_response_type"
		return ask, nil
	}
	asked := strings.Fields(query.Get("scope"))
	for _, scope := range asked {
		if !slices.Contains(knownScopes(), scope) || len(app.Scopes) > 0 && !slices.Contains(app.Scopes, scope) {
			ask.failure = "invalid_scope"
			return ask, nil
		}
	}
	ask.scopes = asked
	if query.Get("audience") != o.fake.Audience() {
		// Lever is documented to go on and to offer nothing else.
		ask.scopes = slices.DeleteFunc(slices.Clone(asked), func(scope string) bool { return scope != offlineAccess })
		ask.problem = "The audience is not " + o.fake.Audience() + ", so only offline_access can be granted."
	}
	return ask, nil
}

// answer returns where the browser goes after a decision.
func (o *oauth) answer(ask consent, decision string) string {
	back := url.Values{"state": {ask.state}}
	switch {
	case ask.failure != "":
		back.Set("error", ask.failure)
		back.Set("error_description", "the request can't be granted as it is")
	case decision != "approve":
		back.Set("error", "access_denied")
		back.Set("error_description", "User did not authorize the request")
	default:
		back.Set("code", o.authorize(ask))
	}
	to, err := url.Parse(ask.redirect)
	if err != nil {
		return ask.redirect
	}
	query := to.Query()
	maps.Copy(query, back)
	to.RawQuery = query.Encode()
	return to.String()
}

// authorize issues a code.
func (o *oauth) authorize(ask consent) string {
	user := o.fake.superAdmin()
	o.mu.Lock()
	defer o.mu.Unlock()
	code := newToken()
	grant := Grant{ID: newID(), ClientID: ask.app.ClientID, User: user, Scopes: ask.scopes, At: now()}
	o.codes[code] = authorization{grant: grant, redirect: ask.redirect, at: time.Now()}
	return code
}

// superAdmin is who consents: the first active Super Admin. An account without users has one who is
// not listed.
func (f *Fake) superAdmin() string {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	user, _ := find(f.state.users, func(u User) bool { return u.AccessRole == SuperAdmin && u.DeactivatedAt.IsZero() })
	return cmp.Or(user.ID, seedID("0a", 0))
}

func (o *oauth) showConsent(w http.ResponseWriter, r *http.Request) {
	ask, err := o.read(r.URL.Query())
	if err != nil {
		refuse(w, err)
		return
	}
	if ask.failure != "" || o.fake.config.autoApprove {
		http.Redirect(w, r, o.answer(ask, "approve"), http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = consentPage.Execute(w, map[string]any{
		"App": cmp.Or(ask.app.Name, ask.app.ClientID), "Scopes": ask.scopes, "Problem": ask.problem, "Query": ask.query, "Sandbox": o.fake.config.sandbox,
	})
}

func (o *oauth) takeConsent(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxJSON)
	if err := r.ParseForm(); err != nil {
		refuse(w, refusal("the body is no form"))
		return
	}
	ask, err := o.read(r.PostForm)
	if err != nil {
		refuse(w, err)
		return
	}
	http.Redirect(w, r, o.answer(ask, r.PostForm.Get("decision")), http.StatusFound)
}

// refuse shows a page: the browser must not be sent to an address that nobody vouches for.
func refuse(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	_ = refusalPage.Execute(w, err.Error())
}

var consentPage = template.Must(template.New("consent").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Authorize {{.App}}</title>
<h1>{{.App}} asks for access to your {{if .Sandbox}}sandbox {{end}}account</h1>
{{with .Problem}}<p><strong>{{.}}</strong></p>{{end}}
<ul>{{range .Scopes}}<li>{{.}}</li>{{end}}</ul>
<form method="post" action="/authorize">
{{range $name, $values := .Query}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">
{{end}}{{end}}<button name="decision" value="approve">Accept</button> <button name="decision" value="deny">Decline</button>
</form></html>
`))

var refusalPage = template.Must(template.New("refusal").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Something went wrong</title>
<h1>Something went wrong</h1><p>{{.}}</p></html>
`))
