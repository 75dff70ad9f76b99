package levertest

import "slices"

func (a *api) getContact(r *request) (reply, error) {
	contact, err := a.contact(r)
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(contact.json())), nil
}

// putContact changes what the body names.
func (a *api) putContact(r *request) (reply, error) {
	contact, err := a.contact(r)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		Name     *string   `json:"name"`
		Headline *string   `json:"headline"`
		Location *string   `json:"location"` // a text here, an object in answers
		Emails   *[]string `json:"emails"`
		Phones   *[]Phone  `json:"phones"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	set(&contact.Name, body.Name)
	set(&contact.Headline, body.Headline)
	set(&contact.Location, body.Location)
	set(&contact.Emails, body.Emails)
	set(&contact.Phones, body.Phones)
	a.fake.emitContact("contactUpdated", contact.ID)
	return data(contact.json()), nil
}

// set takes over a value that is there.
func set[T any](to, value *T) {
	if value != nil {
		*to = *value
	}
}

// contact returns the one that the path names. One whose opportunities are all confidential is so, too.
func (a *api) contact(r *request) (*Contact, error) {
	id := r.PathValue("id")
	contact := a.state.contacts[id]
	if contact == nil {
		return nil, notFound("contacts", id)
	}
	var seen []string
	for _, o := range a.state.opportunities {
		if o.contact == id {
			seen = append(seen, o.Confidentiality)
		}
	}
	if len(seen) > 0 && !slices.ContainsFunc(seen, r.caller.sees) {
		return nil, forbidden("this credential has no access to confidential contacts")
	}
	return contact, nil
}
