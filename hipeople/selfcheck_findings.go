package hipeople

import (
	"context"
	"strings"
)

// judge says what of the profile is proven.
func (s *SelfCheck) judge(profile Profile) {
	var guesses, lacking []string
	for _, capability := range s.Capabilities {
		switch {
		case !capability.Supported:
			lacking = append(lacking, capability.Name)
		case capability.Evidence == Guess:
			guesses = append(guesses, capability.Name)
		}
	}
	switch {
	case profile.Proven():
		s.add("invite", VerdictOK, "inviting and looking up are no guesses", "")
	case !profile.invites():
		s.add("invite", VerdictFail, "the profile does not say how to invite or how to look up", "set invite.path and find.path in the profile")
	case s.Safe:
		s.add("invite", VerdictOK, "inviting and looking up were confirmed by a test invitation", "")
	default:
		s.add("invite", VerdictWarn, "inviting or looking up is a guess: nobody is invited for real",
			"confirm the profile by a test invitation to your own address, or enter what HiPeople told you and set the evidence")
	}
	if len(guesses) > 0 {
		s.add("guesses", VerdictWarn, "these are guesses: "+strings.Join(guesses, ", "), "compare them with a real answer, then set their evidence in the profile")
	} else {
		s.add("guesses", VerdictOK, "nothing that the profile supports is a guess", "")
	}
	if len(lacking) > 0 {
		s.add("lacking", VerdictOK, "the profile cannot do these: "+strings.Join(lacking, ", "), "")
	}
}

// driven reads the roles that we invite to and returns their names, for the fix below.
func (s *SelfCheck) driven(ctx context.Context, c *Client, ids []string) []string {
	var names []string
	for _, id := range ids {
		role, err := c.Roles.Get(ctx, id)
		switch {
		case IsNotFound(err):
			s.add("role", VerdictFail, "role "+id+" is gone or not visible to the credential", "choose another role, or let who may see it make the key pair")
		case err != nil:
			s.add("role", VerdictUnknown, "role "+id+" cannot be read: "+err.Error(), "")
			names = append(names, id)
		case !role.Open():
			s.add("role", VerdictFail, "role "+quoted(role)+" is not active", "activate it in HiPeople or choose another role")
		default:
			s.add("role", VerdictOK, "role "+quoted(role)+" is open", "")
			names = append(names, quoted(role))
		}
	}
	return names
}

func quoted(role Role) string { return `"` + clip(role.Name) + `" (` + role.ID + `)` }

// integrations tells whether HiPeople may invite by itself: a candidate of a role that
// both drive would get two invitations. Which ATS it is, and for which roles it is
// switched on, does not show in the API.
func (s *SelfCheck) integrations(ctx context.Context, c *Client, organization string, driven []string) {
	const name = "own integration"
	for integration, err := range c.Integrations.All(ctx, IntegrationListOptions{OrganizationID: organization}) {
		if err != nil {
			s.add(name, VerdictUnknown, "HiPeople does not show its integrations: "+err.Error(),
				"look in HiPeople, Settings > My organization, whether Lever is connected; if it is: "+switchOff(driven))
			return
		}
		if integration.ATS() {
			s.ATS = append(s.ATS, integration)
		}
	}
	if len(s.ATS) == 0 {
		s.add(name, VerdictOK, "HiPeople has no ATS integration of its own", "")
		return
	}
	ids := make([]string, len(s.ATS))
	for i, integration := range s.ATS {
		ids[i] = integration.ID
	}
	s.add(name, VerdictWarn, "HiPeople has an ATS integration of its own ("+strings.Join(ids, ", ")+"): it may invite the same people again", switchOff(driven))
}

func switchOff(roles []string) string {
	which := "each role that this integration drives"
	if len(roles) > 0 {
		which = strings.Join(roles, ", ")
	}
	return `in HiPeople open ` + which + `, then "…" > "Manage ATS automation", and take the Lever posting out`
}
