package levertest

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

type userBody struct {
	Name                string `json:"name"`
	Email               string `json:"email"`
	AccessRole          string `json:"accessRole"`
	ExternalDirectoryID string `json:"externalDirectoryId"`
	JobTitle            string `json:"jobTitle"`
	ManagerID           string `json:"managerId"`
}

// readUser checks the body of a new user, or of the one of this id that is to be replaced.
func (a *api) readUser(r *request, id string) (userBody, error) {
	var body userBody
	if err := r.decode(&body); err != nil {
		return body, err
	}
	if body.Name == "" || !strings.Contains(body.Email, "@") {
		return body, badRequest("name and email are required")
	}
	if slices.ContainsFunc(a.state.users, func(u User) bool { return u.ID != id && strings.EqualFold(u.Email, body.Email) }) {
		return body, badRequest("email is another user's")
	}
	if body.ManagerID != "" {
		if _, ok := a.state.user(body.ManagerID); !ok {
			return body, badRequest("managerId is no user of this account")
		}
	}
	if body.AccessRole != "" && !isAccessRole(body.AccessRole) {
		return body, badRequest("accessRole is neither a role nor the id of a custom one")
	}
	return body, nil
}

// isAccessRole takes the id of any custom role, since the fake has no list of them.
func isAccessRole(role string) bool {
	builtIn := []string{SuperAdmin, Admin, TeamMember, LimitedTeamMember, Interviewer}
	return slices.Contains(builtIn, role) || strings.Count(role, "-") == 4
}

// createUser adds a user. Without a role it is an interviewer. Nobody is invited.
func (a *api) createUser(r *request) (reply, error) {
	body, err := a.readUser(r, "")
	if err != nil {
		return reply{}, err
	}
	user := body.user()
	user.ID, user.AccessRole, user.CreatedAt = newID(), cmp.Or(user.AccessRole, Interviewer), now()
	a.state.users = append(a.state.users, user)
	a.state.audit(AuditEvent{Type: "user:added", TargetType: "user", TargetID: user.ID, TargetLabel: user.Name})
	return created(user.json()), nil
}

// updateUser replaces the user: what the body leaves out is gone.
func (a *api) updateUser(r *request) (reply, error) {
	return a.changeUser(r, func(user *User) error {
		body, err := a.readUser(r, user.ID)
		if err != nil {
			return err
		}
		if body.AccessRole == "" {
			return badRequest("accessRole is required")
		}
		next := body.user()
		next.ID, next.CreatedAt, next.DeactivatedAt = user.ID, user.CreatedAt, user.DeactivatedAt
		*user = next
		return nil
	})
}

func (b userBody) user() User {
	return User{
		Name: b.Name, Email: b.Email, AccessRole: b.AccessRole, ExternalDirectoryID: b.ExternalDirectoryID, JobTitle: b.JobTitle, ManagerID: b.ManagerID,
	}
}

func (a *api) deactivateUser(r *request) (reply, error) {
	return a.changeUser(r, func(user *User) error { user.DeactivatedAt = now(); return nil })
}

func (a *api) reactivateUser(r *request) (reply, error) {
	return a.changeUser(r, func(user *User) error { user.DeactivatedAt = time.Time{}; return nil })
}

func (a *api) changeUser(r *request, change func(*User) error) (reply, error) {
	id := r.PathValue("id")
	i := slices.IndexFunc(a.state.users, func(u User) bool { return u.ID == id })
	if i < 0 {
		return reply{}, notFound("users", id)
	}
	if err := change(&a.state.users[i]); err != nil {
		return reply{}, err
	}
	return data(a.state.users[i].json()), nil
}
