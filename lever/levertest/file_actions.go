package levertest

import (
	"slices"
	"time"
)

// fileAction is something that happened to a file of an opportunity.
type fileAction struct {
	id, kind, file, user string
	at                   time.Time
}

type fileActionJSON struct {
	ID            string            `json:"id"`
	OpportunityID string            `json:"opportunityId"`
	Type          string            `json:"type"`
	OccurredAt    int64             `json:"occurredAt"`
	CreatedAt     int64             `json:"createdAt"`
	User          *actorJSON        `json:"user"`
	Meta          map[string]string `json:"meta"`
}

type actorJSON struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
	Role  string `json:"role"`
}

// actor is null for nobody.
func (s *state) actor(id string) *actorJSON {
	user, ok := s.user(id)
	if !ok {
		return nil
	}
	return &actorJSON{user.ID, user.Email, user.Name, user.AccessRole}
}

// act notes that a file was added, removed or imported.
func (o *opportunity) act(kind string, file File, user string) {
	o.fileActions = append(o.fileActions, fileAction{newID(), kind, file.ID, user, now()})
}

// listFileActions is recorded with an empty list only; what a row looks like is the fake's guess.
func (a *api) listFileActions(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	span, err := r.span("occurred_at")
	if err != nil {
		return reply{}, err
	}
	rows := slices.DeleteFunc(slices.Clone(o.fileActions), func(f fileAction) bool { return !span.holds(f.at) })
	return paged(r, rows, func(f fileAction) cursor { return cursor{at: f.at.UnixMilli(), id: f.id} }, func(f fileAction) any {
		return fileActionJSON{
			ID: f.id, OpportunityID: o.ID, Type: f.kind, OccurredAt: f.at.UnixMilli(), CreatedAt: f.at.UnixMilli(),
			User: a.state.actor(f.user), Meta: map[string]string{"fileId": f.file},
		}
	})
}
