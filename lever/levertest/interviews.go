package levertest

import (
	"cmp"
	"slices"
	"time"
)

type interviewJSON struct {
	ID               string            `json:"id"`
	Panel            string            `json:"panel"`
	Subject          string            `json:"subject"`
	Note             string            `json:"note"`
	Interviewers     []interviewerJSON `json:"interviewers"`
	Timezone         string            `json:"timezone"`
	CreatedAt        int64             `json:"createdAt"`
	Date             int64             `json:"date"`
	Duration         int               `json:"duration"`
	Location         *string           `json:"location"`
	FeedbackTemplate *string           `json:"feedbackTemplate"`
	FeedbackForms    []string          `json:"feedbackForms"`
	FeedbackReminder string            `json:"feedbackReminder"`
	User             string            `json:"user"`
	Stage            string            `json:"stage"`
	CanceledAt       *int64            `json:"canceledAt"`
	Postings         []string          `json:"postings"`
	GcalEventURL     *string           `json:"gcalEventUrl"`
	OpportunityID    string            `json:"opportunityId"`
}

// place is where an interview stands: its panel and its index there.
type place struct{ panel, index int }

// interviewJSON writes an interview. It wants the lock held.
func (o *opportunity) interviewJSON(s *state, at place) interviewJSON {
	panel := o.Panels[at.panel]
	v := panel.Interviews[at.index]
	wire := interviewJSON{
		ID: v.ID, Panel: panel.ID, Subject: v.Subject, Note: v.Note, Interviewers: v.interviewers(s, ""), Timezone: panel.Timezone,
		CreatedAt: v.CreatedAt.UnixMilli(), Date: v.Date.UnixMilli(), Duration: v.Duration, Location: orNull(v.Location),
		FeedbackTemplate: orNull(v.FeedbackTemplate), FeedbackForms: []string{}, FeedbackReminder: v.FeedbackReminder, User: panel.User,
		Stage: panel.Stage, CanceledAt: millis(v.CanceledAt), Postings: []string{}, OpportunityID: o.ID,
	}
	for _, feedback := range o.Feedback {
		if feedback.Interview == v.ID && feedback.DeletedAt.IsZero() {
			wire.FeedbackForms = append(wire.FeedbackForms, feedback.ID)
		}
	}
	for _, application := range o.Applications {
		if slices.Contains(panel.Applications, application.ID) {
			wire.Postings = append(wire.Postings, application.Posting)
		}
	}
	return wire
}

func (a *api) listInterviews(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	var rows []place
	for i, panel := range o.Panels {
		for j := range panel.Interviews {
			rows = append(rows, place{i, j})
		}
	}
	return paged(r, rows,
		func(at place) cursor {
			v := o.Panels[at.panel].Interviews[at.index]
			return cursor{at: v.CreatedAt.UnixMilli(), id: v.ID}
		},
		func(at place) any { return o.interviewJSON(a.state, at) })
}

func (a *api) getInterview(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	at, err := o.findInterview(r.PathValue("interview"))
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(o.interviewJSON(a.state, at))), nil
}

func (a *api) createInterview(r *request) (reply, error) {
	o, _, err := a.writeAs(r, false)
	if err != nil {
		return reply{}, err
	}
	var body interviewBody
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	if body.Panel == "" {
		return reply{}, badRequest("panel is required")
	}
	i, err := o.managedPanel(body.Panel)
	if err != nil {
		return reply{}, err
	}
	v, err := a.interview(body, o.Panels[i].FeedbackReminder)
	if err != nil {
		return reply{}, err
	}
	v.FeedbackTemplate = cmp.Or(v.FeedbackTemplate, noFeedback)
	panel := o.Panels[i].clone()
	panel.Interviews = append(panel.Interviews, v)
	o.Panels[i] = panel
	a.fake.emitInterview("interviewCreated", o, panel.ID, v.ID)
	return created(o.interviewJSON(a.state, place{i, len(panel.Interviews) - 1})), nil
}

// updateInterview replaces the interview: what the body leaves out is gone.
func (a *api) updateInterview(r *request) (reply, error) {
	o, at, err := a.managedInterview(r)
	if err != nil {
		return reply{}, err
	}
	var body interviewBody
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	panel := o.Panels[at.panel].clone()
	v, err := a.interview(body, panel.FeedbackReminder)
	if err != nil {
		return reply{}, err
	}
	old := panel.Interviews[at.index]
	v.ID, v.CreatedAt = old.ID, old.CreatedAt
	panel.Interviews[at.index] = v
	o.Panels[at.panel] = panel
	a.fake.emitInterview("interviewUpdated", o, panel.ID, v.ID)
	return data(o.interviewJSON(a.state, at)), nil
}

// deleteInterview takes an interview out of its panel, or cancels the panel with its last one.
func (a *api) deleteInterview(r *request) (reply, error) {
	o, at, err := a.managedInterview(r)
	if err != nil {
		return reply{}, err
	}
	panel := o.Panels[at.panel].clone()
	if len(panel.Interviews) == 1 {
		a.fake.cancel(o, at.panel)
		return noContent(), nil
	}
	a.fake.emitInterview("interviewDeleted", o, panel.ID, panel.Interviews[at.index].ID)
	panel.Interviews = slices.Delete(panel.Interviews, at.index, at.index+1)
	o.Panels[at.panel] = panel
	return noContent(), nil
}

// managedInterview finds the path's interview, if the API may change it.
func (a *api) managedInterview(r *request) (*opportunity, place, error) {
	o, _, err := a.writeAs(r, false)
	if err != nil {
		return nil, place{}, err
	}
	at, err := o.findInterview(r.PathValue("interview"))
	if err == nil {
		_, err = o.managedPanel(o.Panels[at.panel].ID)
	}
	return o, at, err
}

func (o *opportunity) findInterview(id string) (place, error) {
	for i, panel := range o.Panels {
		for j, v := range panel.Interviews {
			if v.ID == id {
				return place{i, j}, nil
			}
		}
	}
	return place{}, notFound("interviews", id)
}

// cleanInterviews cancels the panels that have an interview to come. It wants the lock held.
func (f *Fake) cleanInterviews(o *opportunity) {
	for i, panel := range o.Panels {
		coming := slices.ContainsFunc(panel.Interviews, func(v Interview) bool { return v.Date.After(time.Now()) })
		if coming && panel.CanceledAt.IsZero() {
			f.cancel(o, i)
		}
	}
}
