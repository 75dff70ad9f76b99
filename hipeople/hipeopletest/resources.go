package hipeopletest

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

const organization = "org_1"

// Integration is a connection of HiPeople's own with another system. Zero fields are
// filled in: Type with "ats".
type Integration struct {
	ID             string `json:"id"`
	Type           string `json:"type"`
	OrganizationID string `json:"organization_id"`
}

// Resume is a candidate's file. A zero ID is filled in.
type Resume struct {
	ID           string `json:"id"`
	CandidateID  string `json:"candidate_id"`
	ExternalLink string `json:"external_link"`
}

// AddIntegration adds an integration, as when somebody connects an ATS in HiPeople's
// settings, and returns it with what was filled in.
func (f *Fake) AddIntegration(integration Integration) Integration {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if integration.ID == "" {
		integration.ID = f.state.id("integration")
	}
	if integration.Type == "" {
		integration.Type = "ats"
	}
	if integration.OrganizationID == "" {
		integration.OrganizationID = organization
	}
	f.state.integrations = append(f.state.integrations, integration)
	return integration
}

// AddResume adds a resume and returns it with what was filled in.
func (f *Fake) AddResume(resume Resume) Resume {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if resume.ID == "" {
		resume.ID = f.state.id("resume")
	}
	f.state.resumes = append(f.state.resumes, resume)
	return resume
}

// Resumes returns the resumes, oldest first.
func (f *Fake) Resumes() []Resume {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return append([]Resume{}, f.state.resumes...)
}

func (a *api) listResumes(w http.ResponseWriter, r *http.Request) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	items := make([]any, 0, len(a.state.resumes))
	for _, resume := range a.state.resumes {
		items = append(items, a.item([]string{"id"}, resume.ID, object{
			"candidate_id": resume.CandidateID, "external_link": resume.ExternalLink,
		}))
	}
	writeList(w, r.URL.Query(), items)
}

func (a *api) listIntegrations(w http.ResponseWriter, r *http.Request) {
	only := r.URL.Query().Get("organization_id[id]")
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	items := make([]any, 0, len(a.state.integrations))
	for _, integration := range a.state.integrations {
		if only == "" || only == integration.OrganizationID || a.config.ignoreFilters {
			items = append(items, a.item([]string{"id"}, integration.ID, object{
				"type": integration.Type, "organization_id": integration.OrganizationID,
			}))
		}
	}
	writeList(w, r.URL.Query(), items)
}

// listAttachments answers the resumes of whom the ATS calls by that id, as an array
// under "fields", which is how it was seen.
func (a *api) listAttachments(w http.ResponseWriter, r *http.Request) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	known := slices.ContainsFunc(a.state.integrations, func(i Integration) bool { return i.ID == r.PathValue("id") })
	if !known {
		writeError(w, http.StatusNotFound)
		return
	}
	files := []any{}
	for _, resume := range a.state.resumes {
		if c := a.state.candidate(resume.CandidateID); c != nil && c.ATSCandidateID == r.PathValue("application") {
			files = append(files, map[string]any{"url": resume.ExternalLink})
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"result": map[string]any{"fields": files}})
}

// readUpdate reads {"updates": {…}, "updated": […]}, of which the second must name
// exactly the fields of the first.
func readUpdate(w http.ResponseWriter, r *http.Request) (map[string]string, bool) {
	var body struct {
		Updates map[string]string `json:"updates"`
		Updated []string          `json:"updated"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil {
		writeErrors(w, http.StatusBadRequest, "the body is no update of texts")
		return nil, false
	}
	slices.Sort(body.Updated)
	if len(body.Updates) == 0 || !slices.Equal(body.Updated, slices.Sorted(maps.Keys(body.Updates))) {
		writeErrors(w, http.StatusUnprocessableEntity, "updated does not name the fields of updates")
		return nil, false
	}
	return body.Updates, true
}

func (a *api) updateResume(w http.ResponseWriter, r *http.Request) {
	updates, ok := readUpdate(w, r)
	if !ok {
		return
	}
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	i := slices.IndexFunc(a.state.resumes, func(resume Resume) bool { return resume.ID == r.PathValue("id") })
	if i < 0 {
		writeError(w, http.StatusNotFound)
		return
	}
	if link, ok := updates["external_link"]; ok {
		a.state.resumes[i].ExternalLink = link
	}
	writeJSON(w, http.StatusOK, map[string]any{"result": map[string]any{"id": r.PathValue("id")}})
}

func profileID(candidateID string) string { return "profile_" + candidateID }

func (a *api) updateProfile(w http.ResponseWriter, r *http.Request) {
	updates, ok := readUpdate(w, r)
	if !ok {
		return
	}
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	id, _ := strings.CutPrefix(r.PathValue("id"), profileID(""))
	c := a.state.candidate(id)
	if c == nil {
		writeError(w, http.StatusNotFound)
		return
	}
	if name, ok := updates["full_name"]; ok {
		c.FullName = name
	}
	writeJSON(w, http.StatusOK, map[string]any{"result": map[string]any{"id": r.PathValue("id")}})
}

// createToken makes a key pair that works from then on, for the user with the token.
func (a *api) createToken(w http.ResponseWriter, r *http.Request) {
	if !bearer(r.Header) {
		writeError(w, http.StatusForbidden)
		return
	}
	key, secret := "key_"+rand.Text(), rand.Text()
	a.state.mu.Lock()
	a.state.keys[key] = secret
	id := a.state.id("token")
	a.state.mu.Unlock()
	o, spec := object{}, a.config.profile.AccessToken
	o.put(spec.Key, key)
	o.put(spec.Secret, secret)
	writeJSON(w, http.StatusOK, map[string]any{"result": a.item([]string{"id"}, id, o)})
}
