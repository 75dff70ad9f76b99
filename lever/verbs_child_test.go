package lever

import "context"

var testMeeting = []InterviewerRequest{{ID: "u1", FeedbackTemplate: "t"}}

// childVerbs are the verbs of what hangs on an opportunity.
var childVerbs = []verb{
	{"get feedback", "GET /opportunities/x%2F1/feedback/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Feedback.Get(ctx, "x/1", "y 2"))
	}},
	{"list feedback", "GET /opportunities/x%2F1/feedback ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Feedback.List(ctx, "x/1", ListOptions{}))
	}},
	{"all feedback", "GET /opportunities/x%2F1/feedback limit=2", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Feedback.All(ctx, "x/1", ListOptions{Limit: 2}))
	}},
	{"create feedback", "POST /opportunities/x%2F1/feedback perform_as=u", `{"baseTemplateId":"t","panel":"p","interview":"i","fieldValues":[{"id":"f","value":"3 - Hire"}],"completedAt":1000}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Feedback.Create(ctx, "x/1", FeedbackCreateRequest{
			BaseTemplateID: "t", Panel: "p", Interview: "i", FieldValues: []FieldValue{{ID: "f", Value: "3 - Hire"}}, CompletedAt: at(1),
		}, PerformAs("u")))
	}},
	{"update feedback", "PUT /opportunities/x%2F1/feedback/y%202 perform_as=u", `{"fieldValues":[{"id":"f","value":4}]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Feedback.Update(ctx, "x/1", "y 2", FeedbackUpdateRequest{FieldValues: []FieldValue{{ID: "f", Value: 4}}}, PerformAs("u")))
	}},
	{"delete feedback", "DELETE /opportunities/x%2F1/feedback/y%202 perform_as=u", "", "", func(ctx context.Context, c *Client) error {
		return c.Feedback.Delete(ctx, "x/1", "y 2", PerformAs("u"))
	}},
	{"list file actions", "GET /opportunities/x%2F1/file_actions occurred_at_start=1000", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Files.ListActions(ctx, "x/1", FileActionListOptions{OccurredAtStart: at(1)}))
	}},
	{"all file actions", "GET /opportunities/x%2F1/file_actions ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Files.AllActions(ctx, "x/1", FileActionListOptions{}))
	}},
	{"get form", "GET /opportunities/x%2F1/forms/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Forms.Get(ctx, "x/1", "y 2"))
	}},
	{"list forms", "GET /opportunities/x%2F1/forms ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Forms.List(ctx, "x/1", ListOptions{}))
	}},
	{"all forms", "GET /opportunities/x%2F1/forms ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Forms.All(ctx, "x/1", ListOptions{}))
	}},
	{"create form", "POST /opportunities/x%2F1/forms perform_as=u", `{"baseTemplateId":"t","fields":[{"id":"f","value":null}],"secret":false}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Forms.Create(ctx, "x/1", FormCreateRequest{BaseTemplateID: "t", Fields: []FieldValue{{ID: "f"}}, Secret: new(false)}, PerformAs("u")))
	}},
	{"get interview", "GET /opportunities/x%2F1/interviews/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Interviews.Get(ctx, "x/1", "y 2"))
	}},
	{"list interviews", "GET /opportunities/x%2F1/interviews ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Interviews.List(ctx, "x/1", ListOptions{}))
	}},
	{"all interviews", "GET /opportunities/x%2F1/interviews ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Interviews.All(ctx, "x/1", ListOptions{}))
	}},
	{"create interview", "POST /opportunities/x%2F1/interviews perform_as=u", `{"panel":"p","interviewers":[{"id":"u1","feedbackTemplate":"t"}],"date":1000,"duration":30}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Interviews.Create(ctx, "x/1", InterviewRequest{Panel: "p", Interviewers: testMeeting, Date: at(1), Duration: 30}, PerformAs("u")))
	}},
	{"update interview", "PUT /opportunities/x%2F1/interviews/y%202 perform_as=u", `{"panel":"p","interviewers":[{"id":"u1","feedbackTemplate":"t"}],"date":1000,"duration":1,"subject":"s"}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Interviews.Update(ctx, "x/1", "y 2", InterviewRequest{Panel: "p", Interviewers: testMeeting, Date: at(1), Duration: 1, Subject: "s"}, PerformAs("u")))
	}},
	{"delete interview", "DELETE /opportunities/x%2F1/interviews/y%202 perform_as=u", "", "", func(ctx context.Context, c *Client) error {
		return c.Interviews.Delete(ctx, "x/1", "y 2", PerformAs("u"))
	}},
	{"list offers", "GET /opportunities/x%2F1/offers expand=creator", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Offers.List(ctx, "x/1", ListOptions{}, Expand(ExpandCreator)))
	}},
	{"all offers", "GET /opportunities/x%2F1/offers ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Offers.All(ctx, "x/1", ListOptions{}))
	}},
	{"download offer", "GET /opportunities/x%2F1/offers/y%202/download status=signed", "", "bytes", func(ctx context.Context, c *Client) error {
		return closing(c.Offers.Download(ctx, "x/1", "y 2", OfferDownloadOptions{Status: OfferStatusSigned}))
	}},
	{"get panel", "GET /opportunities/x%2F1/panels/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Panels.Get(ctx, "x/1", "y 2"))
	}},
	{"list panels", "GET /opportunities/x%2F1/panels ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Panels.List(ctx, "x/1", ListOptions{}))
	}},
	{"all panels", "GET /opportunities/x%2F1/panels ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Panels.All(ctx, "x/1", ListOptions{}))
	}},
	{"create panel", "POST /opportunities/x%2F1/panels perform_as=u", `{"timezone":"Europe/Berlin","interviews":[{"interviewers":[{"id":"u1","feedbackTemplate":"t"}],"date":1000,"duration":60}],"applications":["a"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Panels.Create(ctx, "x/1", testPanel, PerformAs("u")))
	}},
	{"update panel", "PUT /opportunities/x%2F1/panels/y%202 perform_as=u", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Panels.Update(ctx, "x/1", "y 2", testPanel, PerformAs("u")))
	}},
	{"delete panel", "DELETE /opportunities/x%2F1/panels/y%202 perform_as=u", "", "", func(ctx context.Context, c *Client) error {
		return c.Panels.Delete(ctx, "x/1", "y 2", PerformAs("u"))
	}},
	{"get referral", "GET /opportunities/x%2F1/referrals/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Referrals.Get(ctx, "x/1", "y 2"))
	}},
	{"list referrals", "GET /opportunities/x%2F1/referrals ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Referrals.List(ctx, "x/1", ListOptions{}))
	}},
	{"all referrals", "GET /opportunities/x%2F1/referrals ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Referrals.All(ctx, "x/1", ListOptions{}))
	}},
	{"get resume", "GET /opportunities/x%2F1/resumes/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Resumes.Get(ctx, "x/1", "y 2"))
	}},
	{"list resumes", "GET /opportunities/x%2F1/resumes uploaded_at_start=1000", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Resumes.List(ctx, "x/1", FileListOptions{UploadedAtStart: at(1)}))
	}},
	{"all resumes", "GET /opportunities/x%2F1/resumes ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Resumes.All(ctx, "x/1", FileListOptions{}))
	}},
	{"download resume", "GET /opportunities/x%2F1/resumes/y%202/download ", "", "bytes", func(ctx context.Context, c *Client) error {
		return closing(c.Resumes.Download(ctx, "x/1", "y 2"))
	}},
}

var testPanel = PanelRequest{
	Timezone: "Europe/Berlin", Applications: []string{"a"},
	Interviews: []PanelInterviewRequest{{Interviewers: testMeeting, Date: at(1), Duration: 60}},
}

// closing closes a download.
func closing(content FileContent, err error) error {
	if err != nil {
		return err
	}
	return content.Close()
}
