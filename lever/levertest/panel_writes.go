package levertest

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// reminders are how often interviewers are asked for their feedback.
var reminders = []string{"once", "daily", "frequently", "none"}

type interviewBody struct {
	ID               string     `json:"id"`    // of an interview that a panel keeps
	Panel            string     `json:"panel"` // for one to be added
	Subject          string     `json:"subject"`
	Note             string     `json:"note"`
	Location         string     `json:"location"`
	Date             int64      `json:"date"`
	Duration         int        `json:"duration"`
	Interviewers     []Attendee `json:"interviewers"`
	FeedbackTemplate string     `json:"feedbackTemplate"`
	FeedbackReminder string     `json:"feedbackReminder"`
}

type panelBody struct {
	Applications     []string        `json:"applications"`
	Timezone         string          `json:"timezone"`
	FeedbackReminder string          `json:"feedbackReminder"`
	Note             string          `json:"note"`
	ExternalURL      string          `json:"externalUrl"`
	Interviews       []interviewBody `json:"interviews"`
}

// interview checks the body of a new interview, or of one that is to be replaced.
func (a *api) interview(body interviewBody, reminder string) (Interview, error) {
	if body.Date <= 0 || body.Duration < 1 || len(body.Interviewers) == 0 {
		return Interview{}, badRequest("date, duration of at least one minute, and interviewers are required")
	}
	for i, who := range body.Interviewers {
		if _, ok := a.state.user(who.ID); !ok {
			return Interview{}, badRequest(fmt.Sprintf("interviewers[%d] is no user of this account", i))
		}
	}
	if body.FeedbackReminder != "" && !slices.Contains(reminders, body.FeedbackReminder) {
		return Interview{}, badRequest("feedbackReminder is not one of once, daily, frequently, none")
	}
	return Interview{
		ID: newID(), Subject: body.Subject, Note: body.Note, Location: body.Location, Date: time.UnixMilli(body.Date).UTC(),
		Duration: body.Duration, Interviewers: body.Interviewers, FeedbackTemplate: body.FeedbackTemplate,
		FeedbackReminder: cmp.Or(body.FeedbackReminder, reminder), CreatedAt: now(),
	}, nil
}

// readPanel checks the body of a new panel, or of one that is to replace old, whose interviews keep
// their ids.
func (a *api) readPanel(r *request, o *opportunity, old Panel) (Panel, error) {
	var body panelBody
	if err := r.decode(&body); err != nil {
		return Panel{}, err
	}
	if body.Timezone == "" || len(body.Interviews) == 0 {
		return Panel{}, badRequest("timezone and interviews are required")
	}
	if body.Applications != nil && len(body.Applications) == 0 {
		return Panel{}, badRequest("applications may be left out, but not be empty")
	}
	for _, id := range body.Applications {
		if _, ok := find(o.Applications, func(application Application) bool { return application.ID == id }); !ok {
			return Panel{}, badRequest("applications names one that is not of this opportunity")
		}
	}
	panel := Panel{
		ID: newID(), Applications: body.Applications, Timezone: body.Timezone, FeedbackReminder: cmp.Or(body.FeedbackReminder, "daily"),
		Note: body.Note, ExternalURL: body.ExternalURL, Stage: o.Stage, CreatedAt: now(), ExternallyManaged: true,
	}
	if !slices.Contains(reminders, panel.FeedbackReminder) {
		return Panel{}, badRequest("feedbackReminder is not one of once, daily, frequently, none")
	}
	for _, each := range body.Interviews {
		v, err := a.interview(each, panel.FeedbackReminder)
		if err != nil {
			return Panel{}, err
		}
		if each.ID != "" {
			before, ok := find(old.Interviews, func(v Interview) bool { return v.ID == each.ID })
			if !ok {
				return Panel{}, badRequest("interviews names one that is not of this panel")
			}
			v.ID, v.CreatedAt = before.ID, before.CreatedAt
		} else {
			v.FeedbackTemplate = cmp.Or(v.FeedbackTemplate, noFeedback)
		}
		panel.Interviews = append(panel.Interviews, v)
	}
	return panel, nil
}

func (a *api) createPanel(r *request) (reply, error) {
	o, user, err := a.writeAs(r, false)
	if err != nil {
		return reply{}, err
	}
	panel, err := a.readPanel(r, o, Panel{})
	if err != nil {
		return reply{}, err
	}
	panel.User = user
	o.Panels = append(o.Panels, panel)
	for _, v := range panel.Interviews {
		a.fake.emitInterview("interviewCreated", o, panel.ID, v.ID)
	}
	return created(panel.json(a.state)), nil
}

// updatePanel replaces the panel: what the body leaves out is gone, its interviews included.
func (a *api) updatePanel(r *request) (reply, error) {
	o, _, err := a.writeAs(r, false)
	if err != nil {
		return reply{}, err
	}
	i, err := o.managedPanel(r.PathValue("panel"))
	if err != nil {
		return reply{}, err
	}
	old := o.Panels[i]
	panel, err := a.readPanel(r, o, old)
	if err != nil {
		return reply{}, err
	}
	panel.ID, panel.CreatedAt, panel.User, panel.Stage = old.ID, old.CreatedAt, old.User, old.Stage
	o.Panels[i] = panel
	kept := make(map[string]bool)
	for _, v := range panel.Interviews {
		event := "interviewCreated"
		if slices.ContainsFunc(old.Interviews, func(before Interview) bool { return before.ID == v.ID }) {
			event, kept[v.ID] = "interviewUpdated", true
		}
		a.fake.emitInterview(event, o, panel.ID, v.ID)
	}
	for _, v := range old.Interviews {
		if !kept[v.ID] {
			a.fake.emitInterview("interviewDeleted", o, panel.ID, v.ID)
		}
	}
	return data(panel.json(a.state)), nil
}

func (a *api) deletePanel(r *request) (reply, error) {
	o, _, err := a.writeAs(r, false)
	if err != nil {
		return reply{}, err
	}
	i, err := o.managedPanel(r.PathValue("panel"))
	if err != nil {
		return reply{}, err
	}
	a.fake.cancel(o, i)
	return noContent(), nil
}

// managedPanel finds a panel that the API may change.
func (o *opportunity) managedPanel(id string) (int, error) {
	i, err := o.panel(id)
	if err != nil {
		return 0, err
	}
	if !o.Panels[i].ExternallyManaged {
		return 0, forbidden("only panels that are externally managed can be changed through the API")
	}
	if !o.Panels[i].CanceledAt.IsZero() {
		return 0, notFound("panels", id)
	}
	return i, nil
}

// cancel cancels a panel with all its interviews. Both stay readable. It wants the lock held.
func (f *Fake) cancel(o *opportunity, i int) {
	panel := o.Panels[i].clone()
	panel.CanceledAt = now()
	for at := range panel.Interviews {
		panel.Interviews[at].CanceledAt = panel.CanceledAt
		f.emitInterview("interviewDeleted", o, panel.ID, panel.Interviews[at].ID)
	}
	o.Panels[i] = panel
}
