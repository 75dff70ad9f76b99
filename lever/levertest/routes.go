package levertest

import "net/http"

// route is an operation that works under the lock of the state.
type route struct {
	pattern, permission string
	handle              func(*request) (reply, error)
}

// stream is an operation that reads or writes more than one may hold the lock for.
type stream struct {
	pattern, permission string
	handle              func(http.ResponseWriter, *request) error
}

func (a *api) routes() []route {
	feedbackTemplates, formTemplates := a.feedbackTemplates(), a.formTemplates()
	return []route{
		{"GET /v1/opportunities", "opportunities:read:admin", a.listOpportunities},
		{"GET /v1/opportunities/deleted", "opportunities:read:admin", a.listDeletedOpportunities},
		{"GET /v1/opportunities/{id}", "opportunities:read:admin", a.getOpportunity},
		{"PUT /v1/opportunities/{id}/stage", "opportunities:write:admin", a.putStage},
		{"PUT /v1/opportunities/{id}/archived", "opportunities:write:admin", a.putArchived},
		{"POST /v1/opportunities/{id}/addTags", "opportunities:write:admin", a.addTags},
		{"POST /v1/opportunities/{id}/removeTags", "opportunities:write:admin", a.removeTags},
		{"POST /v1/opportunities/{id}/addSources", "opportunities:write:admin", a.addSources},
		{"POST /v1/opportunities/{id}/removeSources", "opportunities:write:admin", a.removeSources},
		{"POST /v1/opportunities/{id}/addLinks", "opportunities:write:admin", a.addLinks},
		{"POST /v1/opportunities/{id}/removeLinks", "opportunities:write:admin", a.removeLinks},
		{"GET /v1/contacts/{id}", "contact:read:admin", a.getContact},
		{"PUT /v1/contacts/{id}", "contact:write:admin", a.putContact},

		{"GET /v1/applications/deleted", "applications:read:admin", a.listDeletedApplications},
		{"GET /v1/opportunities/{id}/applications", "applications:read:admin", a.listApplications},
		{"GET /v1/opportunities/{id}/applications/{application}", "applications:read:admin", a.getApplication},
		{"GET /v1/opportunities/{id}/notes", "notes:read:admin", a.listNotes},
		{"POST /v1/opportunities/{id}/notes", "notes:write:admin", a.createNote},
		{"GET /v1/opportunities/{id}/notes/{note}", "notes:read:admin", a.getNote},
		{"PUT /v1/opportunities/{id}/notes/{note}", "notes:write:admin", a.updateNote},
		{"DELETE /v1/opportunities/{id}/notes/{note}", "notes:write:admin", a.deleteNote},
		{"GET /v1/opportunities/{id}/files", "files:read:admin", a.listFiles},
		{"GET /v1/opportunities/{id}/files/{file}", "files:read:admin", a.getFile},
		{"DELETE /v1/opportunities/{id}/files/{file}", "files:write:admin", a.deleteFile},
		{"GET /v1/opportunities/{id}/file_actions", "files:read:admin", a.listFileActions},
		{"GET /v1/opportunities/{id}/feedback", "feedback:read:admin", a.listFeedback},
		{"POST /v1/opportunities/{id}/feedback", "feedback:write:admin", a.createFeedback},
		{"GET /v1/opportunities/{id}/feedback/{feedback}", "feedback:read:admin", a.getFeedback},
		{"PUT /v1/opportunities/{id}/feedback/{feedback}", "feedback:write:admin", a.updateFeedback},
		{"DELETE /v1/opportunities/{id}/feedback/{feedback}", "feedback:write:admin", a.deleteFeedback},
		{"GET /v1/opportunities/{id}/forms", "forms:read:admin", a.listForms},
		{"POST /v1/opportunities/{id}/forms", "forms:write:admin", a.createForm},
		{"GET /v1/opportunities/{id}/forms/{form}", "forms:read:admin", a.getForm},
		{"GET /v1/opportunities/{id}/interviews", "interviews:read:admin", a.listInterviews},
		{"POST /v1/opportunities/{id}/interviews", "interviews:write:admin", a.createInterview},
		{"GET /v1/opportunities/{id}/interviews/{interview}", "interviews:read:admin", a.getInterview},
		{"PUT /v1/opportunities/{id}/interviews/{interview}", "interviews:write:admin", a.updateInterview},
		{"DELETE /v1/opportunities/{id}/interviews/{interview}", "interviews:write:admin", a.deleteInterview},
		{"GET /v1/opportunities/{id}/panels", "panels:read:admin", a.listPanels},
		{"POST /v1/opportunities/{id}/panels", "panels:write:admin", a.createPanel},
		{"GET /v1/opportunities/{id}/panels/{panel}", "panels:read:admin", a.getPanel},
		{"PUT /v1/opportunities/{id}/panels/{panel}", "panels:write:admin", a.updatePanel},
		{"DELETE /v1/opportunities/{id}/panels/{panel}", "panels:write:admin", a.deletePanel},
		{"GET /v1/opportunities/{id}/offers", "offers:read:admin", a.listOffers},
		{"GET /v1/opportunities/{id}/referrals", "referrals:read:admin", a.listReferrals},
		{"GET /v1/opportunities/{id}/referrals/{referral}", "referrals:read:admin", a.getReferral},
		{"GET /v1/opportunities/{id}/resumes", "resumes:read:admin", a.listResumes},
		{"GET /v1/opportunities/{id}/resumes/{resume}", "resumes:read:admin", a.getResume},

		{"GET /v1/postings", "postings:read:admin", a.listPostings},
		{"POST /v1/postings", "postings:write:admin", a.createPosting},
		{"GET /v1/postings/deleted", "postings:read:admin", a.listDeletedPostings},
		{"GET /v1/postings/{id}", "postings:read:admin", a.getPosting},
		{"POST /v1/postings/{id}", "postings:write:admin", a.updatePosting},
		{"GET /v1/postings/{id}/users", "postings:read:admin", a.listPostingUsers},
		{"GET /v1/postings/{id}/apply", "postings:read:admin", a.getApplyForm},
		{"POST /v1/postings/{id}/apply", "postings:write:admin", a.applyToPosting},
		{"GET /v1/requisitions", "requisitions:read:admin", a.listRequisitions},
		{"POST /v1/requisitions", "requisitions:write:admin", a.createRequisition},
		{"GET /v1/requisitions/{id}", "requisitions:read:admin", a.getRequisition},
		{"PUT /v1/requisitions/{id}", "requisitions:write:admin", a.updateRequisition},
		{"DELETE /v1/requisitions/{id}", "requisitions:write:admin", a.deleteRequisition},
		{"GET /v1/requisition_fields", "requisition_fields:read:admin", a.listRequisitionFields},
		{"POST /v1/requisition_fields", "requisition_fields:write:admin", a.createRequisitionField},
		{"GET /v1/requisition_fields/{id}", "requisition_fields:read:admin", a.getRequisitionField},
		{"PUT /v1/requisition_fields/{id}", "requisition_fields:write:admin", a.updateRequisitionField},
		{"DELETE /v1/requisition_fields/{id}", "requisition_fields:write:admin", a.deleteRequisitionField},
		{"POST /v1/requisition_fields/{id}/options", "requisition_fields:write:admin", a.addRequisitionFieldOptions},
		{"PUT /v1/requisition_fields/{id}/options", "requisition_fields:write:admin", a.updateRequisitionFieldOptions},
		{"DELETE /v1/requisition_fields/{id}/options", "requisition_fields:write:admin", a.deleteRequisitionFieldOptions},
		{"GET /v1/surveys/diversity/{id}", "diversity_surveys:read:admin", a.getDiversitySurvey},

		{"GET /v1/archive_reasons", "archive_reasons:read:admin", a.listArchiveReasons},
		{"GET /v1/archive_reasons/{id}", "archive_reasons:read:admin", a.getArchiveReason},
		{"GET /v1/disposition_stages", "stages:read:admin", a.getDispositionStages},
		{"GET /v1/stages", "stages:read:admin", a.listStages},
		{"GET /v1/stages/{id}", "stages:read:admin", a.getStage},
		{"GET /v1/sources", "sources:read:admin", a.listSources},
		{"GET /v1/tags", "tags:read:admin", a.listTags},
		{"GET /v1/audit_events", "audit_events:read:admin", a.listAuditEvents},
		{"GET /v1/eeo/responses", "eeo_responses:read:admin", a.listEEOResponses},
		{"GET /v1/eeo/responses/pii", "eeo_responses_pii:read:admin", a.listEEOResponsesPII},
		{"GET /v1/feedback_templates", "feedback_templates:read:admin", feedbackTemplates.list},
		{"POST /v1/feedback_templates", "feedback_templates:write:admin", feedbackTemplates.create},
		{"GET /v1/feedback_templates/{id}", "feedback_templates:read:admin", feedbackTemplates.get},
		{"PUT /v1/feedback_templates/{id}", "feedback_templates:write:admin", feedbackTemplates.update},
		{"DELETE /v1/feedback_templates/{id}", "feedback_templates:write:admin", feedbackTemplates.delete},
		{"GET /v1/form_templates", "form_templates:read:admin", formTemplates.list},
		{"POST /v1/form_templates", "form_templates:write:admin", formTemplates.create},
		{"GET /v1/form_templates/{id}", "form_templates:read:admin", formTemplates.get},
		{"PUT /v1/form_templates/{id}", "form_templates:write:admin", formTemplates.update},
		{"DELETE /v1/form_templates/{id}", "form_templates:write:admin", formTemplates.delete},
		{"GET /v1/users", "users:read:admin", a.listUsers},
		{"POST /v1/users", "users:write:admin", a.createUser},
		{"GET /v1/users/{id}", "users:read:admin", a.getUser},
		{"PUT /v1/users/{id}", "users:write:admin", a.updateUser},
		{"POST /v1/users/{id}/deactivate", "users:write:admin", a.deactivateUser},
		{"POST /v1/users/{id}/reactivate", "users:write:admin", a.reactivateUser},
		{"GET /v1/webhooks", "webhooks:read:admin", a.listWebhooks},
		{"POST /v1/webhooks", "webhooks:write:admin", a.createWebhook},
		{"PUT /v1/webhooks", "webhooks:write:admin", a.updateWebhooks},
		{"DELETE /v1/webhooks/{id}", "webhooks:write:admin", a.deleteWebhook},
	}
}

func (a *api) streams() []stream {
	return []stream{
		{"POST /v1/opportunities", "opportunities:write:admin", a.createOpportunity},
		{"POST /v1/opportunities/{id}/files", "files:write:admin", a.uploadFile},
		{"GET /v1/opportunities/{id}/files/{file}/download", "files:read:admin", a.downloadFile},
		{"GET /v1/opportunities/{id}/resumes/{resume}/download", "resumes:read:admin", a.downloadResume},
		{"GET /v1/opportunities/{id}/offers/{offer}/download", "offers:read:admin", a.downloadOffer},
		{"POST /v1/uploads", "uploads:write:admin", a.createUpload},
	}
}
