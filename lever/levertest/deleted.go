package levertest

import (
	"fmt"
	"slices"
	"time"
)

// deletedRow is what is left of something deleted: how it was answered last.
type deletedRow struct {
	id              string
	confidentiality string
	wire            map[string]any // never changed
	at              time.Time
}

// bury keeps what is answered of a deleted opportunity and its applications. It wants the lock held.
func (s *state) bury(o *opportunity) {
	at := now()
	rest := flat(o.json(s, nil))
	rest["deletedAt"], rest["deletedBy"] = at.UnixMilli(), orNull(o.Owner)
	s.deletedOpportunities = append(s.deletedOpportunities, deletedRow{o.ID, o.Confidentiality, rest, at})
	for _, application := range o.Applications {
		rest := map[string]any{"id": application.ID, "opportunityId": o.ID, "postingId": application.Posting, "deletedAt": at.UnixMilli()}
		s.deletedApplications = append(s.deletedApplications, deletedRow{application.ID, o.Confidentiality, rest, at})
	}
}

func (a *api) listDeletedOpportunities(r *request) (reply, error) {
	return a.listDeleted(r, a.state.deletedOpportunities)
}

func (a *api) listDeletedApplications(r *request) (reply, error) {
	return a.listDeleted(r, a.state.deletedApplications)
}

func (a *api) listDeletedPostings(r *request) (reply, error) {
	return a.listDeleted(r, a.state.deletedPostings)
}

func (a *api) listDeleted(r *request, all []deletedRow) (reply, error) {
	span, err := r.span("deleted_at")
	if err != nil {
		return reply{}, err
	}
	rows := slices.DeleteFunc(slices.Clone(all), func(d deletedRow) bool { return !r.caller.sees(d.confidentiality) || !span.holds(d.at) })
	return paged(r, rows, func(d deletedRow) cursor { return cursor{at: d.at.UnixMilli(), id: d.id} },
		func(d deletedRow) any { return d.wire })
}

// DeletePosting deletes a posting. Opportunities keep their applications to it.
func (f *Fake) DeletePosting(id string) error {
	s := f.state
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.postings, func(p Posting) bool { return p.ID == id })
	if i < 0 {
		return fmt.Errorf("levertest: no posting %q", id)
	}
	posting, at := s.postings[i], now()
	rest := flat(posting.json(s, nil))
	rest["deletedAt"] = at.UnixMilli()
	s.deletedPostings = append(s.deletedPostings, deletedRow{id, posting.Confidentiality, rest, at})
	s.postings = slices.Delete(slices.Clone(s.postings), i, i+1)
	return nil
}
