package hipeopletest

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

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
	spec := a.config.profile.Invite
	fields, ok := readFields(r, spec.Body)
	if !ok {
		writeErrors(w, http.StatusBadRequest, "the body is no JSON object of texts laid out "+string(spec.Body))
		return
	}
	a.state.mu.Lock()
	role, known := a.state.role(fields[spec.Fields.Role])
	var problems []string
	switch {
	case !known:
		problems = append(problems, spec.Fields.Role+" is unknown")
	case role.Inactive || role.Archived:
		problems = append(problems, "the job is not open")
	}
	for _, name := range []string{spec.Fields.FullName, spec.Fields.Email} {
		if fields[name] == "" {
			problems = append(problems, name+" is required")
		}
	}
	for name, value := range spec.Constants {
		if fields[name] != value {
			problems = append(problems, name+" has another value")
		}
	}
	if problems != nil {
		a.state.mu.Unlock()
		writeErrors(w, http.StatusUnprocessableEntity, problems...)
		return
	}
	c := Candidate{
		ID: a.state.id("cand"), RoleID: role.ID, Status: hipeople.StatusPending, Required: role.Required,
		ATSCandidateID: fields[spec.Fields.ATSCandidate], ExternalReference: fields[spec.Fields.ExternalReference],
		FullName: fields[spec.Fields.FullName], Email: fields[spec.Fields.Email], Fields: fields, CreatedAt: time.Now(),
	}
	a.state.candidates = append(a.state.candidates, c)
	a.state.invited[c.ATSCandidateID]++
	item := a.wireCandidate(c, origin(r))
	a.state.mu.Unlock()
	a.sender.send("candidate.invited", c.ID, c.RoleID)
	writeJSON(w, http.StatusOK, map[string]any{"result": item})
}

// readFields reads the texts of a body in its style: those of objects in it under
// dotted names, those of lists with spaces between them.
func readFields(r *http.Request, style hipeople.BodyStyle) (map[string]string, bool) {
	var body map[string]any
	if json.NewDecoder(r.Body).Decode(&body) != nil || body == nil {
		return nil, false
	}
	if style == hipeople.BodyFields {
		nested, ok := body["fields"].(map[string]any)
		if !ok || len(body) != 1 {
			return nil, false
		}
		body = nested
	}
	fields := map[string]string{}
	return fields, flatten(fields, "", body)
}

func flatten(fields map[string]string, prefix string, values map[string]any) bool {
	for name, value := range values {
		switch v := value.(type) {
		case string:
			fields[prefix+name] = v
		case map[string]any:
			if !flatten(fields, prefix+name+".", v) {
				return false
			}
		case []any: // of texts, such as names of events
			for _, element := range v {
				text, ok := element.(string)
				if !ok {
					return false
				}
				fields[prefix+name] = strings.TrimSpace(fields[prefix+name] + " " + text)
			}
		default:
			return false
		}
	}
	return true
}

func (a *api) listCandidates(w http.ResponseWriter, r *http.Request) {
	query, find := r.URL.Query(), a.config.profile.Find
	matches := func(filter, value string) bool {
		return a.config.ignoreFilters || filter == "" || !query.Has(filter) || query.Get(filter) == value
	}
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	items := make([]any, 0)
	for _, c := range a.state.candidates {
		if matches(find.ATSCandidate, c.ATSCandidateID) && matches(find.Role, c.RoleID) {
			items = append(items, a.wireCandidate(c, origin(r)))
		}
	}
	writeList(w, query, items)
}

func (a *api) getCandidate(w http.ResponseWriter, r *http.Request) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	c := a.state.candidate(subject(r))
	if c == nil {
		writeError(w, http.StatusNotFound)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"result": a.wireCandidate(*c, origin(r))})
}

func (a *api) listReferees(w http.ResponseWriter, r *http.Request) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	c := a.state.candidate(subject(r))
	if c == nil {
		writeError(w, http.StatusNotFound)
		return
	}
	writeList(w, r.URL.Query(), a.wireReferees(*c))
}

// act serves a call on one candidate without a body.
func (a *api) act(event string, alter func(*Candidate) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := subject(r)
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
