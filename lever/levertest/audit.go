package levertest

import (
	"cmp"
	"time"
)

// AuditEvent is one line of the account's audit log. A user made through the API leaves one.
type AuditEvent struct {
	ID   string `json:"id"`            // made up if empty
	Type string `json:"type"`          // such as user:added or key:created
	User string `json:"user,omitzero"` // user id; empty: nobody, as for the API
	// TargetType is user, for example. TargetID and TargetLabel say which.
	TargetType  string         `json:"targetType"`
	TargetID    string         `json:"targetId"`
	TargetLabel string         `json:"targetLabel"`
	Meta        map[string]any `json:"meta"`               // differs per type
	At          time.Time      `json:"createdAt,omitzero"` // now if zero
}

type auditEventJSON struct {
	ID        string         `json:"id"`
	CreatedAt int64          `json:"createdAt"`
	Type      string         `json:"type"`
	User      *actorJSON     `json:"user"`
	Target    auditTarget    `json:"target"`
	Meta      map[string]any `json:"meta"`
}

type auditTarget struct {
	ID    string `json:"id"`
	Type  string `json:"type"`
	Label string `json:"label"`
}

// AddAuditEvent writes a line into the audit log and returns it as stored.
func (f *Fake) AddAuditEvent(event AuditEvent) AuditEvent {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.audit(event)
}

// audit wants the lock held.
func (s *state) audit(event AuditEvent) AuditEvent {
	event.ID = cmp.Or(event.ID, newID())
	if event.At.IsZero() {
		event.At = now()
	}
	if event.Meta == nil {
		event.Meta = map[string]any{}
	}
	s.auditEvents = append(s.auditEvents, event)
	return event
}

func (e AuditEvent) json(s *state) auditEventJSON {
	return auditEventJSON{
		ID: e.ID, CreatedAt: e.At.UnixMilli(), Type: e.Type, User: s.actor(e.User), Target: auditTarget{e.TargetID, e.TargetType, e.TargetLabel}, Meta: e.Meta,
	}
}

// listAuditEvents answers the newest first.
func (a *api) listAuditEvents(r *request) (reply, error) {
	span, err := r.span("created_at")
	if err != nil {
		return reply{}, err
	}
	if r.query.Has("target_id") && !r.query.Has("target_type") {
		return reply{}, badRequest("target_id needs target_type")
	}
	var rows []AuditEvent
	for _, e := range a.state.auditEvents {
		if r.wants("type", e.Type) && r.wants("user_id", cmp.Or(e.User, "null")) && r.wants("target_type", e.TargetType) &&
			r.wants("target_id", e.TargetID) && span.holds(e.At) {
			rows = append(rows, e)
		}
	}
	return paged(r, rows, func(e AuditEvent) cursor { return cursor{at: -e.At.UnixMilli(), id: e.ID} },
		func(e AuditEvent) any { return e.json(a.state) })
}
