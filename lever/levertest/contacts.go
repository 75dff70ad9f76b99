package levertest

import (
	"fmt"
	"slices"
	"strings"
)

// Contact is a person. Several opportunities may share one, its links included.
type Contact struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Headline   string   `json:"headline"`
	Location   string   `json:"location"`
	Emails     []string `json:"emails"`
	Phones     []Phone  `json:"phones"`
	Links      []string `json:"links"`
	Anonymized bool     `json:"isAnonymized"`
}

// Phone is a phone number. Type is mobile, home, work, skype or other.
type Phone struct {
	Type  string `json:"type,omitzero"`
	Value string `json:"value"`
}

func (c *Contact) clone() Contact {
	copied := *c
	copied.Emails, copied.Phones, copied.Links = slices.Clone(c.Emails), slices.Clone(c.Phones), slices.Clone(c.Links)
	return copied
}

type contactJSON struct {
	ID             string         `json:"id"`
	Name           string         `json:"name"`
	Headline       string         `json:"headline"`
	IsAnonymized   bool           `json:"isAnonymized"`
	Location       map[string]any `json:"location"`
	Emails         []string       `json:"emails"`
	Phones         []Phone        `json:"phones"`
	DataProtection map[string]any `json:"dataProtection"`
}

func (c *Contact) json() contactJSON {
	return contactJSON{
		ID: c.ID, Name: c.Name, Headline: c.Headline, IsAnonymized: c.Anonymized,
		Location: map[string]any{"name": c.Location}, Emails: list(c.Emails), Phones: list(c.Phones),
		DataProtection: map[string]any{"interviewIntelligence": map[string]any{"allowed": true, "expiresAt": nil}},
	}
}

// has tells whether one of the addresses is the contact's; capitals make no difference.
func (c *Contact) has(emails []string) bool {
	return slices.ContainsFunc(emails, func(asked string) bool {
		return slices.ContainsFunc(c.Emails, func(own string) bool { return strings.EqualFold(asked, own) })
	})
}

// contactFor finds the contact that the specification means, or adds one. It wants the lock held.
func (s *state) contactFor(spec OpportunitySpec) (*Contact, error) {
	if spec.Contact != "" {
		if contact := s.contacts[spec.Contact]; contact != nil {
			return contact, nil
		}
		return nil, fmt.Errorf("levertest: no contact %q", spec.Contact)
	}
	for _, contact := range s.contacts {
		if contact.has(spec.Emails) {
			contact.Links = union(contact.Links, spec.Links)
			return contact, nil
		}
	}
	contact := &Contact{
		ID: newID(), Name: spec.Name, Headline: spec.Headline, Location: spec.Location,
		Emails: union(spec.Emails, nil), Phones: list(slices.Clone(spec.Phones)), Links: union(spec.Links, nil),
	}
	s.contacts[contact.ID] = contact
	return contact, nil
}
