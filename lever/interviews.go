package lever

import (
	"context"
	"fmt"
	"iter"
)

var (
	listInterviews  = operation{name: "interviews.list", method: "GET", path: "/opportunities/{opportunity}/interviews", scope: "interviews:read:admin"}
	getInterview    = operation{name: "interviews.get", method: "GET", path: "/opportunities/{opportunity}/interviews/{interview}", scope: "interviews:read:admin"}
	createInterview = operation{name: "interviews.create", method: "POST", path: "/opportunities/{opportunity}/interviews", scope: "interviews:write:admin", performAs: performAsRequired}
	updateInterview = operation{name: "interviews.update", method: "PUT", path: "/opportunities/{opportunity}/interviews/{interview}", scope: "interviews:write:admin", performAs: performAsRequired}
	deleteInterview = operation{name: "interviews.delete", method: "DELETE", path: "/opportunities/{opportunity}/interviews/{interview}", scope: "interviews:write:admin", performAs: performAsRequired}
)

// InterviewsService has the verbs of interviews. Its changes need [PerformAs] and a panel that is externally managed: one
// made by [PanelsService.Create].
type InterviewsService struct{ client *Client }

// Get answers one interview. It calls
// GET /opportunities/{opportunity}/interviews/{interview}.
func (s *InterviewsService) Get(ctx context.Context, opportunity, interview string, opts ...RequestOption) (Interview, error) {
	return one[Interview](ctx, s.client, call{op: getInterview, ids: []string{opportunity, interview}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/interviews.
func (s *InterviewsService) List(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) (Page[Interview], error) {
	return list[Interview](ctx, s.client, call{op: listInterviews, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/interviews.
func (s *InterviewsService) All(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) iter.Seq2[Interview, error] {
	call := call{op: listInterviews, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(interview Interview) string { return interview.ID })
}

// Create adds an interview to a panel. It is never sent twice: after an error for which [IsAmbiguous] holds, look for it
// before creating it again. It calls POST /opportunities/{opportunity}/interviews.
func (s *InterviewsService) Create(ctx context.Context, opportunity string, req InterviewRequest, opts ...RequestOption) (Interview, error) {
	if err := req.check(createInterview); err != nil {
		return Interview{}, err
	}
	return one[Interview](ctx, s.client, call{op: createInterview, ids: []string{opportunity}, json: req, opts: opts})
}

// Update replaces an interview: what req leaves out is deleted. It is never sent twice. It calls
// PUT /opportunities/{opportunity}/interviews/{interview}.
func (s *InterviewsService) Update(ctx context.Context, opportunity, interview string, req InterviewRequest, opts ...RequestOption) (Interview, error) {
	if err := req.check(updateInterview); err != nil {
		return Interview{}, err
	}
	return one[Interview](ctx, s.client, call{op: updateInterview, ids: []string{opportunity, interview}, json: req, opts: opts})
}

// Delete deletes an interview, and its panel with the last one. It calls
// DELETE /opportunities/{opportunity}/interviews/{interview}.
func (s *InterviewsService) Delete(ctx context.Context, opportunity, interview string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteInterview, ids: []string{opportunity, interview}, opts: opts})
}

func (req InterviewRequest) check(op operation) error {
	if req.Panel == "" {
		return op.argument("panel", `""`, "a panel's id")
	}
	return checkMeeting(op, req.Interviewers, req.Date, req.Duration)
}

// checkMeeting refuses what no interview may lack.
func checkMeeting(op operation, interviewers []InterviewerRequest, date Time, minutes int) error {
	switch {
	case len(interviewers) == 0:
		return op.argument("interviewers", "empty", "at least one")
	case date.IsZero():
		return op.argument("date", "the zero time", "a time")
	case minutes < 1:
		return op.argument("duration", fmt.Sprintf("%d minutes", minutes), "1 or more")
	}
	for _, interviewer := range interviewers {
		if interviewer.ID == "" {
			return op.argument("interviewers", `a list with the id ""`, "the id of a user in each")
		}
	}
	return nil
}
