package lever

import (
	"context"
	"time"
)

// at is a time of n seconds since 1970.
func at(n int64) Time { return NewTime(time.Unix(n, 0)) }

var opportunityVerbs = []verb{
	{"create opportunity", "POST /opportunities perform_as=u&perform_as_posting_owner=true",
		`{"name":"Ada Example","emails":["ada@example.com"],"phones":[{"value":"1"}],"postings":["p"],"origin":"sourced","createdAt":1000,"archived":{"reason":"r","archivedAt":2000}}`,
		`{"data": {"id": "x1"}, "deduped": true}`, func(ctx context.Context, c *Client) error {
			return second(c.Opportunities.Create(ctx, OpportunityCreateRequest{
				Name: "Ada Example", Emails: []string{"ada@example.com"}, Phones: []Phone{{Value: "1"}}, Postings: []string{"p"},
				Origin: OriginSourced, CreatedAt: at(1), Archived: &InitialArchive{Reason: "r", ArchivedAt: at(2)},
			}, PerformAs("u"), PerformAsPostingOwner()))
		}},
	{"create opportunity with files", "POST /opportunities parse=true&perform_as=u", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.CreateWithFiles(ctx, OpportunityCreateRequest{Name: "Ada"}, OpportunityFiles{Resume: &testUpload}, PerformAs("u"), ParseResume()))
	}},
	{"list deleted opportunities", "GET /opportunities/deleted deleted_at_end=2000&deleted_at_start=1000&limit=10", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.ListDeleted(ctx, DeletedListOptions{Limit: 10, DeletedAtStart: at(1), DeletedAtEnd: at(2)}))
	}},
	{"all deleted opportunities", "GET /opportunities/deleted ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Opportunities.AllDeleted(ctx, DeletedListOptions{}))
	}},
	{"archive", "PUT /opportunities/x%2F1/archived perform_as=u", `{"reason":"r","cleanInterviews":false,"requisitionId":"q"}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.Archive(ctx, "x/1", ArchiveRequest{Reason: "r", CleanInterviews: new(false), RequisitionID: "q"}, PerformAs("u")))
	}},
	{"unarchive", "PUT /opportunities/x%2F1/archived ", `{"reason":null}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.Unarchive(ctx, "x/1"))
	}},
	{"add sources", "POST /opportunities/x%2F1/addSources perform_as=u", `{"sources":["s"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.AddSources(ctx, "x/1", []string{"s"}, PerformAs("u")))
	}},
	{"remove sources", "POST /opportunities/x%2F1/removeSources ", `{"sources":["s"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.RemoveSources(ctx, "x/1", []string{"s"}))
	}},
	{"get contact", "GET /contacts/x%2F1 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Contacts.Get(ctx, "x/1"))
	}},
	{"update contact", "PUT /contacts/x%2F1 ", `{"name":"Ada","location":"Bern","emails":["ada@example.com"],"phones":[]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Contacts.Update(ctx, "x/1", ContactUpdateRequest{Name: "Ada", Location: "Bern", Emails: []string{"ada@example.com"}, Phones: []Phone{}}))
	}},
	{"get application", "GET /opportunities/x%2F1/applications/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Applications.Get(ctx, "x/1", "y 2"))
	}},
	{"list applications", "GET /opportunities/x%2F1/applications limit=1", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Applications.List(ctx, "x/1", ListOptions{Limit: 1}))
	}},
	{"all applications", "GET /opportunities/x%2F1/applications ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Applications.All(ctx, "x/1", ListOptions{}))
	}},
	{"list deleted applications", "GET /applications/deleted deleted_at_start=1000", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Applications.ListDeleted(ctx, DeletedListOptions{DeletedAtStart: at(1)}))
	}},
	{"all deleted applications", "GET /applications/deleted ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Applications.AllDeleted(ctx, DeletedListOptions{}))
	}},
	{"get posting's internal text", "GET /postings/x%2F1 distribution=internal", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Postings.Get(ctx, "x/1", Distribution(PostingDistributionInternal)))
	}},
	{"create posting", "POST /postings perform_as=u", `{"text":"Engineer","categories":{"team":"Platform"},"tags":["a"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Postings.Create(ctx, PostingCreateRequest{Text: "Engineer", Categories: PostingCategories{Team: "Platform"}, Tags: []string{"a"}}, PerformAs("u")))
	}},
	{"update posting", "POST /postings/x%2F1 perform_as=u", `{"state":"closed","tags":[]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Postings.Update(ctx, "x/1", PostingUpdateRequest{State: PostingStateClosed, Tags: []string{}}, PerformAs("u")))
	}},
	{"list deleted postings", "GET /postings/deleted offset=o", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Postings.ListDeleted(ctx, DeletedListOptions{Offset: "o"}))
	}},
	{"all deleted postings", "GET /postings/deleted ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Postings.AllDeleted(ctx, DeletedListOptions{}))
	}},
	{"posting access", "GET /postings/x%2F1/users ", "", `{"posting": {"id": "p"}, "users": [], "roles": []}`, func(ctx context.Context, c *Client) error {
		return second(c.Postings.Access(ctx, "x/1"))
	}},
	{"application form", "GET /postings/x%2F1/apply distribution=external&location=Bern", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Postings.ApplicationForm(ctx, "x/1", ApplicationFormOptions{Location: "Bern", Distribution: PostingDistributionExternal}))
	}},
	{"apply", "POST /postings/x%2F1/apply send_confirmation_email=true",
		`{"personalInformation":[{"name":"fullName","value":"Ada"}],"customQuestions":[{"id":"c","fields":[{"value":["a","b"]},{"value":null}]}],"eeoResponses":{"gender":"f"},"origin":"applied"}`,
		`{"data": {"applicationId": "x1"}}`, func(ctx context.Context, c *Client) error {
			return second(c.Postings.Apply(ctx, "x/1", ApplyRequest{
				PersonalInformation: []ApplyValue{{Name: "fullName", Value: "Ada"}},
				CustomQuestions:     []ApplyAnswers{{ID: "c", Fields: []ApplyAnswer{{Value: []string{"a", "b"}}, {}}}},
				EEOResponses:        map[string]string{"gender": "f"}, Origin: OriginApplied,
			}, SendConfirmationEmail()))
		}},
}
