package levertest

import (
	"slices"
	"strings"
	"time"
)

// The access roles of Lever's users.
const (
	SuperAdmin        = "super admin"
	Admin             = "admin"
	TeamMember        = "team member"
	LimitedTeamMember = "limited team member"
	Interviewer       = "interviewer"
)

// User is a person who works with the account.
type User struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Email      string `json:"email"`
	AccessRole string `json:"accessRole"`
	JobTitle   string `json:"jobTitle,omitzero"`
	// ExternalDirectoryID is the user's id in the customer's directory.
	ExternalDirectoryID string    `json:"externalDirectoryId,omitzero"`
	ManagerID           string    `json:"managerId,omitzero"` // user id
	CreatedAt           time.Time `json:"createdAt"`
	DeactivatedAt       time.Time `json:"deactivatedAt,omitzero"`
}

// AddUser adds a user and returns it as stored: a missing ID is made up, a missing access role
// becomes [TeamMember].
func (f *Fake) AddUser(user User) User {
	if user.ID == "" {
		user.ID = newID()
	}
	if user.AccessRole == "" {
		user.AccessRole = TeamMember
	}
	user.CreatedAt = now()
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.users = append(f.state.users, user)
	return user
}

type userJSON struct {
	ID                  string   `json:"id"`
	Name                string   `json:"name"`
	Username            string   `json:"username"`
	Email               string   `json:"email"`
	AccessRole          string   `json:"accessRole"`
	Photo               *string  `json:"photo"`
	CreatedAt           int64    `json:"createdAt"`
	DeactivatedAt       *int64   `json:"deactivatedAt"`
	ExternalDirectoryID *string  `json:"externalDirectoryId"`
	LinkedContactIDs    []string `json:"linkedContactIds"`
	JobTitle            *string  `json:"jobTitle"`
	ManagerID           *string  `json:"managerId"`
}

func (u User) json() userJSON {
	username, _, _ := strings.Cut(u.Email, "@")
	return userJSON{
		ID: u.ID, Name: u.Name, Username: username, Email: u.Email, AccessRole: u.AccessRole,
		CreatedAt: u.CreatedAt.UnixMilli(), DeactivatedAt: millis(u.DeactivatedAt), JobTitle: orNull(u.JobTitle),
		ExternalDirectoryID: orNull(u.ExternalDirectoryID), ManagerID: orNull(u.ManagerID),
	}
}

func (a *api) listUsers(r *request) (reply, error) {
	var rows []User
	for _, u := range a.state.users {
		emails, roles := r.query["email"], slices.Concat(r.query["accessRole"], r.query["accessRole[]"])
		switch {
		case !u.DeactivatedAt.IsZero() && r.query.Get("includeDeactivated") != "true":
		case len(emails) > 0 && !slices.ContainsFunc(emails, func(e string) bool { return strings.EqualFold(e, u.Email) }):
		case len(roles) > 0 && !slices.Contains(roles, u.AccessRole):
		case !r.wants("external_directory_id", u.ExternalDirectoryID):
		default:
			rows = append(rows, u)
		}
	}
	return paged(r, rows, func(u User) cursor { return cursor{at: u.CreatedAt.UnixMilli(), id: u.ID} },
		func(u User) any { return u.json() })
}

func (a *api) getUser(r *request) (reply, error) {
	u, ok := a.state.user(r.PathValue("id"))
	if !ok {
		return reply{}, notFound("users", r.PathValue("id"))
	}
	return data(r.pick(u.json())), nil
}
