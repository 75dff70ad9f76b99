package proof

import "github.com/leverhipeople/leverhipeople/lever"

// childCalls are the calls of what hangs on an opportunity, meetings apart.
var childCalls = []contractCall{
	{"Files.Upload", func(w *world) error {
		made, err := w.Files.Upload(w.ctx, w.ada(), pdf("report.pdf"), w.as())
		return keep(&w.file, made.ID, err)
	}},
	{"Files.Get", func(w *world) error { return done(w.Files.Get(w.ctx, w.ada(), w.file)) }},
	{"Files.List", func(w *world) error {
		return done(w.Files.List(w.ctx, w.ada(), lever.FileListOptions{Limit: 1, UploadedAtStart: since, UploadedAtEnd: until}))
	}},
	{"Files.All", func(w *world) error { return drain(w.Files.All(w.ctx, w.ada(), lever.FileListOptions{})) }},
	{"Files.Download", func(w *world) error { return closing(w.Files.Download(w.ctx, w.ada(), w.file)) }},
	{"Files.Delete", func(w *world) error { return w.Files.Delete(w.ctx, w.ada(), w.file, w.as()) }},
	{"Files.ListActions", func(w *world) error {
		return done(w.Files.ListActions(w.ctx, w.ada(), lever.FileActionListOptions{Limit: 1, OccurredAtStart: since, OccurredAtEnd: until}))
	}},
	{"Files.AllActions", func(w *world) error {
		return drain(w.Files.AllActions(w.ctx, w.ada(), lever.FileActionListOptions{Limit: 1}))
	}},
	{"Notes.Create", func(w *world) error {
		made, err := w.Notes.Create(w.ctx, w.ada(), lever.NoteCreateRequest{Value: "Calm", Secret: true, Score: 3, NotifyFollowers: true, CreatedAt: since}, w.as())
		return keep(&w.note, made.ID, err)
	}},
	{"Notes.Create", func(w *world) error {
		return done(w.Notes.Create(w.ctx, w.ada(), lever.NoteCreateRequest{Value: "Indeed"}, lever.ThreadOf(w.note)))
	}},
	{"Notes.Update", func(w *world) error {
		return done(w.Notes.Update(w.ctx, w.ada(), w.note, lever.NoteUpdateRequest{Values: []lever.NoteValue{{Value: "Quiet", Score: 2}, {Value: "Kind"}}}))
	}},
	{"Notes.Get", func(w *world) error { return done(w.Notes.Get(w.ctx, w.ada(), w.note)) }},
	{"Notes.List", func(w *world) error { return done(w.Notes.List(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Notes.All", func(w *world) error { return drain(w.Notes.All(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Notes.Delete", func(w *world) error { return w.Notes.Delete(w.ctx, w.ada(), w.note) }},
	{"Forms.Create", func(w *world) error {
		values := []lever.FieldValue{}
		for _, field := range allFields {
			values = append(values, lever.FieldValue{ID: field.ID, Value: formAnswers[field.Type]})
		}
		made, err := w.Forms.Create(w.ctx, w.ada(), lever.FormCreateRequest{BaseTemplateID: w.form, Fields: values, Secret: new(true)}, w.as())
		return keep(&w.profile, made.ID, err)
	}},
	{"Forms.Get", func(w *world) error { return done(w.Forms.Get(w.ctx, w.ada(), w.profile)) }},
	{"Forms.List", func(w *world) error { return done(w.Forms.List(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Forms.All", func(w *world) error { return drain(w.Forms.All(w.ctx, w.ada(), lever.ListOptions{})) }},
	{"Offers.List", func(w *world) error {
		return done(w.Offers.List(w.ctx, w.ada(), lever.ListOptions{Limit: 1}, lever.Expand(lever.ExpandCreator)))
	}},
	{"Offers.All", func(w *world) error { return drain(w.Offers.All(w.ctx, w.ada(), lever.ListOptions{})) }},
	{"Offers.Download", func(w *world) error {
		return closing(w.Offers.Download(w.ctx, w.ada(), w.offer, lever.OfferDownloadOptions{Status: lever.OfferStatusSigned}))
	}},
	{"Referrals.List", func(w *world) error { return done(w.Referrals.List(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Referrals.All", func(w *world) error { return drain(w.Referrals.All(w.ctx, w.ada(), lever.ListOptions{})) }},
	{"Referrals.Get", func(w *world) error { return done(w.Referrals.Get(w.ctx, w.ada(), w.referral)) }},
	{"Resumes.List", func(w *world) error {
		return done(w.Resumes.List(w.ctx, w.ada(), lever.FileListOptions{Limit: 1, UploadedAtStart: since, UploadedAtEnd: until}))
	}},
	{"Resumes.All", func(w *world) error { return drain(w.Resumes.All(w.ctx, w.ada(), lever.FileListOptions{})) }},
	{"Resumes.Get", func(w *world) error { return done(w.Resumes.Get(w.ctx, w.ada(), w.resume)) }},
	{"Resumes.Download", func(w *world) error { return closing(w.Resumes.Download(w.ctx, w.ada(), w.resume)) }},
}

// formAnswers has an answer to each type of field.
var formAnswers = map[string]any{
	"text": "x", "textarea": "x", "note": "x", "code": "x", "university": "x", "date": 1418716800000, "currency": 5.5, "score": 4, "yes-no": "yes",
	"dropdown": "b", "multiple-choice": "red", "multiple-select": []string{"red", "blue"}, "score-system": "red",
	"scorecard": []map[string]any{{"score": 3, "comment": "x"}}, "file-upload": map[string]any{"id": "f"},
}

// meetingCalls are the calls of panels, interviews and the feedback on them.
var meetingCalls = []contractCall{
	{"Panels.Create", func(w *world) error {
		made, err := w.Panels.Create(w.ctx, w.ada(), w.panelRequest(), w.as())
		if err == nil {
			w.meeting = made
		}
		return err
	}},
	{"Panels.Update", func(w *world) error {
		req := w.panelRequest()
		req.Interviews[0].ID = w.meeting.Interviews[0].ID
		return done(w.Panels.Update(w.ctx, w.ada(), w.meeting.ID, req, w.as()))
	}},
	{"Panels.Get", func(w *world) error { return done(w.Panels.Get(w.ctx, w.ada(), w.meeting.ID)) }},
	{"Panels.List", func(w *world) error { return done(w.Panels.List(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Panels.All", func(w *world) error { return drain(w.Panels.All(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Interviews.Create", func(w *world) error {
		made, err := w.Interviews.Create(w.ctx, w.ada(), w.interviewRequest(), w.as())
		return keep(&w.interview, made.ID, err)
	}},
	{"Interviews.Update", func(w *world) error {
		return done(w.Interviews.Update(w.ctx, w.ada(), w.interview, w.interviewRequest(), w.as()))
	}},
	{"Feedback.Create", func(w *world) error {
		made, err := w.Feedback.Create(w.ctx, w.ada(), lever.FeedbackCreateRequest{
			BaseTemplateID: w.template, Panel: w.panel, Interview: "talk", FieldValues: []lever.FieldValue{{ID: "rating", Value: "3 - Hire"}},
			CreatedAt: since, CompletedAt: since,
		}, lever.PerformAs(w.company.Interviewer.ID))
		return keep(&w.feedback, made.ID, err)
	}},
	{"Feedback.Update", func(w *world) error {
		return done(w.Feedback.Update(w.ctx, w.ada(), w.feedback, lever.FeedbackUpdateRequest{
			FieldValues: []lever.FieldValue{{ID: "rating", Value: "2 - No Hire"}}, CompletedAt: since,
		}, lever.PerformAs(w.company.Interviewer.ID)))
	}},
	{"Feedback.Get", func(w *world) error { return done(w.Feedback.Get(w.ctx, w.ada(), w.feedback)) }},
	{"Feedback.List", func(w *world) error { return done(w.Feedback.List(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Feedback.All", func(w *world) error { return drain(w.Feedback.All(w.ctx, w.ada(), lever.ListOptions{})) }},
	{"Interviews.Get", func(w *world) error { return done(w.Interviews.Get(w.ctx, w.ada(), "talk")) }},
	{"Interviews.List", func(w *world) error { return done(w.Interviews.List(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Interviews.All", func(w *world) error { return drain(w.Interviews.All(w.ctx, w.ada(), lever.ListOptions{Limit: 1})) }},
	{"Feedback.Delete", func(w *world) error {
		return w.Feedback.Delete(w.ctx, w.ada(), w.feedback, lever.PerformAs(w.company.Interviewer.ID))
	}},
	{"Feedback.Get", func(w *world) error { return done(w.Feedback.Get(w.ctx, w.ada(), w.feedback)) }}, // deleted, and still readable
	{"Interviews.Delete", func(w *world) error { return w.Interviews.Delete(w.ctx, w.ada(), w.interview, w.as()) }},
	{"Panels.Delete", func(w *world) error { return w.Panels.Delete(w.ctx, w.ada(), w.meeting.ID, w.as()) }},
	{"Panels.Get", func(w *world) error { return done(w.Panels.Get(w.ctx, w.ada(), w.meeting.ID)) }}, // canceled, and still readable
}

func (w *world) panelRequest() lever.PanelRequest {
	return lever.PanelRequest{
		Timezone: "Europe/Berlin", Applications: []string{w.company.Ada.Applications[0].ID}, ExternalURL: "https://example.com/panel",
		FeedbackReminder: "daily", Note: "Bring coffee",
		Interviews: []lever.PanelInterviewRequest{{
			Interviewers: []lever.InterviewerRequest{{ID: w.company.Interviewer.ID, FeedbackTemplate: w.template}}, Date: until, Duration: 60,
			Subject: "Code", Note: "Quiet room", Location: "Room 1", FeedbackTemplate: w.template, FeedbackReminder: "once",
		}},
	}
}

func (w *world) interviewRequest() lever.InterviewRequest {
	return lever.InterviewRequest{
		Panel: w.panel, Interviewers: []lever.InterviewerRequest{{ID: w.company.Admin.ID}}, Date: until, Duration: 15, Subject: "Second",
		Note: "Short", Location: "Room 2", FeedbackTemplate: w.template, FeedbackReminder: "none",
	}
}
