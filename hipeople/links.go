package hipeople

// CandidateLink is the page of a candidate in HiPeople's web app, for people with an
// account there. "" means that the profile has no template for it.
func (p Profile) CandidateLink(roleID, candidateID string) string {
	return fillTemplate(p.App.Candidate, candidatePlaceholder, candidateID, rolePlaceholder, roleID)
}

// RoleLink is the page of a role in HiPeople's web app, see [Profile.CandidateLink].
func (p Profile) RoleLink(roleID string) string {
	return fillTemplate(p.App.Role, rolePlaceholder, roleID)
}
