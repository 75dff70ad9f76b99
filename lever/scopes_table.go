package lever

import (
	"slices"
	"strings"
)

// operationsUnder lists the operations that each scope opens, by the names that [Error.Operation] has. A test holds it to
// the operations themselves.
var operationsUnder = map[string]string{
	ScopeApplicationsRead:       "applications.list applications.get applications.listDeleted",
	ScopeArchiveReasonsRead:     "archiveReasons.list archiveReasons.get",
	ScopeAuditEventsRead:        "auditEvents.list",
	ScopeContactRead:            "contacts.get",
	ScopeContactWrite:           "contacts.update",
	ScopeDiversitySurveysRead:   "surveys.diversity",
	ScopeEEOResponsesPIIRead:    "eeo.listPII",
	ScopeEEOResponsesRead:       "eeo.list",
	ScopeFeedbackRead:           "feedback.list feedback.get",
	ScopeFeedbackTemplatesRead:  "feedbackTemplates.list feedbackTemplates.get",
	ScopeFeedbackTemplatesWrite: "feedbackTemplates.create feedbackTemplates.update feedbackTemplates.delete",
	ScopeFeedbackWrite:          "feedback.create feedback.update feedback.delete",
	ScopeFilesRead:              "files.list files.get files.download files.listActions",
	ScopeFilesWrite:             "files.upload files.delete",
	ScopeFormTemplatesRead:      "formTemplates.list formTemplates.get",
	ScopeFormTemplatesWrite:     "formTemplates.create formTemplates.update formTemplates.delete",
	ScopeFormsRead:              "forms.list forms.get",
	ScopeFormsWrite:             "forms.create",
	ScopeInterviewsRead:         "interviews.list interviews.get",
	ScopeInterviewsWrite:        "interviews.create interviews.update interviews.delete",
	ScopeNotesRead:              "notes.list notes.get",
	ScopeNotesWrite:             "notes.create notes.update notes.delete",
	ScopeOffersRead:             "offers.list offers.download",
	ScopeOpportunitiesRead:      "opportunities.list opportunities.get opportunities.listDeleted",
	ScopeOpportunitiesWrite: "opportunities.create opportunities.updateStage opportunities.archive opportunities.addTags " +
		"opportunities.removeTags opportunities.addLinks opportunities.removeLinks " +
		"opportunities.addSources opportunities.removeSources",
	ScopePanelsRead:            "panels.list panels.get",
	ScopePanelsWrite:           "panels.create panels.update panels.delete",
	ScopePostingsRead:          "postings.list postings.get postings.listDeleted postings.access postings.applicationForm",
	ScopePostingsWrite:         "postings.create postings.update postings.apply",
	ScopeReferralsRead:         "referrals.list referrals.get",
	ScopeRequisitionFieldsRead: "requisitionFields.list requisitionFields.get",
	ScopeRequisitionFieldsWrite: "requisitionFields.create requisitionFields.update requisitionFields.delete " +
		"requisitionFields.addOptions requisitionFields.updateOptions requisitionFields.removeOptions",
	ScopeRequisitionsRead:  "requisitions.list requisitions.get",
	ScopeRequisitionsWrite: "requisitions.create requisitions.update requisitions.delete",
	ScopeResumesRead:       "resumes.list resumes.get resumes.download",
	ScopeSourcesRead:       "sources.list",
	ScopeStagesRead:        "stages.list stages.get dispositionStages.get",
	ScopeTagsRead:          "tags.list",
	ScopeUploadsWrite:      "uploads.create",
	ScopeUsersRead:         "users.list users.get",
	ScopeUsersWrite:        "users.create users.update users.deactivate users.reactivate",
	ScopeWebhooksRead:      "webhooks.list",
	ScopeWebhooksWrite:     "webhooks.create webhooks.update webhooks.delete",
}

// ScopesFor answers the fewest scopes that cover the named operations, as "notes.create", sorted; for [OAuth.Scopes],
// beside [ScopeOfflineAccess]. Write implies read, so a resource is named once. A name that no operation has is an
// [*ArgumentError].
func ScopesFor(operations ...string) ([]string, error) {
	var scopes []string
	for _, operation := range operations {
		scope := scopeOf(operation)
		if scope == "" {
			return nil, oauthError("scopes for", "operation", quoted(operation), `one of this package, as "notes.create"`)
		}
		scopes = append(scopes, scope)
	}
	slices.Sort(scopes)
	scopes = slices.Compact(scopes)
	return slices.DeleteFunc(scopes, func(scope string) bool {
		resource, read := strings.CutSuffix(scope, ":read:admin")
		return read && slices.Contains(scopes, resource+":write:admin")
	}), nil
}

func scopeOf(operation string) string {
	for scope, names := range operationsUnder {
		if slices.Contains(strings.Fields(names), operation) {
			return scope
		}
	}
	return ""
}
