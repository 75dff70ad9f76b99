package lever

import (
	"context"
	"encoding/json"
)

var getDiversitySurvey = operation{name: "surveys.diversity", method: "GET", path: "/surveys/diversity/{posting}", scope: "diversity_surveys:read:admin"}

// SurveysService has the verb of surveys.
type SurveysService struct{ client *Client }

// DiversitySurveyOptions choose the survey of a place.
type DiversitySurveyOptions struct {
	CountryCode string `url:"country_code,omitempty"` // two letters
	Location    string `url:"location,omitempty"`
}

// Diversity answers the survey for applicants of a posting as it comes: no answer is recorded, and Lever's documentation does
// not show its fields. The answers go into [ApplyRequest]. It calls GET /surveys/diversity/{posting}.
func (s *SurveysService) Diversity(ctx context.Context, posting string, options DiversitySurveyOptions, opts ...RequestOption) (json.RawMessage, error) {
	return one[json.RawMessage](ctx, s.client, call{op: getDiversitySurvey, ids: []string{posting}, query: options, opts: opts})
}
