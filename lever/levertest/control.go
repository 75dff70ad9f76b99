package levertest

import (
	"net/http"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

// dump is what GET /_fake/state shows.
type dump struct {
	Users             []User             `json:"users"`
	Stages            []Stage            `json:"stages"`
	Reasons           []ArchiveReason    `json:"archiveReasons"`
	Postings          []Posting          `json:"postings"`
	Opportunities     []Opportunity      `json:"opportunities"`
	FeedbackTemplates []Template         `json:"feedbackTemplates"`
	FormTemplates     []Template         `json:"formTemplates"`
	Requisitions      []Requisition      `json:"requisitions"`
	RequisitionFields []RequisitionField `json:"requisitionFields"`
	AuditEvents       []AuditEvent       `json:"auditEvents"`
	Grants            []Grant            `json:"grants"`
	Webhooks          []Webhook          `json:"webhooks"`
	EventsOff         []string           `json:"eventsOff"`
	Deliveries        []Delivery         `json:"deliveries"`
	Violations        []Violation        `json:"violations"`
	Revoked           bool               `json:"revoked"`
}

func (f *Fake) dump() dump {
	all := dump{
		Opportunities: f.Opportunities(), Webhooks: f.Webhooks(), Deliveries: f.Deliveries(), Grants: list(f.Grants()),
		Violations: list(f.Violations()), EventsOff: []string{},
	}
	f.mu.Lock()
	all.Revoked = f.revoked
	f.mu.Unlock()
	s := f.state.clone()
	all.Users, all.Stages, all.Reasons, all.Postings = list(s.users), list(s.stages), list(s.reasons), list(s.postings)
	all.FeedbackTemplates, all.FormTemplates = list(s.feedbackTemplates), list(s.formTemplates)
	all.Requisitions, all.RequisitionFields, all.AuditEvents = list(s.requisitions), list(s.requisitionFields), list(s.auditEvents)
	for _, event := range events {
		if s.off[event] {
			all.EventsOff = append(all.EventsOff, event)
		}
	}
	return all
}

// control mirrors the helpers below /_fake/; doc.go shows them.
func (f *Fake) control(mux *http.ServeMux) {
	f.controlRows(mux)
	f.controlChildren(mux)
	f.controlAccess(mux)

	mux.HandleFunc("POST /_fake/opportunities/{id}/stage", f.act(func(id string, body controlBody) error { return f.MoveToStage(id, body.Stage) }))
	mux.HandleFunc("POST /_fake/opportunities/{id}/archive", f.act(func(id string, body controlBody) error { return f.Archive(id, body.Reason) }))
	mux.HandleFunc("POST /_fake/opportunities/{id}/apply", f.act(func(id string, body controlBody) error { return f.Apply(id, body.Posting) }))
	mux.HandleFunc("POST /_fake/opportunities/{id}/snooze", f.act(func(id string, body controlBody) error {
		if body.Until == 0 {
			return f.Snooze(id, time.Time{})
		}
		return f.Snooze(id, time.UnixMilli(body.Until))
	}))
	mux.HandleFunc("POST /_fake/opportunities/{id}/anonymize", f.press(f.Anonymize))
	mux.HandleFunc("DELETE /_fake/opportunities/{id}", f.press(f.Delete))
	mux.HandleFunc("DELETE /_fake/postings/{id}", f.press(f.DeletePosting))
	mux.HandleFunc("POST /_fake/deliveries/{id}/rerun", f.press(f.Rerun))
	mux.HandleFunc("POST /_fake/webhooks/{id}/ping", func(w http.ResponseWriter, r *http.Request) {
		delivery, err := f.Ping(r.Context(), r.PathValue("id"))
		if err != nil {
			fake.WriteProblem(w, http.StatusNotFound, err)
			return
		}
		fake.WriteJSON(w, http.StatusOK, delivery)
	})

	mux.HandleFunc("POST /_fake/events", f.act(func(_ string, body controlBody) error {
		f.SetEvent(body.Event, body.On)
		return nil
	}))
	mux.HandleFunc("GET /_fake/violations", func(w http.ResponseWriter, _ *http.Request) {
		fake.WriteJSON(w, http.StatusOK, list(f.Violations()))
	})
}

// controlBody holds the fields of all control requests; each uses one or two.
type controlBody struct {
	Stage   string `json:"stage"`
	Reason  string `json:"reason"`
	Posting string `json:"posting"`
	Event   string `json:"event"`
	On      bool   `json:"on"`
	Until   int64  `json:"until"` // ms
}

// addRow answers 201 with what was added.
func addRow[T any](add func(T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var row T
		if !fake.ReadJSON(w, r, &row) {
			return
		}
		added, err := add(row)
		if err != nil {
			fake.WriteProblem(w, http.StatusBadRequest, err)
			return
		}
		fake.WriteJSON(w, http.StatusCreated, added)
	}
}

// act does something with the path's id and the body, and answers 204.
func (f *Fake) act(do func(id string, body controlBody) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body controlBody
		if fake.ReadJSON(w, r, &body) {
			finish(w, do(r.PathValue("id"), body))
		}
	}
}

// press does something with the path's id, and answers 204.
func (f *Fake) press(do func(id string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { finish(w, do(r.PathValue("id"))) }
}

func finish(w http.ResponseWriter, err error) {
	if err != nil {
		fake.WriteProblem(w, http.StatusNotFound, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
