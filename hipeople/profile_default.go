package hipeople

// DefaultProfile follows the conventions that are known: creating is PUT on the
// collection with a flat body, filters are field[operator], values lie flat or under
// "fields". Reading one candidate was observed; everything marked [Guess] is just
// that, and a client with this profile should not invite real people.
func DefaultProfile() Profile {
	return Profile{
		Name: "default",
		Invite: InviteSpec{
			Evidence: Guess, Method: "PUT", Path: "candidates", Body: BodyFlat,
			Fields: InviteFields{
				Role: "open_job_role_id", ATSCandidate: "ats_candidate_id", ExternalReference: "external_reference",
				FullName: "full_name", Email: "email", Phone: "phone", JobTitle: "job_title",
			},
		},
		Find: FindSpec{
			Evidence: Guess, Path: "candidates", ATSCandidate: "ats_candidate_id[id]",
			PageSize: 100, MaxPages: 20,
		},
		Get: GetSpec{Evidence: Observed, Path: "candidates/{candidate_id}"},
		Candidate: CandidateSpec{
			Evidence: Observed,
			ID:       []string{"id"}, Role: []string{"open_job_role_id"}, ATSCandidate: []string{"ats_candidate_id"},
			ExternalReference: []string{"external_reference"}, CreatedAt: []string{"created_at"},
		},
		Status: StatusSpec{
			Evidence: Guess,
			Paths:    []string{"reference_check.status", "reference_check_status", "status"},
			Words: map[string]StatusValue{
				"not_started": StatusNotStarted, "pending": StatusPending, "invited": StatusPending,
				"in_progress": StatusInProgress, "completed": StatusCompleted, "complete": StatusCompleted,
				"marked_complete": StatusMarkedComplete, "marked_as_complete": StatusMarkedComplete,
				"overdue": StatusOverdue, "cancelled": StatusCancelled, "canceled": StatusCancelled,
			},
			CompletedAt: []string{"reference_check.completed_at", "completed_at"},
		},
		Referees: RefereesSpec{
			Evidence: Guess,
			List:     []string{"references", "referees"}, ID: []string{"id"}, Status: []string{"status"},
			AnsweredWords: []string{"completed", "submitted", "answered"},
			AnsweredAt:    []string{"submitted_at", "answered_at", "completed_at"},
			Required:      []string{"required_references"},
		},
		Report: ReportSpec{Evidence: Guess, URL: []string{"report_url", "report.url"}},
		Share: ShareSpec{
			Evidence: Guess, URL: []string{"share_url", "report.share_url"},
			Hosts: []string{"app.hipeople.io"},
		},
		Fraud: FraudSpec{
			Evidence: Guess, Candidate: []string{"reference_check.fraud_warning", "fraud_warning"}, Referee: []string{"fraud_warning"},
		},
		App:          AppSpec{Evidence: Guess},
		Remind:       ActionSpec{Evidence: Guess},
		Resend:       ActionSpec{Evidence: Guess},
		Cancel:       ActionSpec{Evidence: Guess},
		MarkComplete: ActionSpec{Evidence: Guess},
		Webhook: WebhookSpec{
			Evidence:    Guess,
			CandidateID: []string{"candidate_id", "candidate.id", "data.candidate_id", "data.candidate.id"},
			Event:       []string{"event", "type"},
			Create:      WebhookCreateSpec{Evidence: Guess},
			Delete:      ActionSpec{Evidence: Guess},
			Signature:   SignatureSpec{Evidence: Guess},
		},
		AccessToken: TokenSpec{
			Evidence: Guess,
			Key:      []string{"public_key", "key", "api_key"},
			Secret:   []string{"secret_key", "secret", "api_secret"},
		},
	}
}
