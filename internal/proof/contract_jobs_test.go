package proof

import (
	"encoding/json"

	"github.com/leverhipeople/leverhipeople/lever"
)

var postingCalls = []contractCall{
	{"Postings.Create", func(w *world) error {
		made, err := w.Postings.Create(w.ctx, w.postingRequest(), w.as())
		return keep(&w.posting, made.ID, err)
	}},
	{"Postings.Update", func(w *world) error {
		return done(w.Postings.Update(w.ctx, w.posting, lever.PostingUpdateRequest(w.postingRequest()), w.as()))
	}},
	{"Postings.Get", func(w *world) error { return done(w.Postings.Get(w.ctx, w.posting)) }},
	{"Postings.Get", func(w *world) error {
		return done(w.Postings.Get(w.ctx, w.baker, lever.Distribution(lever.PostingDistributionInternal),
			lever.Expand(lever.ExpandUser, lever.ExpandOwner, lever.ExpandHiringManager, lever.ExpandFollowers)))
	}},
	{"Postings.List", func(w *world) error {
		return done(w.Postings.List(w.ctx, lever.PostingListOptions{
			Limit: 1, Include: []string{"text"}, State: []lever.PostingState{lever.PostingStatePublished},
			DistributionChannel: []lever.DistributionChannel{lever.DistributionChannelPublic, lever.DistributionChannelInternal},
			Confidentiality:     lever.ConfidentialityAll, Group: []string{"g"}, Team: []string{"Platform"}, Department: []string{"Product"},
			Location: []string{"Berlin"}, Commitment: []string{"Full-time"}, Tag: []string{"a"},
		}, lever.Expand(lever.ExpandOwner)))
	}},
	{"Postings.List", func(w *world) error {
		return done(w.Postings.List(w.ctx, lever.PostingListOptions{UpdatedAtStart: since, UpdatedAtEnd: until}))
	}},
	{"Postings.All", func(w *world) error { return drain(w.Postings.All(w.ctx, lever.PostingListOptions{Limit: 1})) }},
	{"Postings.ListDeleted", func(w *world) error {
		return done(w.Postings.ListDeleted(w.ctx, lever.DeletedListOptions{Limit: 1, DeletedAtStart: since, DeletedAtEnd: until}))
	}},
	{"Postings.AllDeleted", func(w *world) error { return drain(w.Postings.AllDeleted(w.ctx, lever.DeletedListOptions{})) }},
	{"Postings.Access", func(w *world) error { return done(w.Postings.Access(w.ctx, w.company.Backend.ID)) }},
	{"Postings.ApplicationForm", func(w *world) error {
		return done(w.Postings.ApplicationForm(w.ctx, w.baker, lever.ApplicationFormOptions{Location: "Bern", Distribution: lever.PostingDistributionExternal}))
	}},
	{"Uploads.Create", func(w *world) error {
		made, err := w.Uploads.Create(w.ctx, pdf("cv.pdf"))
		return keep(&w.upload, made.URI, err)
	}},
	{"Postings.Apply", func(w *world) error {
		return done(w.Postings.Apply(w.ctx, w.baker, lever.ApplyRequest{
			PersonalInformation: []lever.ApplyValue{{Name: "fullName", Value: "Gus Example"}, {Name: "email", Value: "gus@example.com"}, {Name: "resume", Value: w.upload}},
			URLs:                []lever.ApplyValue{{Name: "LinkedIn", Value: "https://example.com/gus"}},
			CustomQuestions:     []lever.ApplyAnswers{{ID: "baking", Fields: []lever.ApplyAnswer{{Value: "7"}}}},
			EEOResponses:        map[string]string{"gender": "Female"}, IPAddress: "192.0.2.7", Source: "Fair", Origin: lever.OriginApplied,
			Consent: map[string]bool{"marketing": true},
			DiversitySurvey: &lever.DiversityAnswers{SurveyID: "s", CandidateSelectedLocation: "Bern", Responses: []lever.DiversityAnswer{
				{QuestionID: "age", QuestionText: "Age?", QuestionType: "multiple choice", Answer: "Under 40"},
			}},
		}, lever.SendConfirmationEmail()))
	}},
	{"Opportunities.All", func(w *world) error { // with what the applicant filled in
		return drain(w.Opportunities.All(w.ctx, lever.OpportunityListOptions{PostingID: []string{w.baker}}, lever.Expand(lever.ExpandApplications)))
	}},
	{"EEO.List", func(w *world) error {
		return done(w.EEO.List(w.ctx, lever.EEOListOptions{Limit: 1, FromDate: since, ToDate: until}))
	}},
	{"EEO.All", func(w *world) error { return drain(w.EEO.All(w.ctx, lever.EEOListOptions{})) }},
	{"EEO.ListPII", func(w *world) error {
		return done(w.EEO.ListPII(w.ctx, lever.EEOPIIListOptions{Limit: 1, CreatedAtStart: since, CreatedAtEnd: until},
			lever.Expand(lever.ExpandContact, lever.ExpandHiringManager, lever.ExpandPosting)))
	}},
	{"EEO.AllPII", func(w *world) error { return drain(w.EEO.AllPII(w.ctx, lever.EEOPIIListOptions{})) }},
	{"Surveys.Diversity", func(w *world) error {
		return done(w.Surveys.Diversity(w.ctx, w.baker, lever.DiversitySurveyOptions{CountryCode: "CH", Location: "Bern"}))
	}},
}

func (w *world) postingRequest() lever.PostingCreateRequest {
	return lever.PostingCreateRequest{
		Text: "Cook", State: lever.PostingStatePublished, Owner: w.company.Recruiter.ID, HiringManager: w.company.Admin.ID, Country: "CH",
		Categories: lever.PostingCategories{Team: "Kitchen", Department: "Food", Location: "Bern", AllLocations: []string{"Bern", "Basel"}, Commitment: "Full-time", Level: "Senior"},
		Content: lever.PostingContent{
			Description: "Cook", DescriptionHTML: "<p>Cook</p>", Closing: "Bye", ClosingHTML: "<p>Bye</p>",
			Lists: []lever.PostingList{{Text: "You", Content: "<li>taste</li>"}},
		},
		Tags: []string{"food"}, Followers: []string{w.company.Admin.ID}, RequisitionCodes: []string{"R-1"}, WorkplaceType: lever.WorkplaceTypeOnsite,
		DistributionChannels: []lever.DistributionChannel{lever.DistributionChannelPublic},
	}
}

var requisitionCalls = []contractCall{
	{"RequisitionFields.Create", func(w *world) error {
		return done(w.RequisitionFields.Create(w.ctx, lever.RequisitionFieldRequest{
			ID: "site", Text: "Site", Type: "object", Subfields: []lever.RequisitionSubfield{{ID: "city", Text: "City", Type: "text"}},
		}))
	}},
	{"RequisitionFields.Create", func(w *world) error {
		made, err := w.RequisitionFields.Create(w.ctx, lever.RequisitionFieldRequest{
			Text: "Job level", Type: "dropdown", IsRequired: true, Options: []lever.RequisitionFieldOptionRequest{{Text: "junior"}},
		})
		return keep(&w.requisitionField, made.ID, err)
	}},
	{"RequisitionFields.AddOptions", func(w *world) error {
		made, err := w.RequisitionFields.AddOptions(w.ctx, w.requisitionField, []string{"senior", "lead"})
		if err != nil {
			return err
		}
		return keep(&w.option, made[1].ID, nil)
	}},
	{"RequisitionFields.UpdateOptions", func(w *world) error {
		return done(w.RequisitionFields.UpdateOptions(w.ctx, w.requisitionField, []lever.RequisitionFieldOption{{ID: w.option, Text: "expert"}}))
	}},
	{"RequisitionFields.RemoveOptions", func(w *world) error {
		return w.RequisitionFields.RemoveOptions(w.ctx, w.requisitionField, []string{w.option})
	}},
	{"RequisitionFields.Get", func(w *world) error { return done(w.RequisitionFields.Get(w.ctx, w.requisitionField)) }},
	{"RequisitionFields.List", func(w *world) error {
		return done(w.RequisitionFields.List(w.ctx, lever.RequisitionFieldListOptions{IsRequired: new(true), Type: []string{"dropdown"}}))
	}},
	{"RequisitionFields.All", func(w *world) error {
		return drain(w.RequisitionFields.All(w.ctx, lever.RequisitionFieldListOptions{}))
	}},
	{"RequisitionFields.Update", func(w *world) error { // with an object's and a dropdown's part
		return done(w.RequisitionFields.Update(w.ctx, "site", lever.RequisitionFieldRequest{
			ID: "site", Text: "Place", Type: "object", Subfields: []lever.RequisitionSubfield{{ID: "city", Text: "City", Type: "text"}},
		}))
	}},
	{"RequisitionFields.Update", func(w *world) error {
		return done(w.RequisitionFields.Update(w.ctx, w.requisitionField, lever.RequisitionFieldRequest{
			Text: "Level", Type: "dropdown", Options: []lever.RequisitionFieldOptionRequest{{Text: "any"}},
		}))
	}},
	{"Requisitions.Create", func(w *world) error {
		made, err := w.Requisitions.Create(w.ctx, w.requisitionRequest())
		return keep(&w.requisition, made.ID, err)
	}},
	{"Requisitions.Get", func(w *world) error { return done(w.Requisitions.Get(w.ctx, w.requisition)) }},
	{"Opportunities.Archive", func(w *world) error {
		return done(w.Opportunities.Archive(w.ctx, w.ada(), lever.ArchiveRequest{Reason: "hired", CleanInterviews: new(true), RequisitionID: w.requisition}, w.as()))
	}},
	{"Opportunities.Get", func(w *world) error { // hired
		return done(w.Opportunities.Get(w.ctx, w.ada(), lever.Expand(lever.ExpandApplications)))
	}},
	{"Opportunities.Unarchive", func(w *world) error { return done(w.Opportunities.Unarchive(w.ctx, w.ada(), w.as())) }},
	{"Requisitions.List", func(w *world) error {
		return done(w.Requisitions.List(w.ctx, lever.RequisitionListOptions{
			Limit: 1, RequisitionCode: []string{"R-1"}, Status: []lever.RequisitionStatus{lever.RequisitionStatusOpen, lever.RequisitionStatusOnHold},
			Confidentiality: lever.ConfidentialityAll, CreatedAtStart: since, CreatedAtEnd: until,
		}))
	}},
	{"Requisitions.All", func(w *world) error { return drain(w.Requisitions.All(w.ctx, lever.RequisitionListOptions{})) }},
	{"Requisitions.Update", func(w *world) error {
		req := w.requisitionRequest()
		req.HeadcountTotal = lever.Headcount{Unlimited: true}
		req.Status = lever.RequisitionStatusClosed
		return done(w.Requisitions.Update(w.ctx, w.requisition, req))
	}},
	{"Requisitions.Get", func(w *world) error { return done(w.Requisitions.Get(w.ctx, w.requisition)) }}, // closed and without an end
	{"Requisitions.Delete", func(w *world) error { return w.Requisitions.Delete(w.ctx, w.requisition) }},
	{"RequisitionFields.Delete", func(w *world) error { return w.RequisitionFields.Delete(w.ctx, w.requisitionField) }},
}

func (w *world) requisitionRequest() lever.RequisitionRequest {
	return lever.RequisitionRequest{
		Name: "Two cooks", RequisitionCode: "R-1", HeadcountTotal: lever.Headcount{Count: 2}, Backfill: true, CreatedAt: since,
		CompensationBand: &lever.SalaryRange{Min: 1, Max: 2, Currency: "EUR", Interval: "per-year-salary"},
		CustomFields:     map[string]json.RawMessage{"cost_center": json.RawMessage(`"42"`)}, Department: "Food", EmploymentStatus: "full-time",
		HiringManager: w.company.Admin.ID, InternalNotes: "Soon", Location: "Bern", Owner: w.company.Recruiter.ID,
		PostingIDs: []string{w.company.Backend.ID}, Status: lever.RequisitionStatusOpen, Team: "Kitchen",
	}
}
