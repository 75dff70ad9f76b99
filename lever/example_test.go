package lever_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/leverhipeople/leverhipeople/lever"
)

const exampleOpportunity = `{"data": {"id": "opp-1", "name": "Ada Example", "contact": "con-1", "stage": "reference-check",
	"owner": {"id": "usr-1", "name": "Olga Owner"}, "tags": ["Engineering"], "createdAt": 1767225600000,
	"applications": [{"id": "app-1", "posting": "pos-1", "postingOwner": "usr-1"}], "archived": null}}`

// exampleServer stands in for Lever.
func exampleServer(pattern string, status int, answer string) (*lever.Client, func()) {
	mux := http.NewServeMux()
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	})
	server := httptest.NewServer(mux)
	client, err := lever.NewClient(lever.APIKey("example-key"), lever.WithBaseURL(server.URL+"/v1"))
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleOpportunitiesService_Get() {
	client, stop := exampleServer("GET /v1/opportunities/opp-1", 200, exampleOpportunity)
	defer stop()

	opportunity, err := client.Opportunities.Get(context.Background(), "opp-1", lever.Expand(lever.ExpandApplications, lever.ExpandOwner))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(opportunity.Name, "stands in", opportunity.Stage.ID)
	fmt.Println("applied for", opportunity.Applications[0].Value.Posting)
	fmt.Println("owned by", opportunity.Owner.Value.Name)
	// Output:
	// Ada Example stands in reference-check
	// applied for pos-1
	// owned by Olga Owner
}

func ExampleOpportunitiesService_All() {
	client, stop := exampleServer("GET /v1/opportunities", 200, `{"data": [{"id": "opp-1"}, {"id": "opp-2"}], "hasNext": false}`)
	defer stop()

	options := lever.OpportunityListOptions{StageID: []string{"reference-check"}, Archived: new(false)}
	for opportunity, err := range client.Opportunities.All(context.Background(), options) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(opportunity.ID)
	}
	// Output:
	// opp-1
	// opp-2
}

func ExampleOpportunitiesService_AddTags() {
	client, stop := exampleServer("POST /v1/opportunities/opp-1/addTags", 200, `{"data": {"id": "opp-1", "name": "", "tags": ["Engineering", "references: asked"]}}`)
	defer stop()

	opportunity, err := client.Opportunities.AddTags(context.Background(), "opp-1", []string{"references: asked"}, lever.PerformAs("usr-1"))
	fmt.Println(opportunity.Tags, err)
	// Output: [Engineering references: asked] <nil>
}

func ExampleFilesService_Upload() {
	client, stop := exampleServer("POST /v1/opportunities/opp-1/files", 201, `{"data": {"id": "fil-1", "name": "report.pdf", "size": 11}}`)
	defer stop()

	file, err := client.Files.Upload(context.Background(), "opp-1", lever.FileUploadRequest{
		Name:        "report.pdf",
		ContentType: "application/pdf",
		Size:        11,
		Open:        func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("%PDF-1.4 ok")), nil },
	}, lever.PerformAs("usr-1"))
	fmt.Println(file.ID, file.Size, err)
	// Output: fil-1 11 <nil>
}

func ExampleNotesService_Create() {
	client, stop := exampleServer("POST /v1/opportunities/opp-1/notes", 201, `{"data": {"noteId": "not-1"}}`)
	defer stop()

	note, err := client.Notes.Create(context.Background(), "opp-1", lever.NoteCreateRequest{Value: "All references are in."})
	if lever.IsAmbiguous(err) {
		fmt.Println("look for the note before creating it again")
	}
	fmt.Println(note.ID, err)
	// Output: not-1 <nil>
}

func ExampleWebhooksService_Create() {
	client, stop := exampleServer("POST /v1/webhooks", 201, `{"data": {"id": "whk-1", "event": "candidateStageChange",
		"url": "https://example.com/lever", "configuration": {"signatureToken": "shown-once"}, "createdAt": 1767225600000}}`)
	defer stop()

	webhook, err := client.Webhooks.Create(context.Background(), lever.WebhookCreateRequest{
		URL:   "https://example.com/lever",
		Event: lever.WebhookEventCandidateStageChange,
	})
	fmt.Println(webhook.ID, webhook.Configuration.SignatureToken, err)
	fmt.Println(len(string(webhook.Configuration.SignatureToken)), "characters to store")
	// Output:
	// whk-1 [redacted] <nil>
	// 10 characters to store
}

func ExampleClient_Do() {
	client, stop := exampleServer("GET /v1/tags", 200, `{"data": [{"text": "Engineering", "count": 3}]}`)
	defer stop()

	resp, err := client.Do(context.Background(), lever.Request{Method: "GET", Path: []string{"tags"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var tags []struct {
		Text  string
		Count int
	}
	err = resp.Decode(&tags)
	fmt.Println(tags, err)
	// Output: [{Engineering 3}] <nil>
}

func ExampleIsForbidden() {
	client, stop := exampleServer("GET /v1/stages", 403, `{"code": "Forbidden", "message": "Not allowed"}`)
	defer stop()

	_, err := client.Stages.List(context.Background(), lever.ListOptions{})
	fmt.Println(lever.IsForbidden(err), lever.IsNotApplied(err))
	fmt.Println(err)
	// Output:
	// true true
	// lever: stages.list: GET /stages: 403 Forbidden Forbidden: Not allowed (the API key lacks the permission to read stages (GET /stages), or the record is confidential; keys of the Lever Basic package reach the Postings API only)
}
