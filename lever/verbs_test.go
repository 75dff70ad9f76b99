package lever

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
)

func opening(text string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

// drain reads a list to its end.
func drain[T any](rows func(func(T, error) bool)) error {
	for _, err := range rows {
		if err != nil {
			return err
		}
	}
	return nil
}

func second[T any](_ T, err error) error { return err }

var (
	testUpload = FileUploadRequest{Name: "r.pdf", Size: 3, Open: opening("pdf")}
	oneAnswer  = `{"data": {"id": "x1"}}`
	pageOfOne  = `{"data": [{"id": "x1"}], "hasNext": false}`
)

// verb is a use of a verb, with its ids "x/1" and "y 2", so that escaping shows.
type verb struct {
	name, want string // method, path, query
	body       string // of the request, empty: not looked at
	answer     string
	call       func(ctx context.Context, c *Client) error
}

// verbs has each verb once.
var verbs = slices.Concat(basicVerbs, opportunityVerbs, childVerbs, accountVerbs)

var basicVerbs = []verb{
	{"get opportunity", "GET /opportunities/x%2F1 expand=contact&expand=applications", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.Get(ctx, "x/1", Expand("contact", "applications")))
	}},
	{"list opportunities", "GET /opportunities archived=false&confidentiality=all&created_at_start=1000&limit=5&stage_id=a&stage_id=b", "", pageOfOne, func(ctx context.Context, c *Client) error {
		start := Time{}
		_ = start.UnmarshalJSON([]byte("1000"))
		return second(c.Opportunities.List(ctx, OpportunityListOptions{
			Limit: 5, StageID: []string{"a", "b"}, Confidentiality: ConfidentialityAll, Archived: new(false), CreatedAtStart: start,
		}))
	}},
	{"all opportunities", "GET /opportunities tag=A+%26+B", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Opportunities.All(ctx, OpportunityListOptions{Tag: []string{"A & B"}}))
	}},
	{"add tags", "POST /opportunities/x%2F1/addTags perform_as=u", `{"tags":["t"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.AddTags(ctx, "x/1", []string{"t"}, PerformAs("u")))
	}},
	{"remove tags", "POST /opportunities/x%2F1/removeTags ", `{"tags":["t"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.RemoveTags(ctx, "x/1", []string{"t"}))
	}},
	{"add links", "POST /opportunities/x%2F1/addLinks ", `{"links":["https://example.com"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.AddLinks(ctx, "x/1", []string{"https://example.com"}))
	}},
	{"remove links", "POST /opportunities/x%2F1/removeLinks ", `{"links":["l"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.RemoveLinks(ctx, "x/1", []string{"l"}))
	}},
	{"update stage", "PUT /opportunities/x%2F1/stage perform_as=u", `{"stage":"offer"}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Opportunities.UpdateStage(ctx, "x/1", "offer", PerformAs("u")))
	}},
	{"get stage", "GET /stages/x%2F1 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Stages.Get(ctx, "x/1"))
	}},
	{"list stages", "GET /stages offset=%255B1%255D", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Stages.List(ctx, ListOptions{Offset: "%5B1%5D"}))
	}},
	{"all stages", "GET /stages ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Stages.All(ctx, ListOptions{}))
	}},
	{"get posting", "GET /postings/x%2F1 expand=owner", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Postings.Get(ctx, "x/1", Expand(ExpandOwner)))
	}},
	{"list postings", "GET /postings distributionChannel=public&distributionChannel=internal&state=published", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Postings.List(ctx, PostingListOptions{
			State: []PostingState{PostingStatePublished}, DistributionChannel: []DistributionChannel{DistributionChannelPublic, DistributionChannelInternal},
		}))
	}},
	{"all postings", "GET /postings ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Postings.All(ctx, PostingListOptions{}))
	}},
	{"get user", "GET /users/x%2F1 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Users.Get(ctx, "x/1"))
	}},
	{"list users", "GET /users email=olga%40example.com&includeDeactivated=true", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Users.List(ctx, UserListOptions{Email: []string{"olga@example.com"}, IncludeDeactivated: true}))
	}},
	{"all users", "GET /users accessRole=super+admin", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Users.All(ctx, UserListOptions{AccessRole: []string{"super admin"}}))
	}},
	{"get file", "GET /opportunities/x%2F1/files/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Files.Get(ctx, "x/1", "y 2"))
	}},
	{"list files", "GET /opportunities/x%2F1/files ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Files.List(ctx, "x/1", FileListOptions{}))
	}},
	{"all files", "GET /opportunities/x%2F1/files ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Files.All(ctx, "x/1", FileListOptions{}))
	}},
	{"upload file", "POST /opportunities/x%2F1/files perform_as=u", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Files.Upload(ctx, "x/1", testUpload, PerformAs("u")))
	}},
	{"download file", "GET /opportunities/x%2F1/files/y%202/download ", "", "bytes", func(ctx context.Context, c *Client) error {
		content, err := c.Files.Download(ctx, "x/1", "y 2")
		if err != nil {
			return err
		}
		return content.Close()
	}},
	{"delete file", "DELETE /opportunities/x%2F1/files/y%202 perform_as=u", "", "", func(ctx context.Context, c *Client) error {
		return c.Files.Delete(ctx, "x/1", "y 2", PerformAs("u"))
	}},
	{"get note", "GET /opportunities/x%2F1/notes/y%202 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Notes.Get(ctx, "x/1", "y 2"))
	}},
	{"list notes", "GET /opportunities/x%2F1/notes limit=100", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Notes.List(ctx, "x/1", ListOptions{Limit: 100}))
	}},
	{"all notes", "GET /opportunities/x%2F1/notes ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Notes.All(ctx, "x/1", ListOptions{}))
	}},
	{"create note", "POST /opportunities/x%2F1/notes note_id=n&perform_as=u", `{"value":"v","secret":true}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Notes.Create(ctx, "x/1", NoteCreateRequest{Value: "v", Secret: true}, PerformAs("u"), ThreadOf("n")))
	}},
	{"update note", "PUT /opportunities/x%2F1/notes/y%202 ", `{"values":[{"value":"v"}]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Notes.Update(ctx, "x/1", "y 2", NoteUpdateRequest{Values: []NoteValue{{Value: "v"}}}))
	}},
	{"delete note", "DELETE /opportunities/x%2F1/notes/y%202 ", "", "", func(ctx context.Context, c *Client) error {
		return c.Notes.Delete(ctx, "x/1", "y 2")
	}},
	{"list webhooks", "GET /webhooks ", "", `{"data": []}`, func(ctx context.Context, c *Client) error {
		return second(c.Webhooks.List(ctx))
	}},
	{"create webhook", "POST /webhooks ", `{"url":"https://example.com/h","event":"candidateHired"}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Webhooks.Create(ctx, WebhookCreateRequest{URL: "https://example.com/h", Event: WebhookEventCandidateHired}))
	}},
	{"delete webhook", "DELETE /webhooks/x%2F1 ", "", "", func(ctx context.Context, c *Client) error {
		return c.Webhooks.Delete(ctx, "x/1")
	}},
}

func TestVerbs(t *testing.T) {
	t.Parallel()
	for _, tt := range verbs {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, stub := newStub(t, answer(200, tt.answer))
			if err := tt.call(t.Context(), client); err != nil {
				t.Fatal(err)
			}
			seen := stub.requests()
			if len(seen) != 1 {
				t.Fatalf("%d requests, want 1", len(seen))
			}
			if got := seen[0].method + " " + seen[0].path + " " + seen[0].query; got != tt.want {
				t.Errorf("sent %q, want %q", got, tt.want)
			}
			if got := seen[0].body; tt.body != "" && canonical(t, []byte(got)) != canonical(t, []byte(tt.body)) {
				t.Errorf("body %s, want %s", got, tt.body)
			}
		})
	}
}
