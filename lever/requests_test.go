package lever

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestRequestsAreRefusedBeforeTheNetwork has each check of a request's content once.
func TestRequestsAreRefusedBeforeTheNetwork(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, answer(200, oneAnswer))
	ctx, as := t.Context(), PerformAs("u")
	meeting := func(change func(*InterviewRequest)) error {
		req := InterviewRequest{Panel: "p", Interviewers: testMeeting, Date: at(1), Duration: 30}
		change(&req)
		return second(client.Interviews.Create(ctx, "o", req, as))
	}
	requisition := func(change func(*RequisitionRequest)) error {
		req := testRequisition
		change(&req)
		return second(client.Requisitions.Update(ctx, "r", req))
	}
	big := FileUploadRequest{Name: "n", Size: MaxUpload, Open: opening("")}
	for name, tt := range map[string]struct {
		err   error
		field string
	}{
		"two postings":          {second(client.Opportunities.Create(ctx, OpportunityCreateRequest{Postings: []string{"a", "b"}}, as)), "postings"},
		"owner of no posting":   {second(client.Opportunities.Create(ctx, OpportunityCreateRequest{}, as, PerformAsPostingOwner())), "postings"},
		"archived for nothing":  {second(client.Opportunities.Create(ctx, OpportunityCreateRequest{Archived: &InitialArchive{}}, as)), "archived.reason"},
		"archived before":       {second(client.Opportunities.Create(ctx, OpportunityCreateRequest{CreatedAt: at(2), Archived: &InitialArchive{Reason: "r", ArchivedAt: at(1)}}, as)), "archived.archivedAt"},
		"archived long ago":     {second(client.Opportunities.Create(ctx, OpportunityCreateRequest{Archived: &InitialArchive{Reason: "r", ArchivedAt: at(1)}}, as)), "archived.archivedAt"},
		"archived with files":   {second(client.Opportunities.CreateWithFiles(ctx, OpportunityCreateRequest{Postings: []string{"a", "b"}}, OpportunityFiles{}, as)), "postings"},
		"created as nobody":     {second(client.Opportunities.Create(ctx, OpportunityCreateRequest{})), "perform_as"},
		"files too large":       {second(client.Opportunities.CreateWithFiles(ctx, OpportunityCreateRequest{}, OpportunityFiles{Resume: &big, Files: []FileUploadRequest{testUpload}}, as)), "size"},
		"file without name":     {second(client.Opportunities.CreateWithFiles(ctx, OpportunityCreateRequest{}, OpportunityFiles{Files: []FileUploadRequest{{Open: opening("")}}}, as)), "name"},
		"archive":               {second(client.Opportunities.Archive(ctx, "o", ArchiveRequest{})), "reason"},
		"unarchive":             {second(client.Opportunities.Unarchive(ctx, "")), "opportunity"},
		"no sources":            {second(client.Opportunities.AddSources(ctx, "o", nil)), "sources"},
		"empty source":          {second(client.Opportunities.RemoveSources(ctx, "o", []string{""})), "sources"},
		"upload":                {second(client.Uploads.Create(ctx, FileUploadRequest{})), "name"},
		"feedback template":     {second(client.Feedback.Create(ctx, "o", FeedbackCreateRequest{}, as)), "baseTemplateId"},
		"feedback panel":        {second(client.Feedback.Create(ctx, "o", FeedbackCreateRequest{BaseTemplateID: "t", Interview: "i"}, as)), "panel"},
		"feedback interview":    {second(client.Feedback.Create(ctx, "o", FeedbackCreateRequest{BaseTemplateID: "t", Panel: "p"}, as)), "interview"},
		"feedback field":        {second(client.Feedback.Create(ctx, "o", FeedbackCreateRequest{BaseTemplateID: "t", FieldValues: []FieldValue{{}}}, as)), "fieldValues"},
		"feedback update":       {second(client.Feedback.Update(ctx, "o", "f", FeedbackUpdateRequest{}, as)), "fieldValues"},
		"feedback update field": {second(client.Feedback.Update(ctx, "o", "f", FeedbackUpdateRequest{FieldValues: []FieldValue{{}}}, as)), "fieldValues"},
		"feedback as nobody":    {client.Feedback.Delete(ctx, "o", "f"), "perform_as"},
		"form template":         {second(client.Forms.Create(ctx, "o", FormCreateRequest{})), "baseTemplateId"},
		"form field":            {second(client.Forms.Create(ctx, "o", FormCreateRequest{BaseTemplateID: "t", Fields: []FieldValue{{}}})), "fields"},
		"template text":         {second(client.FormTemplates.Create(ctx, FormTemplateRequest{Fields: testFields})), "text"},
		"template fields":       {second(client.FormTemplates.Update(ctx, "t", FormTemplateRequest{Text: "T"})), "fields"},
		"template field type":   {second(client.FormTemplates.Create(ctx, FormTemplateRequest{Text: "T", Fields: []FormFieldRequest{{}}})), "fields"},
		"template without":      {second(client.FeedbackTemplates.Create(ctx, FeedbackTemplateRequest{Text: "T"})), "fields"},
		"template score":        {second(client.FeedbackTemplates.Update(ctx, "t", FeedbackTemplateRequest{Text: "T", Fields: append(testFields, testFields...)})), "fields"},
		"interview panel":       {meeting(func(req *InterviewRequest) { req.Panel = "" }), "panel"},
		"interviewers":          {meeting(func(req *InterviewRequest) { req.Interviewers = nil }), "interviewers"},
		"interviewer":           {meeting(func(req *InterviewRequest) { req.Interviewers = []InterviewerRequest{{}} }), "interviewers"},
		"interview date":        {meeting(func(req *InterviewRequest) { req.Date = Time{} }), "date"},
		"interview duration":    {meeting(func(req *InterviewRequest) { req.Duration = 0 }), "duration"},
		"interview update":      {second(client.Interviews.Update(ctx, "o", "i", InterviewRequest{}, as)), "panel"},
		"panel zone":            {second(client.Panels.Create(ctx, "o", PanelRequest{}, as)), "timezone"},
		"panel interviews":      {second(client.Panels.Update(ctx, "o", "p", PanelRequest{Timezone: "UTC"}, as)), "interviews"},
		"panel interview":       {second(client.Panels.Create(ctx, "o", PanelRequest{Timezone: "UTC", Interviews: []PanelInterviewRequest{{}}}, as)), "interviewers"},
		"offer document":        {second(client.Offers.Download(ctx, "o", "f", OfferDownloadOptions{Status: OfferStatusDraft})), "status"},
		"posting text":          {second(client.Postings.Create(ctx, PostingCreateRequest{}, as)), "text"},
		"posting version":       {second(client.Postings.Get(ctx, "p", Distribution(""))), "distribution"},
		"apply":                 {second(client.Postings.Apply(ctx, "p", ApplyRequest{})), "personalInformation"},
		"apply field":           {second(client.Postings.Apply(ctx, "p", ApplyRequest{PersonalInformation: []ApplyValue{{}}})), "personalInformation"},
		"requisition name":      {requisition(func(req *RequisitionRequest) { req.Name = "" }), "name"},
		"requisition code":      {requisition(func(req *RequisitionRequest) { req.RequisitionCode = "" }), "requisitionCode"},
		"requisition count":     {requisition(func(req *RequisitionRequest) { req.HeadcountTotal = Headcount{} }), "headcountTotal"},
		"requisition":           {second(client.Requisitions.Create(ctx, RequisitionRequest{})), "name"},
		"field text":            {second(client.RequisitionFields.Create(ctx, RequisitionFieldRequest{})), "text"},
		"field type":            {second(client.RequisitionFields.Update(ctx, "f", RequisitionFieldRequest{Text: "T"})), "type"},
		"no options":            {second(client.RequisitionFields.AddOptions(ctx, "f", nil)), "values"},
		"too many options":      {second(client.RequisitionFields.AddOptions(ctx, "f", strings.Split(strings.Repeat("a,", 4000)+"a", ","))), "values"},
		"no changes":            {second(client.RequisitionFields.UpdateOptions(ctx, "f", nil)), "values"},
		"empty change":          {second(client.RequisitionFields.UpdateOptions(ctx, "f", []RequisitionFieldOption{{ID: "o"}})), "values"},
		"nothing to remove":     {client.RequisitionFields.RemoveOptions(ctx, "f", nil), "values"},
		"user name":             {second(client.Users.Create(ctx, UserRequest{})), "name"},
		"user mail":             {second(client.Users.Create(ctx, UserRequest{Name: "N"})), "email"},
		"user update":           {second(client.Users.Update(ctx, "u", UserRequest{})), "name"},
		"user role":             {second(client.Users.Update(ctx, "u", UserRequest{Name: "N", Email: "n@example.com"})), "accessRole"},
		"no webhooks":           {second(client.Webhooks.Update(ctx, nil)), "data"},
		"webhook without id":    {second(client.Webhooks.Update(ctx, []WebhookUpdate{{}})), "data"},
		"audit target":          {second(client.AuditEvents.List(ctx, AuditEventListOptions{TargetID: "t"})), "target_type"},
		"audit targets":         {drain(client.AuditEvents.All(ctx, AuditEventListOptions{TargetID: "t"})), "target_type"},
		"include":               {second(client.Opportunities.Get(ctx, "o", Include(""))), "include"},
	} {
		var got *ArgumentError
		if !errors.As(tt.err, &got) || got.Field != tt.field || got.Operation == "" || got.Got == "" || got.Want == "" {
			t.Errorf("%s: got %v, want an ArgumentError for %q", name, tt.err, tt.field)
		}
	}
	if n := len(stub.requests()); n != 0 {
		t.Errorf("%d requests were sent, want none", n)
	}
}

// TestEmptyIDs leaves out each id of each operation in turn.
func TestEmptyIDs(t *testing.T) {
	t.Parallel()
	for _, op := range operations {
		count := strings.Count(op.path, "{")
		for missing := range count {
			for _, empty := range []string{"", " ", ".", ".."} {
				ids := []string{"a", "b"}
				ids[missing] = empty
				elements, err := op.elements(ids)
				var got *ArgumentError
				if elements != nil || !errors.As(err, &got) || got.Operation != op.name || !strings.Contains(op.path, "{"+got.Field+"}") {
					t.Errorf("%s with the ids %q: got %v, %v", op.name, ids, elements, err)
				}
			}
		}
	}
}

func TestInclude(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, answer(200, oneAnswer))
	if _, err := client.Opportunities.Get(t.Context(), "o", Include("id", "name")); err != nil {
		t.Fatal(err)
	}
	if got := stub.requests()[0].query; got != "include=id&include=name" {
		t.Errorf("sent %q", got)
	}
}

func TestHeadcount(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct {
		count Headcount
		out   string
	}{
		"3": {Headcount{Count: 3}, "3"}, `"3"`: {Headcount{Count: 3}, "3"}, `"unlimited"`: {Headcount{Unlimited: true}, `"unlimited"`}, "null": {Headcount{}, "0"},
	} {
		got := Headcount{Count: 9, Unlimited: true}
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want.count {
			t.Errorf("%s is read as %+v, %v; want %+v", in, got, err, want.count)
		}
		if out, err := json.Marshal(got); err != nil || string(out) != want.out || strings.Trim(want.out, `"`) != got.String() {
			t.Errorf("%s is written as %s, %v and named %s; want %s", in, out, err, got, want.out)
		}
	}
	for _, in := range []string{`"many"`, "true", "{}"} {
		if err := json.Unmarshal([]byte(in), new(Headcount)); err == nil {
			t.Errorf("%s is read, want an error", in)
		}
	}
}

// TestRequisitionRequest fills each field of a requisition that can be sent, so that a field forgotten in Request shows.
func TestRequisitionRequest(t *testing.T) {
	t.Parallel()
	r := Requisition{
		Name: "n", RequisitionCode: "c", HeadcountTotal: Headcount{Count: 2}, Backfill: true, CompensationBand: &SalaryRange{Min: 1},
		CreatedAt: NewTime(time.Unix(1, 0)), CustomFields: map[string]json.RawMessage{"f": json.RawMessage("1")}, EmploymentStatus: "e",
		HiringManager: "h", InternalNotes: "i", Location: "l", Owner: "o", Status: RequisitionStatusOnHold, Team: "t", Department: "d",
		Postings: []string{"p"},
	}
	req := reflect.ValueOf(r.Request())
	for i := range req.NumField() {
		if req.Field(i).IsZero() {
			t.Errorf("%s is lost", req.Type().Field(i).Name)
		}
	}
}
