package hipeopletest

import (
	"crypto/subtle"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// api serves one state: the live one, or a frozen copy for stale reads.
type api struct {
	*Fake
	state *state
}

// handler is the whole of what HiPeople serves: the API, and the report and share pages
// that need no key. Where nothing is published, methods and paths are the profile's.
func (f *Fake) handler(s *state) http.Handler {
	a := &api{Fake: f, state: s}
	p := f.config.profile
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/{$}", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"result": map[string]any{"status": "ok"}})
	})
	mux.HandleFunc("GET /api/open_job_roles", a.listRoles)
	mux.HandleFunc("GET /api/open_job_roles/{id}", a.getRole)
	mux.HandleFunc("GET /api/resumes", a.listResumes)
	mux.HandleFunc("PUT /api/resumes/{id}", a.updateResume)
	mux.HandleFunc("PUT /api/candidate_profiles/{id}", a.updateProfile)
	mux.HandleFunc("GET /api/integrations", a.listIntegrations)
	mux.HandleFunc("GET /api/integrations/{id}/ats_applications/{application}/attachments", a.listAttachments)
	mux.HandleFunc("PUT /api/access_tokens", a.createToken)

	route(mux, p.Invite.Method, p.Invite.Path, a.createCandidate)
	route(mux, http.MethodGet, p.Find.Path, a.listCandidates)
	route(mux, http.MethodGet, p.Get.Path, a.getCandidate)
	route(mux, http.MethodGet, p.Referees.Path, a.listReferees)
	route(mux, http.MethodGet, p.Report.Path, a.getReport)
	route(mux, p.Remind.Method, p.Remind.Path, a.act("candidate.reminded", (*Candidate).remind))
	route(mux, p.Resend.Method, p.Resend.Path, a.act("candidate.invited", (*Candidate).resend))
	route(mux, p.Cancel.Method, p.Cancel.Path, a.act("reference_check.cancelled", (*Candidate).cancel))
	route(mux, p.MarkComplete.Method, p.MarkComplete.Path, a.act("reference_check.marked_complete", (*Candidate).markComplete))
	route(mux, p.Webhook.Create.Method, p.Webhook.Create.Path, a.createWebhook)
	route(mux, p.Webhook.Delete.Method, p.Webhook.Delete.Path, a.deleteWebhook)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) { writeError(w, http.StatusNotFound) })

	all := http.NewServeMux()
	all.Handle("/api/", a.admit(mux))
	all.HandleFunc("GET /reports/{id}", a.downloadReport)
	all.HandleFunc("GET /share/{id}", a.sharePage)
	return all
}

// route serves a call of the profile; without a path there is none.
func route(mux *http.ServeMux, method, path string, serve http.HandlerFunc) {
	if path != "" {
		mux.HandleFunc(method+" /api/"+path, serve)
	}
}

// subject is the id that the path of a profile's call names.
func subject(r *http.Request) string {
	for _, name := range []string{"candidate_id", "webhook_id", "id"} {
		if id := r.PathValue(name); id != "" {
			return id
		}
	}
	return ""
}

// admit checks the credential and the rate.
func (a *api) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.keyPair(r.Header) && !bearer(r.Header) {
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

func (a *api) keyPair(header http.Header) bool {
	key, secret := header.Get("X-Api-Key"), header.Get("X-Api-Secret")
	if equal(key, a.config.key) && equal(secret, a.config.secret) {
		return true
	}
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	minted, ok := a.state.keys[key]
	return ok && equal(secret, minted)
}

func bearer(header http.Header) bool { return equal(header.Get("Authorization"), "Bearer "+UserToken) }

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

// word spells a status as the profile reads it: the label of HiPeople's help page if
// the profile knows that, else the first of its words.
func word(p hipeople.Profile, value hipeople.StatusValue) string {
	label := labels[value]
	if p.Status.Words[string(value)] == value {
		return label
	}
	best := ""
	for text, meaning := range p.Status.Words {
		if meaning == value && (best == "" || text < best) {
			best = text
		}
	}
	if best == "" {
		return label
	}
	return best
}

// checkProfile panics on a profile under which the fake could not speak.
func checkProfile(p hipeople.Profile) {
	if err := p.Validate(); err != nil {
		panic(fmt.Sprintf("hipeopletest: %v", strings.ReplaceAll(err.Error(), "\n", "; ")))
	}
}
