package lever

import (
	"context"
	"iter"
)

var (
	listFeedback   = operation{name: "feedback.list", method: "GET", path: "/opportunities/{opportunity}/feedback", scope: "feedback:read:admin"}
	getFeedback    = operation{name: "feedback.get", method: "GET", path: "/opportunities/{opportunity}/feedback/{feedback}", scope: "feedback:read:admin"}
	createFeedback = operation{name: "feedback.create", method: "POST", path: "/opportunities/{opportunity}/feedback", scope: "feedback:write:admin", performAs: performAsRequired}
	updateFeedback = operation{name: "feedback.update", method: "PUT", path: "/opportunities/{opportunity}/feedback/{feedback}", scope: "feedback:write:admin", performAs: performAsRequired}
	deleteFeedback = operation{name: "feedback.delete", method: "DELETE", path: "/opportunities/{opportunity}/feedback/{feedback}", scope: "feedback:write:admin", performAs: performAsRequired}
)

// FeedbackService has the verbs of feedback. Its changes need [PerformAs].
type FeedbackService struct{ client *Client }

// Get answers one feedback. It calls GET /opportunities/{opportunity}/feedback/{feedback}.
func (s *FeedbackService) Get(ctx context.Context, opportunity, feedback string, opts ...RequestOption) (Feedback, error) {
	return one[Feedback](ctx, s.client, call{op: getFeedback, ids: []string{opportunity, feedback}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/feedback.
func (s *FeedbackService) List(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) (Page[Feedback], error) {
	return list[Feedback](ctx, s.client, call{op: listFeedback, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/feedback.
func (s *FeedbackService) All(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) iter.Seq2[Feedback, error] {
	call := call{op: listFeedback, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(feedback Feedback) string { return feedback.ID })
}

// Create adds a filled form of a template. Panel and interview go together. It is never sent twice: after an error for
// which [IsAmbiguous] holds, look for it before creating it again. It calls POST /opportunities/{opportunity}/feedback.
func (s *FeedbackService) Create(ctx context.Context, opportunity string, req FeedbackCreateRequest, opts ...RequestOption) (Feedback, error) {
	switch {
	case req.BaseTemplateID == "":
		return Feedback{}, createFeedback.argument("baseTemplateId", `""`, "a template's id")
	case req.Panel == "" && req.Interview != "":
		return Feedback{}, createFeedback.argument("panel", `""`, "the panel of the interview")
	case req.Panel != "" && req.Interview == "":
		return Feedback{}, createFeedback.argument("interview", `""`, "an interview of the panel")
	}
	if err := needFieldIDs(createFeedback, "fieldValues", req.FieldValues); err != nil {
		return Feedback{}, err
	}
	return one[Feedback](ctx, s.client, call{op: createFeedback, ids: []string{opportunity}, json: req, opts: opts})
}

// Update changes answers. The answer has another shape than that of the other verbs. It is never sent twice. It calls
// PUT /opportunities/{opportunity}/feedback/{feedback}.
func (s *FeedbackService) Update(ctx context.Context, opportunity, feedback string, req FeedbackUpdateRequest, opts ...RequestOption) (StoredFeedback, error) {
	if len(req.FieldValues) == 0 && req.CompletedAt.IsZero() {
		return StoredFeedback{}, updateFeedback.argument("fieldValues", "empty", "at least one, or completedAt")
	}
	if err := needFieldIDs(updateFeedback, "fieldValues", req.FieldValues); err != nil {
		return StoredFeedback{}, err
	}
	return one[StoredFeedback](ctx, s.client, call{op: updateFeedback, ids: []string{opportunity, feedback}, json: req, opts: opts})
}

// Delete deletes a feedback. It calls DELETE /opportunities/{opportunity}/feedback/{feedback}.
func (s *FeedbackService) Delete(ctx context.Context, opportunity, feedback string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteFeedback, ids: []string{opportunity, feedback}, opts: opts})
}

// needFieldIDs refuses answers that belong to no field.
func needFieldIDs(op operation, field string, values []FieldValue) error {
	for _, value := range values {
		if value.ID == "" {
			return op.argument(field, `a list with the id ""`, "the id of a field in each")
		}
	}
	return nil
}
