package levertest

import (
	"cmp"
	"slices"
	"time"
)

// noFeedback is the template of an interview that asks for no feedback, as recorded.
const noFeedback = "no-feedback"

// Panel is one or more interviews that belong together.
type Panel struct {
	ID               string      `json:"id"`           // made up if empty
	Applications     []string    `json:"applications"` // ids
	Timezone         string      `json:"timezone"`
	FeedbackReminder string      `json:"feedbackReminder"` // once, daily, frequently or none; daily if empty
	Note             string      `json:"note,omitzero"`
	ExternalURL      string      `json:"externalUrl,omitzero"`
	User             string      `json:"user"` // who made it
	Stage            string      `json:"stage"`
	Interviews       []Interview `json:"interviews"`
	CreatedAt        time.Time   `json:"createdAt"`
	CanceledAt       time.Time   `json:"canceledAt,omitzero"` // canceled ones stay readable
	// ExternallyManaged says that it was made through the API. Others can't be changed there.
	ExternallyManaged bool `json:"externallyManaged"`
}

// Interview is one meeting of a panel.
type Interview struct {
	ID               string     `json:"id"` // made up if empty
	Subject          string     `json:"subject"`
	Note             string     `json:"note"`
	Location         string     `json:"location,omitzero"`
	Date             time.Time  `json:"date"`
	Duration         int        `json:"duration"` // minutes
	Interviewers     []Attendee `json:"interviewers"`
	FeedbackTemplate string     `json:"feedbackTemplate,omitzero"` // id
	FeedbackReminder string     `json:"feedbackReminder"`
	CreatedAt        time.Time  `json:"createdAt"`
	CanceledAt       time.Time  `json:"canceledAt,omitzero"`
}

// Attendee is a user who takes part in an interview.
type Attendee struct {
	ID               string `json:"id"` // of the user
	FeedbackTemplate string `json:"feedbackTemplate"`
}

type panelJSON struct {
	ID                string               `json:"id"`
	Applications      []string             `json:"applications"`
	CanceledAt        *int64               `json:"canceledAt"`
	CreatedAt         int64                `json:"createdAt"`
	End               int64                `json:"end"`
	ExternallyManaged bool                 `json:"externallyManaged"`
	ExternalURL       *string              `json:"externalUrl"`
	FeedbackReminder  string               `json:"feedbackReminder"`
	Interviews        []panelInterviewJSON `json:"interviews"`
	Note              *string              `json:"note"`
	Stage             string               `json:"stage"`
	Start             int64                `json:"start"`
	Timezone          string               `json:"timezone"`
	User              string               `json:"user"`
}

type panelInterviewJSON struct {
	ID               string            `json:"id"`
	Date             int64             `json:"date"`
	Duration         int               `json:"duration"`
	FeedbackReminder string            `json:"feedbackReminder"`
	FeedbackTemplate *string           `json:"feedbackTemplate"`
	Interviewers     []interviewerJSON `json:"interviewers"`
	Location         *string           `json:"location"`
	Note             string            `json:"note"`
	Subject          string            `json:"subject"`
}

type interviewerJSON struct {
	ID               string `json:"id"`
	Email            string `json:"email"`
	Name             string `json:"name"`
	ResponseStatus   string `json:"responseStatus,omitzero"` // inside panels only
	FeedbackTemplate string `json:"feedbackTemplate"`
}

func (p Panel) clone() Panel {
	p.Applications, p.Interviews = slices.Clone(p.Applications), slices.Clone(p.Interviews)
	return p
}

// json writes the panel. It wants the lock held.
func (p Panel) json(s *state) panelJSON {
	wire := panelJSON{
		ID: p.ID, Applications: list(p.Applications), CanceledAt: millis(p.CanceledAt), CreatedAt: p.CreatedAt.UnixMilli(),
		ExternallyManaged: p.ExternallyManaged, ExternalURL: orNull(p.ExternalURL), FeedbackReminder: p.FeedbackReminder,
		Note: orNull(p.Note), Stage: p.Stage, Timezone: p.Timezone, User: p.User, Interviews: []panelInterviewJSON{},
	}
	for _, v := range p.Interviews {
		begin, end := v.Date.UnixMilli(), v.Date.Add(time.Duration(v.Duration)*time.Minute).UnixMilli()
		if wire.Start == 0 || begin < wire.Start {
			wire.Start = begin
		}
		wire.End = max(wire.End, end)
		wire.Interviews = append(wire.Interviews, panelInterviewJSON{
			ID: v.ID, Date: begin, Duration: v.Duration, FeedbackReminder: v.FeedbackReminder, FeedbackTemplate: orNull(v.FeedbackTemplate),
			Interviewers: v.interviewers(s, "needsAction"), Location: orNull(v.Location), Note: v.Note, Subject: v.Subject,
		})
	}
	return wire
}

func (v Interview) interviewers(s *state, response string) []interviewerJSON {
	wire := []interviewerJSON{}
	for _, who := range v.Interviewers {
		user, _ := s.user(who.ID)
		wire = append(wire, interviewerJSON{who.ID, user.Email, user.Name, response, cmp.Or(who.FeedbackTemplate, noFeedback)})
	}
	return wire
}

// AddPanel adds a panel to an opportunity and returns it as stored: missing ids are made up. With
// ExternallyManaged false it is one that was made in Lever, which the API can't change. It sends the
// webhooks of its interviews.
func (f *Fake) AddPanel(id string, panel Panel) (Panel, error) {
	panel = panel.clone()
	err := f.change(id, func(o *opportunity) error {
		panel.ID, panel.CreatedAt, panel.Stage = cmp.Or(panel.ID, newID()), now(), o.Stage
		panel.FeedbackReminder = cmp.Or(panel.FeedbackReminder, "daily")
		for i := range panel.Interviews {
			v := &panel.Interviews[i]
			v.ID, v.CreatedAt, v.FeedbackReminder = cmp.Or(v.ID, newID()), panel.CreatedAt, cmp.Or(v.FeedbackReminder, panel.FeedbackReminder)
		}
		o.Panels = append(o.Panels, panel.clone())
		for _, v := range panel.Interviews {
			f.emitInterview("interviewCreated", o, panel.ID, v.ID)
		}
		return nil
	})
	return panel, err
}

func (a *api) listPanels(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	return paged(r, o.Panels, func(p Panel) cursor { return cursor{at: p.CreatedAt.UnixMilli(), id: p.ID} },
		func(p Panel) any { return p.json(a.state) })
}

func (a *api) getPanel(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	i, err := o.panel(r.PathValue("panel"))
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(o.Panels[i].json(a.state))), nil
}

func (o *opportunity) panel(id string) (int, error) {
	i := slices.IndexFunc(o.Panels, func(p Panel) bool { return p.ID == id })
	if i < 0 {
		return 0, notFound("panels", id)
	}
	return i, nil
}
