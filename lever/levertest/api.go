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

// created is data with status 201.
func created(v any) reply {
	answer := data(v)
	answer.status = http.StatusCreated
	return answer
}

func newAPI(f *Fake, s *state) http.Handler {
	a := &api{fake: f, state: s}
	mux := http.NewServeMux()
	for _, route := range a.routes() {
		mux.Handle(route.pattern, a.route(route.permission, a.locked(route.handle)))
	}
	for _, route := range a.streams() {
		mux.Handle(route.pattern, a.route(route.permission, route.handle))
	}
	a.fake.oauth.handle(mux)
	mux.Handle("/", a.route("", func(_ http.ResponseWriter, r *request) error {
		return notFound("path", r.URL.Path)
	}))
	return mux
}

// route checks credential, rate and permission, and writes the error a handler returns.
func (a *api) route(permission string, handle func(http.ResponseWriter, *request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		brand(w)
		caller, refused := a.fake.authenticate(r)
		if refused != nil {
			writeError(w, refused)
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

// send runs a step under the lock of the state and writes its reply.
func (a *api) send(w http.ResponseWriter, r *request, step func(*request) (reply, error)) error {
	encoded, status, err := a.encode(step, r)
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

// locked runs a handler under the lock of the state and writes its reply afterwards.
func (a *api) locked(handle func(*request) (reply, error)) func(http.ResponseWriter, *request) error {
	return func(w http.ResponseWriter, r *request) error {
		body, err := r.buffered()
		if err != nil {
			return err
		}
		r.Body = body
		return a.send(w, r, handle)
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
