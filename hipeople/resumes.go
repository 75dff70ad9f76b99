package hipeople

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
)

// Resume is a candidate's file (observed). Printing one shows ids only.
type Resume struct {
	ID           string
	CandidateID  string
	ExternalLink string          // where the file lies; change it by [Client.Update]
	Raw          json.RawMessage // the item as it came
}

// String shows no personal data.
func (r Resume) String() string { return fmt.Sprintf("resume %s of candidate %s", r.ID, r.CandidateID) }

// Format prints String whatever the verb.
func (r Resume) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// ResumeListOptions says which resumes to list. Zero values take the defaults.
type ResumeListOptions struct {
	Skip    int // resumes to pass over
	Limit   int // resumes a page, default 100, at most 500
	Filters []Filter
}

// ResumePage is one page of resumes.
type ResumePage struct {
	Resumes []Resume
	Total   int
	HasMore bool
}

// Resumes lists resumes.
type Resumes struct{ client *Client }

// List returns one page of the resumes that the credential may see (observed with a
// user's token).
func (s *Resumes) List(ctx context.Context, opts ResumeListOptions) (ResumePage, error) {
	p, err := s.client.list(ctx, "resumes.list", "resumes", opts.Filters, opts.Skip, opts.Limit)
	if err != nil {
		return ResumePage{}, err
	}
	resumes := make([]Resume, 0, len(p.rows))
	for _, row := range p.rows {
		resumes = append(resumes, Resume{
			ID: row.id("id"), CandidateID: row.id("candidate_id"), ExternalLink: row.text("external_link"), Raw: row.raw,
		})
	}
	return ResumePage{Resumes: resumes, Total: p.total, HasMore: p.more}, nil
}

// All returns every resume, page by page. It ends after an error, which comes with a
// zero Resume.
func (s *Resumes) All(ctx context.Context, opts ResumeListOptions) iter.Seq2[Resume, error] {
	return each("resumes.list", opts.Skip, func(skip int) ([]Resume, int, error) {
		opts.Skip = skip
		p, err := s.List(ctx, opts)
		return p.Resumes, after(skip, len(p.Resumes), p.HasMore), err
	})
}
