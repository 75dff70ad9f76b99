package hipeopletest

import "github.com/leverhipeople/leverhipeople/hipeople"

// Profile is the profile under which a client speaks to the fake. Nothing in it is a
// guess, since the fake is known.
func Profile() hipeople.Profile {
	p := hipeople.DefaultProfile()
	p.Name = "hipeopletest"
	p.Invite = hipeople.InviteSpec{
		Evidence: hipeople.Configured, Method: "PUT", Path: "candidates", Body: hipeople.BodyFlat,
		Fields: hipeople.InviteFields{
			Role: "open_job_role_id", ATSCandidate: "ats_candidate_id", ExternalReference: "external_reference",
			FullName: "full_name", Email: "email", Phone: "phone", JobTitle: "job_title",
			OwnerName: "owner_name", OwnerEmail: "owner_email",
			HiringManagerName: "hiring_manager_name", HiringManagerEmail: "hiring_manager_email",
		},
	}
	p.Find.Evidence, p.Find.Role = hipeople.Configured, "open_job_role_id[id]"
	p.Get.Evidence = hipeople.Configured
	p.Candidate.Evidence = hipeople.Configured
	p.Status.Evidence, p.Status.Paths = hipeople.Configured, []string{"reference_check.status"}
	p.Status.CompletedAt = []string{"reference_check.completed_at"}
	p.Referees.Evidence = hipeople.Configured
	p.Referees.List = []string{"reference_check.references"}
	p.Referees.AnsweredAt = []string{"submitted_at"}
	p.Referees.Required = []string{"reference_check.required_references"}
	p.Report.Evidence = hipeople.Configured
	p.Report.URL, p.Report.Path = []string{"report_url"}, "candidates/{candidate_id}/report"
	p.Share.Evidence, p.Share.URL = hipeople.Configured, []string{"share_url"}
	p.Remind = hipeople.ActionSpec{Evidence: hipeople.Configured, Method: "PUT", Path: "candidates/{candidate_id}/remind"}
	p.Cancel = hipeople.ActionSpec{Evidence: hipeople.Configured, Method: "PUT", Path: "candidates/{candidate_id}/cancel"}
	p.MarkComplete = hipeople.ActionSpec{Evidence: hipeople.Configured, Method: "PUT", Path: "candidates/{candidate_id}/mark_complete"}
	p.Resend = hipeople.ActionSpec{Evidence: hipeople.Configured, Method: "PUT", Path: "candidates/{candidate_id}/resend"}
	p.Fraud = hipeople.FraudSpec{
		Evidence: hipeople.Configured, Candidate: []string{"reference_check.fraud_warning"}, Referee: []string{"fraud_warning"},
	}
	p.App = hipeople.AppSpec{
		Evidence:  hipeople.Configured,
		Candidate: "https://app.hipeople.test/jobs/{role_id}/candidates/{candidate_id}",
		Role:      "https://app.hipeople.test/jobs/{role_id}",
	}
	p.Webhook = hipeople.WebhookSpec{
		Evidence: hipeople.Configured, CandidateID: []string{"candidate.id"}, Event: []string{"event"},
		Create: hipeople.WebhookCreateSpec{
			Evidence: hipeople.Configured, Method: "PUT", Path: "webhooks", Body: hipeople.BodyFlat,
			URL: "url", ID: []string{"id"}, NewSecret: []string{"secret"},
		},
		Delete: hipeople.ActionSpec{Evidence: hipeople.Configured, Method: "DELETE", Path: "webhooks/{webhook_id}"},
		Signature: hipeople.SignatureSpec{
			Evidence: hipeople.Configured, Scheme: hipeople.SchemeHeader,
			Header: SignatureHeader, Prefix: "sha256=", Timestamp: TimestampHeader,
		},
	}
	p.AccessToken.Evidence = hipeople.Configured
	return p
}
