package levertest

import (
	"slices"
	"time"
)

// Feedback is a filled-in feedback form on an opportunity.
type Feedback struct {
	ID           string    `json:"id"`
	Template     string    `json:"template"` // id
	Text         string    `json:"text"`
	Instructions string    `json:"instructions"`
	Fields       []Field   `json:"fields"`
	Panel        string    `json:"panel,omitzero"`
	Interview    string    `json:"interview,omitzero"`
	User         string    `json:"user"`
	CreatedAt    time.Time `json:"createdAt"`
	CompletedAt  time.Time `json:"completedAt,omitzero"`
	UpdatedAt    time.Time `json:"updatedAt,omitzero"`
	DeletedAt    time.Time `json:"deletedAt,omitzero"` // deleted ones stay readable
}

type feedbackJSON struct {
	ID             string  `json:"id"`
	Type           string  `json:"type"`
	Text           string  `json:"text"`
	Instructions   string  `json:"instructions"`
	Fields         []Field `json:"fields"`
	BaseTemplateID string  `json:"baseTemplateId"`
	Interview      *string `json:"interview"`
	Panel          *string `json:"panel"`
	User           string  `json:"user"`
	CreatedAt      int64   `json:"createdAt"`
	CompletedAt    *int64  `json:"completedAt"`
	UpdatedAt      *int64  `json:"updatedAt"`
	DeletedAt      *int64  `json:"deletedAt"`
}

// rawFeedbackJSON is what an update was recorded to answer: Lever's own record.
type rawFeedbackJSON struct {
	AccountID      string         `json:"accountId"`
	CreatedAt      int64          `json:"createdAt"`
	UserID         string         `json:"userId"`
	ProfileID      string         `json:"profileId"`
	BaseTemplateID string         `json:"baseTemplateId"`
	PanelID        string         `json:"panelId,omitzero"`
	InterviewID    string         `json:"interviewId,omitzero"`
	Text           string         `json:"text"`
	Instructions   string         `json:"instructions"`
	Type           string         `json:"type"`
	Fields         []rawFieldJSON `json:"fields"`
	CompletedAt    *int64         `json:"completedAt"`
	UpdatedAt      *int64         `json:"updatedAt"`
	DeletedAt      *int64         `json:"deletedAt,omitzero"`
	ID             string         `json:"id"`
}

// rawFieldJSON calls a score system a score and marks it as the summary.
type rawFieldJSON struct {
	Field
	IsSummary   *bool   `json:"isSummary,omitzero"`
	SummaryText *string `json:"summaryText,omitzero"`
	Overall     *bool   `json:"overall,omitzero"`
}

func (f Feedback) json() feedbackJSON {
	return feedbackJSON{
		ID: f.ID, Type: "interview", Text: f.Text, Instructions: f.Instructions, Fields: f.Fields, BaseTemplateID: f.Template,
		Interview: orNull(f.Interview), Panel: orNull(f.Panel), User: f.User, CreatedAt: f.CreatedAt.UnixMilli(),
		CompletedAt: millis(f.CompletedAt), UpdatedAt: millis(f.UpdatedAt), DeletedAt: millis(f.DeletedAt),
	}
}

func (f Feedback) raw(account, opportunity string) rawFeedbackJSON {
	wire := rawFeedbackJSON{
		AccountID: account, CreatedAt: f.CreatedAt.UnixMilli(), UserID: f.User, ProfileID: opportunity, BaseTemplateID: f.Template,
		PanelID: f.Panel, InterviewID: f.Interview, Text: f.Text, Instructions: f.Instructions, Type: "interview",
		CompletedAt: millis(f.CompletedAt), UpdatedAt: millis(f.UpdatedAt), DeletedAt: millis(f.DeletedAt), ID: f.ID,
	}
	for _, field := range f.Fields {
		raw := rawFieldJSON{Field: field}
		if field.Type == "score-system" {
			yes, text := true, ""
			raw.Type, raw.IsSummary, raw.Overall, raw.SummaryText = "score", &yes, &yes, &text
		}
		wire.Fields = append(wire.Fields, raw)
	}
	return wire
}

// listFeedback answers the newest first, deleted ones included, as recorded.
func (a *api) listFeedback(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	return paged(r, o.Feedback, func(f Feedback) cursor { return cursor{at: -f.CreatedAt.UnixMilli(), id: f.ID} },
		func(f Feedback) any { return f.json() })
}

func (a *api) getFeedback(r *request) (reply, error) {
	o, i, err := a.feedback(r)
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(o.Feedback[i].json())), nil
}

func (a *api) createFeedback(r *request) (reply, error) {
	o, user, err := a.writeAs(r, true)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		BaseTemplateID string       `json:"baseTemplateId"`
		Panel          string       `json:"panel"`
		Interview      string       `json:"interview"`
		FieldValues    []fieldValue `json:"fieldValues"`
		CreatedAt      int64        `json:"createdAt"`
		CompletedAt    int64        `json:"completedAt"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	template, ok := find(a.state.feedbackTemplates, func(t Template) bool { return t.ID == body.BaseTemplateID })
	if !ok {
		return reply{}, badRequest("baseTemplateId is no feedback template of this account")
	}
	if (body.Panel == "") != (body.Interview == "") {
		return reply{}, badRequest("panel and interview must be given both or neither")
	}
	if body.Panel != "" {
		panel, ok := find(o.Panels, func(p Panel) bool { return p.ID == body.Panel })
		if _, held := find(panel.Interviews, func(v Interview) bool { return v.ID == body.Interview }); !ok || !held {
			return reply{}, badRequest("interview is no interview of panel")
		}
	}
	fields, err := answered(template.Fields, body.FieldValues)
	if err != nil {
		return reply{}, err
	}
	feedback := Feedback{
		ID: newID(), Template: template.ID, Text: template.Text, Instructions: template.Instructions, Fields: fields,
		Panel: body.Panel, Interview: body.Interview, User: user, CreatedAt: now(),
	}
	if feedback.CreatedAt, err = past("createdAt", body.CreatedAt, feedback.CreatedAt); err != nil {
		return reply{}, err
	}
	if feedback.CompletedAt, err = past("completedAt", body.CompletedAt, feedback.CreatedAt); err != nil {
		return reply{}, err
	}
	answer := created(feedback.json()) // updatedAt is null in this reply only
	feedback.UpdatedAt = now()
	o.Feedback = append(o.Feedback, feedback)
	return answer, nil
}

func (a *api) updateFeedback(r *request) (reply, error) {
	if _, _, err := a.writeAs(r, true); err != nil {
		return reply{}, err
	}
	o, i, err := a.feedback(r)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		CompletedAt int64        `json:"completedAt"`
		FieldValues []fieldValue `json:"fieldValues"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	feedback := o.Feedback[i]
	if feedback.Fields, err = answered(feedback.Fields, body.FieldValues); err != nil {
		return reply{}, err
	}
	if feedback.CompletedAt, err = past("completedAt", body.CompletedAt, feedback.CompletedAt); err != nil {
		return reply{}, err
	}
	feedback.UpdatedAt = now()
	o.Feedback[i] = feedback
	return data(feedback.raw(a.fake.accountID(), o.ID)), nil
}

func (a *api) deleteFeedback(r *request) (reply, error) {
	if _, _, err := a.writeAs(r, true); err != nil {
		return reply{}, err
	}
	o, i, err := a.feedback(r)
	if err != nil {
		return reply{}, err
	}
	if !o.Feedback[i].DeletedAt.IsZero() {
		return reply{}, notFound("feedback", r.PathValue("feedback"))
	}
	o.Feedback[i].DeletedAt = now()
	return noContent(), nil
}

func (a *api) feedback(r *request) (*opportunity, int, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return nil, 0, err
	}
	id := r.PathValue("feedback")
	i := slices.IndexFunc(o.Feedback, func(f Feedback) bool { return f.ID == id })
	if i < 0 {
		return nil, 0, notFound("feedback", id)
	}
	return o, i, nil
}
