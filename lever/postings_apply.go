package lever

import "context"

var (
	getApplicationForm = operation{name: "postings.applicationForm", method: "GET", path: "/postings/{posting}/apply", scope: "postings:read:admin"}
	applyToPosting     = operation{name: "postings.apply", method: "POST", path: "/postings/{posting}/apply", scope: "postings:write:admin"}
)

// ApplicationFormOptions choose the form of a posting.
type ApplicationFormOptions struct {
	Location     string              `url:"location,omitempty"` // of the applicant; forms can differ by it
	Distribution PostingDistribution `url:"distribution,omitempty"`
}

// SendConfirmationEmail sends the applicant the mail that Lever sends after an application on its pages.
// [PostingsService.Apply] takes it.
func SendConfirmationEmail() RequestOption { return flag("send_confirmation_email") }

// ApplicationForm answers what a posting asks of its applicants. It calls GET /postings/{posting}/apply.
func (s *PostingsService) ApplicationForm(ctx context.Context, posting string, options ApplicationFormOptions, opts ...RequestOption) (ApplicationForm, error) {
	return one[ApplicationForm](ctx, s.client, call{op: getApplicationForm, ids: []string{posting}, query: options, opts: opts})
}

// Apply adds an application and its opportunity. The answers stand in the order of [PostingsService.ApplicationForm] and have
// its types; files are handed over by [UploadsService.Create] first. It works for published and internal postings. It is never
// sent twice: after an error for which [IsAmbiguous] holds, look for an opportunity with the mail address before applying
// again. It calls POST /postings/{posting}/apply.
func (s *PostingsService) Apply(ctx context.Context, posting string, req ApplyRequest, opts ...RequestOption) (ApplicationReference, error) {
	if len(req.PersonalInformation) == 0 {
		return ApplicationReference{}, applyToPosting.argument("personalInformation", "empty", "at least name and mail address")
	}
	for _, value := range req.PersonalInformation {
		if value.Name == "" {
			return ApplicationReference{}, applyToPosting.argument("personalInformation", `a list with the name ""`, "the name of a field in each")
		}
	}
	return one[ApplicationReference](ctx, s.client, call{op: applyToPosting, ids: []string{posting}, json: req, opts: opts})
}
