package hipeopletest

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

// control adds the fake's own endpoints under /_fake/: the helpers, for other processes.
func (f *Fake) control(mux *http.ServeMux) {
	mux.HandleFunc("POST /_fake/roles", func(w http.ResponseWriter, r *http.Request) {
		var role Role
		if fake.ReadJSON(w, r, &role) {
			fake.WriteJSON(w, http.StatusCreated, f.AddRole(role))
		}
	})
	mux.HandleFunc("POST /_fake/integrations", func(w http.ResponseWriter, r *http.Request) {
		var integration Integration
		if fake.ReadJSON(w, r, &integration) {
			fake.WriteJSON(w, http.StatusCreated, f.AddIntegration(integration))
		}
	})
	mux.HandleFunc("PUT /_fake/webhook", f.controlWebhook)
	mux.HandleFunc("GET /_fake/deliveries", func(w http.ResponseWriter, _ *http.Request) {
		fake.WriteJSON(w, http.StatusOK, f.Deliveries())
	})
	mux.HandleFunc("DELETE /_fake/candidates/{id}", func(w http.ResponseWriter, r *http.Request) {
		if err := f.Delete(r.PathValue("id")); err != nil {
			fake.WriteProblem(w, http.StatusNotFound, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	for action, do := range map[string]func(id string, order controlOrder) error{
		"referees":      func(id string, order controlOrder) error { _, err := f.NameReferees(id, order.Count); return err },
		"answer":        func(id string, order controlOrder) error { return f.Answer(id, order.Referee) },
		"complete":      func(id string, _ controlOrder) error { return f.Complete(id) },
		"mark_complete": func(id string, _ controlOrder) error { return f.MarkComplete(id) },
		"reopen":        func(id string, order controlOrder) error { return f.Reopen(id, order.More) },
		"fraud_warning": func(id string, order controlOrder) error { return f.WarnOfFraud(id, order.Referee) },
		"overdue":       func(id string, _ controlOrder) error { return f.MakeOverdue(id) },
	} {
		mux.HandleFunc("POST /_fake/candidates/{id}/"+action, f.order(do))
	}
}

// controlWebhook answers 400 to what is no address, since nobody would miss its deliveries.
func (f *Fake) controlWebhook(w http.ResponseWriter, r *http.Request) {
	var body struct {
		URL string `json:"url"`
	}
	if !fake.ReadJSON(w, r, &body) {
		return
	}
	u, err := url.Parse(body.URL)
	if err != nil || body.URL != "" && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		fake.WriteProblem(w, http.StatusBadRequest, errors.New("hipeopletest: url must be an address of http or https, or empty"))
		return
	}
	f.SetWebhook(body.URL)
	w.WriteHeader(http.StatusNoContent)
}

// controlOrder is the body of a control request on a candidate; none is needed where
// the defaults do.
type controlOrder struct {
	Count   int    `json:"count"`   // referees to name, 3 unless said
	Referee string `json:"referee"` // who answers, the next unless said; who is warned of
	More    int    `json:"more"`    // answers to require beyond those in, 1 unless said
}

// order does one thing to a candidate and answers with the candidate as it then is.
func (f *Fake) order(do func(id string, order controlOrder) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, order := r.PathValue("id"), controlOrder{Count: 3, More: 1}
		if r.ContentLength != 0 && !fake.ReadJSON(w, r, &order) {
			return
		}
		if _, ok := f.Candidate(id); !ok {
			fake.WriteProblem(w, http.StatusNotFound, unknownCandidate(id))
			return
		}
		if err := do(id, order); err != nil {
			fake.WriteProblem(w, http.StatusConflict, err)
			return
		}
		candidate, _ := f.Candidate(id)
		fake.WriteJSON(w, http.StatusOK, candidate)
	}
}
