package levertest

import (
	"strconv"
	"time"
)

func (a *api) listOpportunities(r *request) (reply, error) {
	spans := make(map[string]span)
	for _, name := range []string{"created_at", "updated_at", "advanced_at", "archived_at"} {
		span, err := r.span(name)
		if err != nil {
			return reply{}, err
		}
		spans[name] = span
	}
	var rows []*opportunity
	for _, o := range a.state.opportunities {
		if a.matches(r, o) && spans["created_at"].holds(o.CreatedAt) && spans["updated_at"].holds(o.UpdatedAt) &&
			spans["advanced_at"].holds(time.UnixMilli(o.lastAdvanced())) && spans["archived_at"].holds(o.Archived.At) {
			rows = append(rows, o)
		}
	}
	expand := r.expand()
	return paged(r, rows,
		func(o *opportunity) cursor {
			return cursor{rank: a.state.stageIndex(o.Stage), at: o.CreatedAt.UnixMilli(), id: o.ID}
		},
		func(o *opportunity) any { return o.json(a.state, expand) })
}

// matches tells whether the query asks for the opportunity, times apart.
func (a *api) matches(r *request, o *opportunity) bool {
	var postings, archivedPostings, locations []string
	for _, application := range o.Applications {
		postings = append(postings, application.Posting)
		if application.Archived.Reason != "" {
			archivedPostings = append(archivedPostings, application.Posting)
		}
		if posting, ok := a.state.posting(application.Posting); ok {
			locations = append(locations, posting.Location)
		}
	}
	archived := "false"
	if o.Archived.Reason != "" {
		archived = "true"
	}
	emails := r.query["email"]
	return r.listed(o.Confidentiality) && r.wants("stage_id", o.Stage) && r.wants("posting_id", postings...) &&
		r.wants("archived_posting_id", archivedPostings...) && r.wants("location", locations...) && r.wants("snoozed", strconv.FormatBool(o.SnoozedUntil.After(time.Now()))) &&
		r.wants("archived", archived) && r.wants("archive_reason_id", o.Archived.Reason) && r.wants("tag", o.Tags...) &&
		r.wants("source", o.Sources...) && r.wants("origin", o.Origin) && r.wants("contact_id", o.contact) &&
		(len(emails) == 0 || a.state.contacts[o.contact].has(emails))
}

func (a *api) getOpportunity(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(o.json(a.state, r.expand()))), nil
}

// opportunity returns the one that the path names, if the caller may see it.
func (a *api) opportunity(r *request) (*opportunity, error) {
	id := r.PathValue("id")
	o := a.state.opportunities[id]
	if o == nil {
		return nil, notFound("opportunities", id)
	}
	if !r.caller.sees(o.Confidentiality) {
		return nil, forbidden("this credential has no access to confidential opportunities")
	}
	return o, nil
}
