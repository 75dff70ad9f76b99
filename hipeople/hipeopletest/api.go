package hipeopletest

import (
	"crypto/subtle"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// api serves one state: the live one, or a frozen copy for stale reads.
type api struct {
	*Fake
	state *state
}

// handler is the whole of what HiPeople serves: the API, and the report and share pages
// that need no key.
func (f *Fake) handler(s *state) http.Handler {
	a := &api{Fake: f, state: s}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/{$}", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"result": map[string]any{"status": "ok"}})
	})
	mux.HandleFunc("GET /api/open_job_roles", a.listRoles)
	mux.HandleFunc("GET /api/open_job_roles/{id}", a.getRole)
	mux.HandleFunc("PUT /api/candidates", a.createCandidate)
	mux.HandleFunc("GET /api/candidates", a.listCandidates)
	mux.HandleFunc("GET /api/candidates/{id}", a.getCandidate)
	mux.HandleFunc("GET /api/candidates/{id}/report", a.getReport)
	mux.HandleFunc("PUT /api/candidates/{id}/remind", a.act("candidate.reminded", func(c *Candidate) error {
		if err := c.open(); err != nil {
			return err
		}
		c.Reminders++
		return nil
	}))
	mux.HandleFunc("PUT /api/candidates/{id}/cancel", a.act("reference_check.cancelled", func(c *Candidate) error {
		if err := c.open(); err != nil {
			return err
		}
		c.Status = hipeople.StatusCancelled
		return nil
	}))
	mux.HandleFunc("PUT /api/candidates/{id}/mark_complete", a.act("reference_check.marked_complete", (*Candidate).markComplete))
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) { writeError(w, http.StatusNotFound) })

	all := http.NewServeMux()
	all.Handle("/api/", a.admit(mux))
	all.HandleFunc("GET /reports/{id}", a.downloadReport)
	all.HandleFunc("GET /share/{id}", a.sharePage)
	return all
}

// admit checks the credential and the rate.
func (a *api) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !equal(r.Header.Get("X-Api-Key"), a.config.key) || !equal(r.Header.Get("X-Api-Secret"), a.config.secret) {
			writeError(w, http.StatusUnauthorized)
			return
		}
		if a.bucket != nil {
			if wait, ok := a.bucket.Take("key", r.Method, r.URL.EscapedPath()); !ok {
				w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
				writeError(w, http.StatusTooManyRequests)
				return
			}
		}
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		next.ServeHTTP(w, r)
	})
}

func equal(got, want string) bool { return subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1 }

// writeError answers in the only shape seen: "errors" in a JSON body.
func writeError(w http.ResponseWriter, status int) {
	writeErrors(w, status, http.StatusText(status))
}

func writeErrors(w http.ResponseWriter, status int, messages ...string) {
	list := make([]map[string]string, len(messages))
	for i, message := range messages {
		list[i] = map[string]string{"message": message}
	}
	writeJSON(w, status, map[string]any{"errors": list})
}

func (a *api) listRoles(w http.ResponseWriter, r *http.Request) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	items := make([]any, 0, len(a.state.roles))
	for _, role := range a.state.roles {
		if _, only := r.URL.Query()["is_active[true]"]; !only || !role.Inactive {
			items = append(items, a.wireRole(role))
		}
	}
	writeList(w, r.URL.Query(), items)
}

func (a *api) getRole(w http.ResponseWriter, r *http.Request) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	role, ok := a.state.role(r.PathValue("id"))
	if !ok {
		writeError(w, http.StatusNotFound)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"result": a.wireRole(role)})
}

func (a *api) createCandidate(w http.ResponseWriter, r *http.Request) {
	fields, ok := readFields(r)
	if !ok {
		writeErrors(w, http.StatusBadRequest, "the body is no JSON object of texts")
		return
	}
	a.state.mu.Lock()
	role, known := a.state.role(fields["open_job_role_id"])
	var problems []string
	switch {
	case !known:
		problems = append(problems, "open_job_role_id is unknown")
	case role.Inactive || role.Archived:
		problems = append(problems, "the job is not open")
	}
	for _, name := range []string{"full_name", "email"} {
		if fields[name] == "" {
			problems = append(problems, name+" is required")
		}
	}
	if problems != nil {
		a.state.mu.Unlock()
		writeErrors(w, http.StatusUnprocessableEntity, problems...)
		return
	}
	c := Candidate{
		ID: a.state.id("cand"), RoleID: role.ID, Status: hipeople.StatusPending, Required: role.Required,
		ATSCandidateID: fields["ats_candidate_id"], ExternalReference: fields["external_reference"],
		FullName: fields["full_name"], Email: fields["email"], Fields: fields, CreatedAt: time.Now(),
	}
	a.state.candidates = append(a.state.candidates, c)
	a.state.invited[c.ATSCandidateID]++
	item := a.wireCandidate(c, origin(r))
	a.state.mu.Unlock()
	a.sender.send("candidate.invited", c.ID, c.RoleID)
	writeJSON(w, http.StatusOK, map[string]any{"result": item})
}

// readFields reads the texts of a body, flat or under "fields".
func readFields(r *http.Request) (map[string]string, bool) {
	var body map[string]json.RawMessage
	if json.NewDecoder(r.Body).Decode(&body) != nil || body == nil {
		return nil, false
	}
	if nested, ok := body["fields"]; ok {
		body = nil
		if json.Unmarshal(nested, &body) != nil {
			return nil, false
		}
	}
	fields := make(map[string]string, len(body))
	for name, raw := range body {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			return nil, false
		}
		fields[name] = text
	}
	return fields, true
}

func (a *api) listCandidates(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	matches := func(filter, value string) bool {
		return a.config.ignoreFilters || !query.Has(filter) || query.Get(filter) == value
	}
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	items := make([]any, 0)
	for _, c := range a.state.candidates {
		if matches("ats_candidate_id[id]", c.ATSCandidateID) && matches("open_job_role_id[id]", c.RoleID) {
			items = append(items, a.wireCandidate(c, origin(r)))
		}
	}
	writeList(w, query, items)
}

func (a *api) getCandidate(w http.ResponseWriter, r *http.Request) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	c := a.state.candidate(r.PathValue("id"))
	if c == nil {
		writeError(w, http.StatusNotFound)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"result": a.wireCandidate(*c, origin(r))})
}

// act serves a call on one candidate without a body.
func (a *api) act(event string, alter func(*Candidate) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		if _, ok := a.Candidate(id); !ok {
			writeError(w, http.StatusNotFound)
			return
		}
		if err := a.change(id, event, alter); err != nil {
			writeErrors(w, http.StatusConflict, err.Error())
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"result": map[string]any{"id": id}})
	}
}

// writeList cuts a page out of items: limit 10 unless asked, at most 500.
func writeList(w http.ResponseWriter, query url.Values, items []any) {
	skip, limit := number(query.Get("skip"), 0, math.MaxInt32), number(query.Get("limit"), 10, 500)
	from := min(skip, len(items))
	to := min(from+max(limit, 1), len(items))
	writeJSON(w, http.StatusOK, map[string]any{
		"list":   map[string]any{"total": len(items), "skip": skip, "limit": limit, "has_more": to < len(items)},
		"result": items[from:to],
	})
}

func number(text string, standard, largest int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return standard
	}
	return min(n, largest)
}
