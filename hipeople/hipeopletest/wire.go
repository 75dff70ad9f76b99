package hipeopletest

import (
	"net/http"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// labels are the words of HiPeople's help page; how its API spells them is unknown.
var labels = map[hipeople.StatusValue]string{
	hipeople.StatusPending:        "Pending",
	hipeople.StatusInProgress:     "In progress",
	hipeople.StatusCompleted:      "Completed",
	hipeople.StatusMarkedComplete: "Marked complete",
	hipeople.StatusOverdue:        "Overdue",
	hipeople.StatusCancelled:      "Cancelled",
}

func (a *api) wireRole(role Role) any {
	return a.item(role.ID, map[string]any{
		"name":            role.Name,
		"team_id":         "team_1",
		"assessment_id":   "assessment_" + role.ID,
		"organization_id": "org_1",
		"modules":         []RoleKind{role.Kind},
		"is_active":       !role.Inactive,
		"is_archived":     role.Archived,
		"created_at":      role.CreatedAt.Unix(),
	})
}

func (a *api) wireCandidate(c Candidate, origin string) any {
	references := make([]any, 0, len(c.Referees))
	for _, referee := range c.Referees {
		status := "Pending"
		if !referee.AnsweredAt.IsZero() {
			status = "Completed"
		}
		references = append(references, map[string]any{
			"id": referee.ID, "full_name": referee.Name, "type": referee.Relation,
			"status": status, "submitted_at": milliseconds(referee.AnsweredAt),
		})
	}
	fields := map[string]any{
		"open_job_role_id":     c.RoleID,
		"candidate_profile_id": "profile_" + c.ID,
		"ats_candidate_id":     c.ATSCandidateID,
		"external_reference":   c.ExternalReference,
		"full_name":            c.FullName,
		"email":                c.Email,
		"created_at":           milliseconds(c.CreatedAt),
		"reference_check": map[string]any{
			"status":              labels[c.Status],
			"required_references": c.Required,
			"completed_at":        milliseconds(c.CompletedAt),
			"references":          references,
		},
		"report_url": nil,
		"share_url":  nil,
	}
	if !c.CompletedAt.IsZero() {
		fields["report_url"] = origin + a.signedPath("/reports/"+c.ID, a.config.reportTTL)
		fields["share_url"] = origin + a.sharePath(c.ID)
	}
	return a.item(c.ID, fields)
}

// item wraps values in the style of the fake.
func (a *api) item(id string, fields map[string]any) any {
	if a.config.fields {
		return map[string]any{"id": id, "fields": fields}
	}
	fields["id"] = id
	return fields
}

// milliseconds is null for the zero time.
func milliseconds(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// origin is where the caller reached the fake, so that links lead back the same way.
func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
