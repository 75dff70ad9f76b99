package levertest

import (
	"cmp"
	"time"
)

// Referral is the form a user filled in to refer a candidate.
type Referral struct {
	ID           string    `json:"id"`       // made up if empty
	Template     string    `json:"template"` // id
	Text         string    `json:"text"`     // Referral if empty
	Instructions string    `json:"instructions"`
	Fields       []Field   `json:"fields"`
	Referrer     string    `json:"referrer"` // user id
	User         string    `json:"user"`     // user id; the referrer if empty
	Stage        string    `json:"stage"`    // id; the opportunity's if empty
	CreatedAt    time.Time `json:"createdAt"`
}

type referralJSON struct {
	ID             string  `json:"id"`
	Type           string  `json:"type"`
	Text           string  `json:"text"`
	Instructions   string  `json:"instructions"`
	BaseTemplateID *string `json:"baseTemplateId"`
	Fields         []Field `json:"fields"`
	User           *string `json:"user"`
	Referrer       *string `json:"referrer"`
	Stage          string  `json:"stage"`
	CreatedAt      int64   `json:"createdAt"`
	CompletedAt    int64   `json:"completedAt"`
}

func (f Referral) json() referralJSON {
	return referralJSON{
		ID: f.ID, Type: "referral", Text: f.Text, Instructions: f.Instructions, BaseTemplateID: orNull(f.Template), Fields: unanswered(f.Fields),
		User: orNull(f.User), Referrer: orNull(f.Referrer), Stage: f.Stage, CreatedAt: f.CreatedAt.UnixMilli(), CompletedAt: f.CreatedAt.UnixMilli(),
	}
}

// AddReferral adds a referral to an opportunity and returns it as stored.
func (f *Fake) AddReferral(id string, referral Referral) (Referral, error) {
	err := f.change(id, func(o *opportunity) error {
		referral.ID, referral.CreatedAt, referral.Text = cmp.Or(referral.ID, newID()), now(), cmp.Or(referral.Text, "Referral")
		referral.User, referral.Stage = cmp.Or(referral.User, referral.Referrer), cmp.Or(referral.Stage, o.Stage)
		o.Referrals = append(o.Referrals, referral)
		return nil
	})
	return referral, err
}

func (a *api) listReferrals(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	return paged(r, o.Referrals, func(f Referral) cursor { return cursor{at: f.CreatedAt.UnixMilli(), id: f.ID} },
		func(f Referral) any { return f.json() })
}

func (a *api) getReferral(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	id := r.PathValue("referral")
	referral, ok := find(o.Referrals, func(f Referral) bool { return f.ID == id })
	if !ok {
		return reply{}, notFound("referrals", id)
	}
	return data(r.pick(referral.json())), nil
}
