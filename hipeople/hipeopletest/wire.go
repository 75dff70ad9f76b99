package hipeopletest

import (
	"net/http"
	"strconv"
	"strings"
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

// object is a JSON object that values are put into by the paths of a profile.
type object map[string]any

// put sets a value at the first of the paths, which is where a client looks first.
// Without a path it is left out.
func (o object) put(paths []string, value any) {
	if len(paths) > 0 {
		place(map[string]any(o), strings.Split(paths[0], "."), value)
	}
}

// place returns node with the value at the path: a number is an element of an array,
// everything else a name. What stands in the way is replaced.
func place(node any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if i, err := strconv.Atoi(path[0]); err == nil && i >= 0 && i < 100 {
		if _, named := node.(map[string]any); !named {
			list, _ := node.([]any)
			for len(list) <= i {
				list = append(list, nil)
			}
			list[i] = place(list[i], path[1:], value)
			return list
		}
	}
	names, ok := node.(map[string]any)
	if !ok {
		names = map[string]any{}
	}
	names[path[0]] = place(names[path[0]], path[1:], value)
	return names
}

func (a *api) wireRole(role Role) any {
	return a.item([]string{"id"}, role.ID, object{
		"name":            role.Name,
		"team_id":         "team_1",
		"assessment_id":   "assessment_" + role.ID,
		"organization_id": organization,
		"modules":         []RoleKind{role.Kind},
		"is_active":       !role.Inactive,
		"is_archived":     role.Archived,
		"created_at":      role.CreatedAt.Unix(),
	})
}

func (a *api) wireCandidate(c Candidate, origin string) any {
	p := a.config.profile
	o := object{"candidate_profile_id": profileID(c.ID), "full_name": c.FullName, "email": c.Email}
	o.put(p.Candidate.Role, c.RoleID)
	o.put(p.Candidate.ATSCandidate, c.ATSCandidateID)
	o.put(p.Candidate.ExternalReference, c.ExternalReference)
	o.put(p.Candidate.CreatedAt, milliseconds(c.CreatedAt))
	o.putStatus(p, c.Status)
	o.put(p.Status.CompletedAt, milliseconds(c.CompletedAt))
	o.put(p.Referees.Required, c.Required)
	o.put(p.Referees.Answered, c.Answered())
	o.put(p.Referees.List, a.wireReferees(c))
	o.put(p.Fraud.Candidate, c.FraudWarning)
	o.put(p.Report.URL, nil)
	o.put(p.Share.URL, nil)
	if !c.CompletedAt.IsZero() {
		o.put(p.Report.URL, origin+a.signedPath("/reports/"+c.ID, a.config.reportTTL))
		o.put(p.Share.URL, origin+a.sharePath(c.ID))
	}
	return a.item(p.Candidate.ID, c.ID, o)
}

// putStatus writes the status as a word, or, where the profile has rules only, as the
// booleans and times by which the right rule is the first to hold.
func (o object) putStatus(p hipeople.Profile, status hipeople.StatusValue) {
	if len(p.Status.Paths) > 0 {
		o.put(p.Status.Paths, word(p, status))
		return
	}
	holds := map[hipeople.StatusCondition][2]any{ // a value by which it does not hold, and one by which it does
		hipeople.WhenTrue:  {false, true},
		hipeople.WhenFalse: {true, false},
		hipeople.WhenSet:   {nil, true},
		hipeople.WhenUnset: {true, nil},
		hipeople.WhenPast:  {nil, milliseconds(time.Now().Add(-time.Second))},
	}
	meant := -1
	for i, rule := range p.Status.Rules {
		o.put([]string{rule.Path}, holds[rule.When][0])
		if meant < 0 && rule.Status == status {
			meant = i
		}
	}
	if meant >= 0 {
		rule := p.Status.Rules[meant]
		o.put([]string{rule.Path}, holds[rule.When][1])
	}
}

func (a *api) wireReferees(c Candidate) []any {
	p := a.config.profile
	referees := make([]any, 0, len(c.Referees))
	for _, referee := range c.Referees {
		o := object{"full_name": referee.Name, "type": referee.Relation}
		status := "Pending"
		if !referee.AnsweredAt.IsZero() {
			status = "Completed"
			if len(p.Referees.AnsweredWords) > 0 {
				status = p.Referees.AnsweredWords[0]
			}
		}
		o.put(p.Referees.Status, status)
		o.put(p.Referees.AnsweredAt, milliseconds(referee.AnsweredAt))
		o.put(p.Fraud.Referee, referee.FraudWarning)
		referees = append(referees, a.item(p.Referees.ID, referee.ID, o))
	}
	return referees
}

// item wraps values in the style of the fake. The id of an item stands outside of its
// "fields", unless its path leads deeper.
func (a *api) item(path []string, id string, values object) any {
	outer := values
	if a.config.fields {
		outer = object{"fields": map[string]any(values)}
		if len(path) > 0 && strings.Contains(path[0], ".") {
			values.put(path, id)
			return outer
		}
	}
	outer.put(path, id)
	return outer
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
