package lever_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
)

// exampleRoutes stands in for Lever with an answer for each pattern.
func exampleRoutes(routes map[string]string) (*lever.Client, func()) {
	mux := http.NewServeMux()
	for pattern, answer := range routes {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, answer)
		})
	}
	server := httptest.NewServer(mux)
	client, err := lever.NewClient(lever.APIKey("example-key"), lever.WithBaseURL(server.URL+"/v1"))
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleOpportunitiesService_Create() {
	client, stop := exampleServer("POST /v1/opportunities", 201, `{"data": {"id": "opp-1", "contact": "con-1", "tags": ["Engineering"]}, "deduped": true}`)
	defer stop()

	created, err := client.Opportunities.Create(context.Background(), lever.OpportunityCreateRequest{
		Name:     "Ada Example",
		Emails:   []string{"ada@example.com"},
		Postings: []string{"pos-1"},
		Origin:   lever.OriginSourced,
	}, lever.PerformAs("usr-1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(created.ID, created.Tags)
	if created.Deduped {
		fmt.Println("the contact", created.Contact.ID, "existed and kept its own data")
	}
	// Output:
	// opp-1 [Engineering]
	// the contact con-1 existed and kept its own data
}

func ExampleOpportunitiesService_List() {
	client, stop := exampleServer("GET /v1/opportunities", 200, `{"data": [{"id": "opp-1", "stage": "offer"}], "next": "%5B3%5D", "hasNext": true}`)
	defer stop()

	// Values of one filter are alternatives: stage offer or stage stg-7.
	page, err := client.Opportunities.List(context.Background(), lever.OpportunityListOptions{StageID: []string{"offer", "stg-7"}, Limit: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, opportunity := range page.Data {
		fmt.Println(opportunity.ID, opportunity.Stage.ID)
	}
	fmt.Println("more:", page.HasNext, "from", page.Next)
	// Output:
	// opp-1 offer
	// more: true from %5B3%5D
}

// Export all opportunities, confidential ones included, as lines of JSON.
func ExampleOpportunitiesService_All_export() {
	client, stop := exampleServer("GET /v1/opportunities", 200, `{"data": [{"id": "opp-1", "name": "Ada Example"}, {"id": "opp-2", "name": "Bo Example"}], "hasNext": false}`)
	defer stop()

	lines := json.NewEncoder(os.Stdout)
	options := lever.OpportunityListOptions{Limit: 100, Confidentiality: lever.ConfidentialityAll}
	for opportunity, err := range client.Opportunities.All(context.Background(), options) {
		if err != nil {
			fmt.Println(err) // the rows so far are good; go on later from where they end
			return
		}
		if err := lines.Encode(map[string]string{"id": opportunity.ID, "name": opportunity.Name}); err != nil {
			fmt.Println(err)
			return
		}
	}
	// Output:
	// {"id":"opp-1","name":"Ada Example"}
	// {"id":"opp-2","name":"Bo Example"}
}

func ExampleOpportunitiesService_Archive() {
	client, stop := exampleRoutes(map[string]string{
		"GET /v1/archive_reasons":              `{"data": [{"id": "rea-1", "text": "Timing", "status": "active", "type": "non-hired"}]}`,
		"PUT /v1/opportunities/opp-1/archived": `{"data": {"id": "opp-1", "archived": {"reason": "rea-1", "archivedAt": 1767225600000}}}`,
	})
	defer stop()
	ctx := context.Background()

	reasons, err := client.ArchiveReasons.List(ctx, lever.ArchiveReasonListOptions{Type: lever.ArchiveReasonTypeNonHired})
	if err != nil {
		fmt.Println(err)
		return
	}
	opportunity, err := client.Opportunities.Archive(ctx, "opp-1", lever.ArchiveRequest{Reason: reasons.Data[0].ID}, lever.PerformAs("usr-1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("archived at", opportunity.Archived.ArchivedAt, "for", reasons.Data[0].Text)
	// Output: archived at 2026-01-01 00:00:00 +0000 UTC for Timing
}

// Schedule an interview: the panel is made with its interviews.
func ExamplePanelsService_Create() {
	client, stop := exampleServer("POST /v1/opportunities/opp-1/panels", 201, `{"data": {"id": "pan-1", "externallyManaged": true,
		"interviews": [{"id": "int-1", "date": 1767258000000, "duration": 45}], "start": 1767258000000, "end": 1767260700000}}`)
	defer stop()

	panel, err := client.Panels.Create(context.Background(), "opp-1", lever.PanelRequest{
		Timezone: "Europe/Berlin",
		Interviews: []lever.PanelInterviewRequest{{
			Subject:      "Technical interview",
			Interviewers: []lever.InterviewerRequest{{ID: "usr-2"}},
			Date:         lever.NewTime(time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)),
			Duration:     45,
		}},
	}, lever.PerformAs("usr-1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(panel.Interviews[0].ID, "ends at", panel.End.Format(time.TimeOnly))
	// Output: int-1 ends at 09:45:00
}

func ExampleOffersService_All() {
	client, stop := exampleServer("GET /v1/opportunities/opp-1/offers", 200, `{"data": [{"id": "off-1", "status": "draft", "creator": {"id": "usr-1", "name": "Olga Owner"},
		"fields": [{"text": "Job title", "identifier": "job_title", "value": "Engineer"}, {"text": "Amount", "identifier": "salary_amount", "value": 5000}]}]}`)
	defer stop()

	for offer, err := range client.Offers.All(context.Background(), "opp-1", lever.ListOptions{}, lever.Expand(lever.ExpandCreator)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(offer.ID, offer.Status, "by", offer.Creator.Value.Name)
		for _, field := range offer.Fields {
			fmt.Println(field.Identifier, string(field.Value)) // a text, a number or null, as it came
		}
	}
	// Output:
	// off-1 draft by Olga Owner
	// job_title "Engineer"
	// salary_amount 5000
}

func ExamplePostingsService_Apply() {
	client, stop := exampleServer("POST /v1/postings/pos-1/apply", 201, `{"data": {"applicationId": "app-1"}}`)
	defer stop()

	application, err := client.Postings.Apply(context.Background(), "pos-1", lever.ApplyRequest{
		PersonalInformation: []lever.ApplyValue{
			{Name: "fullName", Value: "Ada Example"},
			{Name: "email", Value: "ada@example.com"},
		},
	}, lever.SendConfirmationEmail())
	if lever.IsAmbiguous(err) {
		fmt.Println("look for an opportunity with this mail address before applying again")
	}
	fmt.Println(application.ApplicationID, err)
	// Output: app-1 <nil>
}

// Upload a resume, then apply with it.
func ExampleUploadsService_Create() {
	client, stop := exampleRoutes(map[string]string{
		"GET /v1/postings/pos-1/apply": `{"data": {"id": "pos-1", "text": "Engineer", "customQuestions": [],
			"personalInformation": [{"name": "fullName", "required": true}, {"name": "email", "required": true}, {"name": "resume"}], "urls": []}}`,
		"POST /v1/uploads":              `{"data": {"id": "upl-1", "filename": "cv.pdf", "uri": "https://api.example.com/v1/uploads/upl-1", "size": 11}}`,
		"POST /v1/postings/pos-1/apply": `{"data": {"applicationId": "app-1"}}`,
	})
	defer stop()
	ctx := context.Background()

	upload, err := client.Uploads.Create(ctx, lever.FileUploadRequest{
		Name: "cv.pdf", ContentType: "application/pdf", Size: 11,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("%PDF-1.4 ok")), nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	answers := map[string]string{"fullName": "Ada Example", "email": "ada@example.com", "resume": upload.URI}

	// The answers stand in the order of the form.
	form, err := client.Postings.ApplicationForm(ctx, "pos-1", lever.ApplicationFormOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var req lever.ApplyRequest
	for _, field := range form.PersonalInformation {
		req.PersonalInformation = append(req.PersonalInformation, lever.ApplyValue{Name: field.Name, Value: answers[field.Name]})
	}
	application, err := client.Postings.Apply(ctx, "pos-1", req)
	fmt.Println(application.ApplicationID, err)
	// Output: app-1 <nil>
}

// An update overwrites the whole requisition, so it starts from what is there.
func ExampleRequisitionsService_Update() {
	client, stop := exampleRoutes(map[string]string{
		"GET /v1/requisitions/req-1": `{"data": {"id": "req-1", "name": "Engineer", "requisitionCode": "ENG-1", "headcountTotal": "unlimited", "status": "open", "customFields": {"cost_center": {"city": "Bern"}}}}`,
		"PUT /v1/requisitions/req-1": `{"data": {"id": "req-1", "name": "Engineer", "requisitionCode": "ENG-1", "headcountTotal": 3, "status": "onHold"}}`,
	})
	defer stop()
	ctx := context.Background()

	requisition, err := client.Requisitions.Get(ctx, "req-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	req := requisition.Request()
	req.Status = lever.RequisitionStatusOnHold
	req.HeadcountTotal = lever.Headcount{Count: 3}
	stored, err := client.Requisitions.Update(ctx, "req-1", req)
	fmt.Println(requisition.HeadcountTotal, "to", stored.HeadcountTotal, stored.Status, err)
	// Output: unlimited to 3 onHold <nil>
}

// Read fields that no model has, in the shape that suits you.
func ExampleClient_Do_customFields() {
	client, stop := exampleServer("GET /v1/requisitions/req-1", 200, `{"data": {"id": "req-1", "customFields": {"cost_center": {"city": "Bern"}}, "brandNew": true}}`)
	defer stop()

	resp, err := client.Do(context.Background(), lever.Request{Method: "GET", Path: []string{"requisitions", "req-1"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var requisition struct {
		CustomFields struct {
			CostCenter struct{ City string } `json:"cost_center"`
		}
		BrandNew bool
	}
	err = resp.Decode(&requisition)
	fmt.Println(requisition.CustomFields.CostCenter.City, requisition.BrandNew, err)
	// Output: Bern true <nil>
}
