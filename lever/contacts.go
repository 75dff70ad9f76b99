package lever

import "context"

var (
	getContact    = operation{name: "contacts.get", method: "GET", path: "/contacts/{contact}", scope: "contact:read:admin"}
	updateContact = operation{name: "contacts.update", method: "PUT", path: "/contacts/{contact}", scope: "contact:write:admin"}
)

// ContactsService has the verbs of contacts, the persons behind opportunities.
type ContactsService struct{ client *Client }

// Get answers one contact. It calls GET /contacts/{contact}.
func (s *ContactsService) Get(ctx context.Context, contact string, opts ...RequestOption) (Contact, error) {
	return one[Contact](ctx, s.client, call{op: getContact, ids: []string{contact}, opts: opts})
}

// Update changes the fields of req that are not zero, on all opportunities of the contact. To blank a text, send it by
// [Client.Do]. It is never sent twice. It calls PUT /contacts/{contact}.
func (s *ContactsService) Update(ctx context.Context, contact string, req ContactUpdateRequest, opts ...RequestOption) (Contact, error) {
	return one[Contact](ctx, s.client, call{op: updateContact, ids: []string{contact}, json: req, opts: opts})
}
