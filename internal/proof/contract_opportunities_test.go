package proof

import (
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
)

var opportunityCalls = []contractCall{
	{"Opportunities.Create", func(w *world) error {
		made, err := w.Opportunities.Create(w.ctx, lever.OpportunityCreateRequest{
			Name: "Erin Example", Headline: "Engineer", Stage: w.company.Screen.ID, Location: "Bern", Phones: []lever.Phone{{Type: "mobile", Value: "12"}},
			Emails: []string{"erin@example.com"}, Links: []string{"https://example.com/erin"}, Tags: []string{"new"}, Sources: []string{"Fair"},
			Origin: lever.OriginSourced, Owner: w.company.Recruiter.ID, Followers: []string{w.company.Admin.ID}, Postings: []string{w.company.Backend.ID},
			CreatedAt: since, OpportunityLocation: "Berlin",
		}, w.as(), lever.ParseResume(), lever.PerformAsPostingOwner())
		return keep(&w.opportunity, made.ID, err)
	}},
	{"Opportunities.Create", func(w *world) error { // archived at once, for a contact that exists
		return done(w.Opportunities.Create(w.ctx, lever.OpportunityCreateRequest{
			Contact: w.company.Ada.Contact.ID, CreatedAt: since, Archived: &lever.InitialArchive{Reason: "hired", ArchivedAt: lever.NewTime(since.Add(time.Hour))},
		}, w.as()))
	}},
	{"Opportunities.CreateWithFiles", func(w *world) error {
		resume := pdf("cv.pdf")
		return done(w.Opportunities.CreateWithFiles(w.ctx, lever.OpportunityCreateRequest{
			Name: "Finn Example", Headline: "Cook", Emails: []string{"finn@example.com"}, Phones: []lever.Phone{{Type: "home", Value: "34"}},
			Links: []string{"https://example.com/finn"}, Tags: []string{"a", "b"}, Sources: []string{"Fair"}, Origin: lever.OriginReferred,
			Postings: []string{w.company.Designer.ID}, CreatedAt: since, Archived: &lever.InitialArchive{Reason: "hired"},
		}, lever.OpportunityFiles{Resume: &resume, Files: []lever.FileUploadRequest{pdf("a.pdf"), pdf("b.pdf")}}, w.as(), lever.ParseResume()))
	}},
	{"Opportunities.Get", func(w *world) error {
		return done(w.Opportunities.Get(w.ctx, w.ada()))
	}},
	{"Opportunities.Get", func(w *world) error {
		return done(w.Opportunities.Get(w.ctx, w.ada(), lever.Expand(lever.ExpandApplications, lever.ExpandStage, lever.ExpandOwner,
			lever.ExpandFollowers, lever.ExpandSourcedBy, lever.ExpandContact)))
	}},
	{"Opportunities.List", func(w *world) error { // everything that can be asked for at once, which nobody is
		return done(w.Opportunities.List(w.ctx, lever.OpportunityListOptions{
			Limit: 5, Include: []string{"name"}, Tag: []string{"new"}, Email: []string{"erin@example.com"}, Origin: []lever.Origin{lever.OriginSourced},
			Source: []string{"Fair"}, Confidentiality: lever.ConfidentialityAll, StageID: []string{w.company.Screen.ID, "offer"},
			PostingID: []string{w.company.Backend.ID}, ArchivedPostingID: []string{w.company.Backend.ID}, CreatedAtStart: since, CreatedAtEnd: until,
			UpdatedAtStart: since, UpdatedAtEnd: until, AdvancedAtStart: since, AdvancedAtEnd: until, ArchivedAtStart: since, ArchivedAtEnd: until,
			Archived: new(false), ArchiveReasonID: []string{"hired"}, Snoozed: new(false), ContactID: []string{w.company.Ada.Contact.ID}, Location: []string{"Berlin"},
		}, lever.Expand(lever.ExpandContact)))
	}},
	{"Opportunities.List", func(w *world) error {
		return done(w.Opportunities.List(w.ctx, lever.OpportunityListOptions{Include: []string{"name", "emails"}}))
	}},
	{"Opportunities.All", func(w *world) error {
		return drain(w.Opportunities.All(w.ctx, lever.OpportunityListOptions{Limit: 1, Confidentiality: lever.ConfidentialityAll},
			lever.Expand(lever.ExpandApplications, lever.ExpandContact)))
	}},
	{"Opportunities.ListDeleted", func(w *world) error {
		return done(w.Opportunities.ListDeleted(w.ctx, lever.DeletedListOptions{Limit: 1, DeletedAtStart: since, DeletedAtEnd: until}))
	}},
	{"Opportunities.AllDeleted", func(w *world) error { return drain(w.Opportunities.AllDeleted(w.ctx, lever.DeletedListOptions{})) }},
	{"Opportunities.UpdateStage", func(w *world) error {
		return done(w.Opportunities.UpdateStage(w.ctx, w.ada(), w.company.ReferenceCheck.ID, w.as()))
	}},
	{"Opportunities.AddTags", func(w *world) error {
		return done(w.Opportunities.AddTags(w.ctx, w.ada(), []string{"a", "b"}, w.as()))
	}},
	{"Opportunities.RemoveTags", func(w *world) error {
		return done(w.Opportunities.RemoveTags(w.ctx, w.ada(), []string{"a"}, w.as()))
	}},
	{"Opportunities.AddLinks", func(w *world) error {
		return done(w.Opportunities.AddLinks(w.ctx, w.ada(), []string{"https://example.com/a", "https://example.com/b"}, w.as()))
	}},
	{"Opportunities.RemoveLinks", func(w *world) error {
		return done(w.Opportunities.RemoveLinks(w.ctx, w.ada(), []string{"https://example.com/a"}, w.as()))
	}},
	{"Opportunities.AddSources", func(w *world) error {
		return done(w.Opportunities.AddSources(w.ctx, w.ada(), []string{"Fair", "Board"}, w.as()))
	}},
	{"Opportunities.RemoveSources", func(w *world) error {
		return done(w.Opportunities.RemoveSources(w.ctx, w.ada(), []string{"Fair"}, w.as()))
	}},
	{"Contacts.Get", func(w *world) error { return done(w.Contacts.Get(w.ctx, w.company.Ada.Contact.ID)) }},
	{"Contacts.Update", func(w *world) error {
		return done(w.Contacts.Update(w.ctx, w.company.Ada.Contact.ID, lever.ContactUpdateRequest{
			Name: "Ada Summer", Headline: "Engineer", Location: "Bern", Emails: []string{"ada@example.com"}, Phones: []lever.Phone{{Type: "work", Value: "5"}},
		}))
	}},
	{"Applications.List", func(w *world) error {
		page, err := w.Applications.List(w.ctx, w.ada(), lever.ListOptions{Limit: 1})
		if err != nil {
			return err
		}
		return keep(&w.application, page.Data[0].ID, nil)
	}},
	{"Applications.All", func(w *world) error { return drain(w.Applications.All(w.ctx, w.ada(), lever.ListOptions{})) }},
	{"Applications.Get", func(w *world) error { return done(w.Applications.Get(w.ctx, w.ada(), w.application)) }},
	{"Applications.ListDeleted", func(w *world) error {
		return done(w.Applications.ListDeleted(w.ctx, lever.DeletedListOptions{Limit: 1, DeletedAtStart: since, DeletedAtEnd: until}))
	}},
	{"Applications.AllDeleted", func(w *world) error { return drain(w.Applications.AllDeleted(w.ctx, lever.DeletedListOptions{})) }},
}
