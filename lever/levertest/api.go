package levertest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// api serves one state: the live one, or a frozen clone for stale reads.
type api struct {
	fake  *Fake
	state *state
}

// request is an authenticated request.
type request struct {
	*http.Request
	caller *credential
	query  url.Values
}

// reply is an answer in JSON; a nil body is an empty one.
type reply struct {
	status int
	body   any
}

// data returns the answer {"data": v}.
func data(v any) reply { return reply{status: http.StatusOK, body: map[string]any{"data": v}} }

func newAPI(f *Fake, s *state) http.Handler {
	a := &api{fake: f, state: s}
	mux := http.NewServeMux()
	for pattern, route := range map[string]struct {
		permission string
		handle     func(*request) (reply, error)
	}{
		"GET /v1/users":                              {"users:read:admin", a.listUsers},
		"GET /v1/users/{id}":                         {"users:read:admin", a.getUser},
		"GET /v1/stages":                             {"stages:read:admin", a.listStages},
		"GET /v1/stages/{id}":                        {"stages:read:admin", a.getStage},
		"GET /v1/postings":                           {"postings:read:admin", a.listPostings},
		"GET /v1/postings/{id}":                      {"postings:read:admin", a.getPosting},
		"GET /v1/opportunities":                      {"opportunities:read:admin", a.listOpportunities},
		"GET /v1/opportunities/{id}":                 {"opportunities:read:admin", a.getOpportunity},
		"PUT /v1/opportunities/{id}/stage":           {"opportunities:write:admin", a.putStage},
		"PUT /v1/opportunities/{id}/archived":        {"opportunities:write:admin", a.putArchived},
		"POST /v1/opportunities/{id}/addTags":        {"opportunities:write:admin", a.addTags},
		"POST /v1/opportunities/{id}/removeTags":     {"opportunities:write:admin", a.removeTags},
		"POST /v1/opportunities/{id}/addLinks":       {"opportunities:write:admin", a.addLinks},
		"POST /v1/opportunities/{id}/removeLinks":    {"opportunities:write:admin", a.removeLinks},
		"GET /v1/opportunities/{id}/notes":           {"notes:read:admin", a.listNotes},
		"POST /v1/opportunities/{id}/notes":          {"notes:write:admin", a.createNote},
		"GET /v1/opportunities/{id}/notes/{note}":    {"notes:read:admin", a.getNote},
		"PUT /v1/opportunities/{id}/notes/{note}":    {"notes:write:admin", a.updateNote},
		"DELETE /v1/opportunities/{id}/notes/{note}": {"notes:write:admin", a.deleteNote},
		"GET /v1/opportunities/{id}/files":           {"files:read:admin", a.listFiles},
		"GET /v1/opportunities/{id}/files/{file}":    {"files:read:admin", a.getFile},
		"DELETE /v1/opportunities/{id}/files/{file}": {"files:write:admin", a.deleteFile},
		"GET /v1/webhooks":                           {"webhooks:read:admin", a.listWebhooks},
		"POST /v1/webhooks":                          {"webhooks:write:admin", a.createWebhook},
		"DELETE /v1/webhooks/{id}":                   {"webhooks:write:admin", a.deleteWebhook},
	} {
		mux.Handle(pattern, a.route(route.permission, a.locked(route.handle)))
	}
	mux.Handle("POST /v1/opportunities/{id}/files", a.route("files:write:admin", a.uploadFile))
	mux.Handle("GET /v1/opportunities/{id}/files/{file}/download", a.route("files:read:admin", a.downloadFile))
	mux.Handle("/", a.route("", func(_ http.ResponseWriter, r *request) error {
		return notFound("path", r.URL.Path)
	}))
	return mux
}

// route checks credential, rate and permission, and writes the error a handler returns.
func (a *api) route(permission string, handle func(http.ResponseWriter, *request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		brand(w)
		caller := a.fake.authenticate(r)
		if caller == nil {
			writeError(w, errorOf(http.StatusUnauthorized))
			return
		}
		if a.fake.bucket != nil {
			if _, ok := a.fake.bucket.Take(caller.name, r.Method, r.URL.EscapedPath()); !ok {
				writeError(w, errorOf(http.StatusTooManyRequests))
				return
			}
		}
		if permission != "" && !caller.may(permission) {
			writeError(w, forbidden("this credential lacks the permission "+permission))
			return
		}
		err := handle(w, &request{Request: r, caller: caller, query: r.URL.Query()})
		if err == nil {
			return
		}
		var known *apiError
		if !errors.As(err, &known) {
			known = &apiError{status: http.StatusInternalServerError, Code: "InternalServerError", Message: err.Error()}
		}
		writeError(w, known)
	})
}

// locked runs a handler under the lock of the state and writes its reply afterwards.
func (a *api) locked(handle func(*request) (reply, error)) func(http.ResponseWriter, *request) error {
	return func(w http.ResponseWriter, r *request) error {
		body, err := r.buffered()
		if err != nil {
			return err
		}
		r.Body = body
		encoded, status, err := a.encode(handle, r)
		if err != nil {
			return err
		}
		if encoded == nil {
			w.WriteHeader(status)
			return nil
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write(encoded)
		return nil
	}
}

// encode makes the bytes of the reply while the state is locked, since a reply may share its slices.
func (a *api) encode(handle func(*request) (reply, error), r *request) ([]byte, int, error) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	answer, err := handle(r)
	if err != nil || answer.body == nil {
		return nil, answer.status, err
	}
	encoded, err := json.Marshal(answer.body)
	return encoded, answer.status, err
}

// brand sets the headers that every answer of Lever carries.
func brand(w http.ResponseWriter) {
	w.Header().Set("X-Lever-Region", "global")
	w.Header().Set("Server", "lever-data-api")
}

// apiError is an error as Lever answers it.
type apiError struct {
	status  int
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error returns code and message.
func (e *apiError) Error() string { return e.Code + ": " + e.Message }

func notFound(kind, id string) *apiError {
	return &apiError{http.StatusNotFound, "ResourceNotFound", fmt.Sprintf("%s %s was not found", kind, id)}
}

func badRequest(message string) *apiError {
	return &apiError{http.StatusBadRequest, "BadRequest", message}
}

func forbidden(message string) *apiError {
	return &apiError{http.StatusForbidden, "Forbidden", message}
}

// errorOf returns a general error of this status.
func errorOf(status int) *apiError {
	code := map[int]string{
		http.StatusBadRequest: "BadRequest", http.StatusUnauthorized: "Unauthorized", http.StatusForbidden: "Forbidden",
		http.StatusNotFound: "ResourceNotFound", http.StatusTooManyRequests: "TooManyRequests",
		http.StatusInternalServerError: "InternalServerError", http.StatusServiceUnavailable: "ServiceUnavailable",
	}[status]
	if code == "" {
		code = "Error"
	}
	return &apiError{status, code, http.StatusText(status)}
}

func writeError(w http.ResponseWriter, err *apiError) {
	brand(w)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(err.status)
	_ = json.NewEncoder(w).Encode(err)
}
