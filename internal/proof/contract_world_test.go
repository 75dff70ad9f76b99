package proof

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// contractCall is a use of a verb, named as service and method. Calls stand in an order that works: what one makes,
// later ones read and delete.
type contractCall struct {
	verb string
	call func(w *world) error
}

var contractCalls = slices.Concat(opportunityCalls, childCalls, meetingCalls, postingCalls, requisitionCalls, templateCalls, accountCalls)

// world is what the calls work with: a client, a company that has something of everything, and the ids of what the
// calls made.
type world struct {
	*lever.Client
	ctx     context.Context
	company levertest.Company

	template, panel, baker                                             string // made by newWorld
	offer, referral, resume, form                                      string // on Ada's opportunity
	opportunity, application, file, note, feedback, profile, interview string
	meeting                                                            lever.Panel
	posting, upload, requisition, requisitionField, option             string
	feedbackTemplate, formTemplate, user, webhook                      string
}

// newWorld adds to the fake what the API can't make.
func newWorld(t *testing.T, fake *levertest.Fake) *world {
	t.Helper()
	w := &world{ctx: t.Context(), company: fake.Seed()}
	c, ada := w.company, w.company.Ada.ID
	w.template = fake.AddFeedbackTemplate(levertest.Template{Text: "Talk", Fields: []levertest.Field{{ID: "rating", Type: "score-system", Text: "Rating"}}}).ID
	w.form = fake.AddFormTemplate(levertest.Template{Text: "Check", Fields: allFields}).ID
	panel, err := fake.AddPanel(ada, levertest.Panel{
		ExternallyManaged: true, Timezone: "UTC", User: c.Admin.ID, Applications: []string{c.Ada.Applications[0].ID},
		Interviews: []levertest.Interview{{ID: "talk", Subject: "Talk", Date: time.Now(), Duration: 30, Interviewers: []levertest.Attendee{{ID: c.Interviewer.ID}}}},
	})
	w.panel = panel.ID
	offer, err2 := fake.AddOffer(ada, levertest.Offer{
		Posting: c.Backend.ID, Creator: c.Recruiter.ID, Status: "signed", SentAt: time.Now(), ApprovedAt: time.Now(),
		Fields:     []levertest.OfferField{{Text: "Salary", Identifier: "salary_amount", Value: 70000}},
		Signatures: map[string]levertest.Signature{"candidate": {Role: "candidate", Name: "Ada Winter", Email: "ada.winter@example.com", SignedAt: time.Now()}},
		Sent:       levertest.File{Name: "offer.pdf", Content: []byte("%PDF sent")},
		Signed:     levertest.File{Name: "signed.pdf", Content: []byte("%PDF signed")},
	})
	w.offer = offer.ID
	referral, err3 := fake.AddReferral(ada, levertest.Referral{Referrer: c.Interviewer.ID, Fields: []levertest.Field{{ID: "why", Type: "text", Text: "Why?"}}})
	w.referral = referral.ID
	resume, err4 := fake.AddResume(ada, levertest.File{Name: "cv.pdf", Content: []byte("%PDF cv")})
	w.resume = resume.ID
	gone := fake.AddOpportunity(levertest.OpportunitySpec{Name: "Gone Example", Postings: []string{c.Backend.ID}})
	for _, err := range []error{err, err2, err3, err4, fake.Delete(gone.ID), fake.DeletePosting(fake.AddPosting(levertest.Posting{Text: "Old"}).ID)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	w.baker = fake.AddPosting(levertest.Posting{
		Text: "Baker", Owner: c.Recruiter.ID, HiringManager: c.Admin.ID, EEO: true, Salary: levertest.SalaryRange{Min: 1, Max: 2, Currency: "EUR", Interval: "per-year-salary"},
		Content:   levertest.PostingContent{Description: "Bread", Lists: []levertest.PostingList{{Text: "You", Content: "<li>taste</li>"}}},
		Questions: []levertest.QuestionForm{{ID: "baking", Text: "Baking", Fields: []levertest.Field{{ID: "years", Type: "text", Text: "Years?", Required: true}}}},
	}).ID
	fake.AddAuditEvent(levertest.AuditEvent{Type: "key:created", TargetType: "key", TargetID: "k", TargetLabel: "Key"})
	fake.AddAuditEvent(levertest.AuditEvent{Type: "user:updated", User: c.Admin.ID, TargetType: "user", TargetID: c.Recruiter.ID, TargetLabel: "Jonas Okafor", Meta: map[string]any{"role": "admin"}})
	return w
}

// allFields has each type of field that a form can have.
var allFields = func() []levertest.Field {
	options := []levertest.FieldOption{{Text: "red"}, {Text: "blue", OptionID: "b"}}
	var fields []levertest.Field
	for _, kind := range []string{
		"text", "textarea", "note", "code", "university", "date", "currency", "score", "yes-no", "dropdown", "multiple-choice", "multiple-select",
		"score-system", "scorecard", "file-upload",
	} {
		field := levertest.Field{ID: kind, Type: kind, Text: "The " + kind, Options: options}
		switch kind {
		case "code":
			field.Language = "go"
		case "currency":
			field.Currency = "EUR"
		case "scorecard":
			field.Scores = []levertest.FieldScore{{Text: "Grit"}}
		}
		fields = append(fields, field)
	}
	return fields
}()

// contractClient speaks to the production address of the contract; the transport decides who answers.
func contractClient(t *testing.T, transport http.RoundTripper, key string) *lever.Client {
	t.Helper()
	client, err := lever.NewClient(lever.APIKey(key), lever.WithHTTPClient(&http.Client{Transport: transport}),
		lever.WithLimiter(lever.NewLimiter(1e6, 1e6, false)), lever.WithRetry(lever.Retry{MaxTries: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// since and until are a span of time that holds everything.
var since, until = lever.NewTime(time.Unix(1, 0)), lever.NewTime(time.Unix(4e9, 0))

// as acts in the name of the recruiter.
func (w *world) as() lever.RequestOption { return lever.PerformAs(w.company.Recruiter.ID) }

func (w *world) ada() string { return w.company.Ada.ID }

// keep stores the id of what a call made. A refused call leaves the old one.
func keep(at *string, id string, err error) error {
	if err == nil && id == "" {
		return fmt.Errorf("the answer has no id")
	}
	if err == nil {
		*at = id
	}
	return err
}

func done[T any](_ T, err error) error { return err }

func drain[T any](rows iter.Seq2[T, error]) error {
	for _, err := range rows {
		if err != nil {
			return err
		}
	}
	return nil
}

// closing reads a download to its end.
func closing(content lever.FileContent, err error) error {
	if err != nil {
		return err
	}
	defer content.Close()
	_, err = io.Copy(io.Discard, content)
	return err
}

func pdf(name string) lever.FileUploadRequest {
	return lever.FileUploadRequest{Name: name, Size: 4, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("%PDF")), nil }}
}
