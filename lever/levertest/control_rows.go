package levertest

import (
	"net/http"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

// controlRows adds the account's own rows.
func (f *Fake) controlRows(mux *http.ServeMux) {
	mux.HandleFunc("POST /_fake/users", addRow(func(u User) (any, error) { return f.AddUser(u), nil }))
	mux.HandleFunc("POST /_fake/stages", addRow(func(s Stage) (any, error) { return f.AddStage(s.Text), nil }))
	mux.HandleFunc("POST /_fake/archive_reasons", addRow(func(r ArchiveReason) (any, error) { return f.AddArchiveReason(r.Text), nil }))
	mux.HandleFunc("POST /_fake/postings", addRow(func(p Posting) (any, error) { return f.addPosting(p) }))
	mux.HandleFunc("POST /_fake/opportunities", addRow(func(spec OpportunitySpec) (any, error) { return f.addOpportunity(spec) }))
	mux.HandleFunc("POST /_fake/requisitions", addRow(func(q Requisition) (any, error) { return f.AddRequisition(q), nil }))
	mux.HandleFunc("POST /_fake/requisition_fields", addRow(func(q RequisitionField) (any, error) { return f.addRequisitionField(q) }))
	mux.HandleFunc("POST /_fake/feedback_templates", addRow(func(t Template) (any, error) {
		return f.addTemplate(&f.state.feedbackTemplates, t, oneScoreSystem)
	}))
	mux.HandleFunc("POST /_fake/form_templates", addRow(func(t Template) (any, error) {
		return f.addTemplate(&f.state.formTemplates, t, anyFields)
	}))
	mux.HandleFunc("POST /_fake/audit_events", addRow(func(e AuditEvent) (any, error) { return f.AddAuditEvent(e), nil }))
	mux.HandleFunc("POST /_fake/webhooks", addRow(func(h Webhook) (any, error) { return f.addWebhook(h.Event, h.URL) }))
}

// controlFile is a file with its content, in base64.
type controlFile struct {
	File
	Content []byte `json:"content"`
}

func (c controlFile) file() File {
	c.File.Content = c.Content
	return c.File
}

// controlOffer is an offer whose documents have content.
type controlOffer struct {
	Offer
	Sent   controlFile `json:"sent"`
	Signed controlFile `json:"signed"`
}

// controlChildren adds what belongs to an opportunity.
func (f *Fake) controlChildren(mux *http.ServeMux) {
	mux.HandleFunc("POST /_fake/opportunities/{id}/notes", addChild(func(id string, n Note) (any, error) { return f.AddNote(id, n) }))
	mux.HandleFunc("POST /_fake/opportunities/{id}/panels", addChild(func(id string, p Panel) (any, error) { return f.AddPanel(id, p) }))
	mux.HandleFunc("POST /_fake/opportunities/{id}/referrals", addChild(func(id string, r Referral) (any, error) { return f.AddReferral(id, r) }))
	mux.HandleFunc("POST /_fake/opportunities/{id}/resumes", addChild(func(id string, c controlFile) (any, error) {
		return f.AddResume(id, c.file())
	}))
	mux.HandleFunc("POST /_fake/opportunities/{id}/offers", addChild(func(id string, c controlOffer) (any, error) {
		c.Offer.Sent, c.Offer.Signed = c.Sent.file(), c.Signed.file()
		return f.AddOffer(id, c.Offer)
	}))
}

// controlAccess gives access and takes it away.
func (f *Fake) controlAccess(mux *http.ServeMux) {
	mux.HandleFunc("POST /_fake/apps", addRow(func(app App) (any, error) { return f.addApp(app) }))
	mux.HandleFunc("POST /_fake/apps/{id}/revoke", f.press(f.RevokeGrant))
	mux.HandleFunc("POST /_fake/expire", f.press(func(string) error { f.ExpireTokens(); return nil }))
	mux.HandleFunc("POST /_fake/revoke", f.press(func(string) error { f.Revoke(); return nil }))
	mux.HandleFunc("POST /_fake/restore", f.press(func(string) error { f.Restore(); return nil }))
}

// addChild answers 201 with what was added to the path's opportunity, 404 if there is none.
func addChild[T any](add func(id string, child T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var child T
		if !fake.ReadJSON(w, r, &child) {
			return
		}
		added, err := add(r.PathValue("id"), child)
		if err != nil {
			fake.WriteProblem(w, http.StatusNotFound, err)
			return
		}
		fake.WriteJSON(w, http.StatusCreated, added)
	}
}
