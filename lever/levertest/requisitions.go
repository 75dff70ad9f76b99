package levertest

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Requisition is an approved need for people.
type Requisition struct {
	ID            string `json:"id"` // made up if empty
	Name          string `json:"name"`
	Code          string `json:"requisitionCode"`
	Headcount     int    `json:"headcountTotal"`    // people needed
	Unlimited     bool   `json:"headcountInfinite"` // no end to Headcount
	Hired         int    `json:"headcountHired"`
	Status        string `json:"status"` // open, onHold, closed or draft; open if empty
	Backfill      bool   `json:"backfill"`
	Creator       string `json:"creator,omitzero"` // user id; empty if made through the API
	Owner         string `json:"owner,omitzero"`   // user id
	HiringManager string `json:"hiringManager,omitzero"`
	InternalNotes string `json:"internalNotes"`
	Employment    string `json:"employmentStatus,omitzero"`
	Location      string `json:"location,omitzero"`
	Team          string `json:"team,omitzero"`
	Department    string `json:"department,omitzero"`
	// Postings are ids. With a confidential one among them the requisition is confidential, too.
	Postings     []string                   `json:"postings"`
	Compensation SalaryRange                `json:"compensationBand,omitzero"`
	CustomFields map[string]json.RawMessage `json:"customFields"` // by the field's id
	History      []RequisitionState         `json:"stateHistory"`
	CreatedAt    time.Time                  `json:"createdAt"`
	UpdatedAt    time.Time                  `json:"updatedAt"`
	ClosedAt     time.Time                  `json:"closedAt,omitzero"`
}

// RequisitionState is one status a requisition has had.
type RequisitionState struct {
	Status string    `json:"status"`
	At     time.Time `json:"beginAt"`
}

// AddRequisition adds a requisition as a person does in Lever, and returns it as stored.
func (f *Fake) AddRequisition(requisition Requisition) Requisition {
	if requisition.ID == "" {
		requisition.ID = newID()
	}
	requisition.CreatedAt = now()
	requisition.Postings, requisition.CustomFields = slices.Clone(requisition.Postings), maps.Clone(requisition.CustomFields)
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	requisition = requisition.become(requisition.Status, requisition.CreatedAt)
	f.state.requisitions = append(f.state.requisitions, requisition)
	return requisition
}

// become returns the requisition with its status and what follows of it.
func (q Requisition) become(status string, at time.Time) Requisition {
	if status == "" {
		status = "open"
	}
	if len(q.History) == 0 || q.History[len(q.History)-1].Status != status {
		q.History = append(slices.Clone(q.History), RequisitionState{status, at})
	}
	q.Status, q.UpdatedAt = status, at
	if status != "closed" {
		q.ClosedAt = time.Time{}
	} else if q.ClosedAt.IsZero() {
		q.ClosedAt = at
	}
	return q
}

type requisitionJSON struct {
	ID                string                     `json:"id"`
	CreatedAt         int64                      `json:"createdAt"`
	Confidentiality   string                     `json:"confidentiality"`
	Status            string                     `json:"status"`
	Name              string                     `json:"name"`
	RequisitionCode   string                     `json:"requisitionCode"`
	HeadcountTotal    any                        `json:"headcountTotal"`
	HeadcountHired    int                        `json:"headcountHired"`
	HeadcountInfinite bool                       `json:"headcountInfinite"`
	Backfill          bool                       `json:"backfill"`
	Creator           *string                    `json:"creator"`
	Owner             *string                    `json:"owner"`
	HiringManager     *string                    `json:"hiringManager"`
	InternalNotes     string                     `json:"internalNotes"`
	CompensationBand  *SalaryRange               `json:"compensationBand"`
	Approval          map[string]any             `json:"approval"`
	EmploymentStatus  *string                    `json:"employmentStatus"`
	Location          *string                    `json:"location"`
	Team              *string                    `json:"team"`
	Department        *string                    `json:"department"`
	Postings          []string                   `json:"postings"`
	OfferIDs          []string                   `json:"offerIds"`
	TimeToFillStartAt *int64                     `json:"timeToFillStartAt"`
	TimeToFillEndAt   *int64                     `json:"timeToFillEndAt"`
	UpdatedAt         int64                      `json:"updatedAt"`
	CustomFields      map[string]json.RawMessage `json:"customFields"`
	ClosedAt          *int64                     `json:"closedAt"`
}

type requisitionForHireJSON struct {
	ID                  string  `json:"id"`
	RequisitionCode     string  `json:"requisitionCode"`
	HiringManagerOnHire *string `json:"hiringManagerOnHire"`
}

func (q Requisition) json(s *state) requisitionJSON {
	return requisitionJSON{
		ID: q.ID, CreatedAt: q.CreatedAt.UnixMilli(), Confidentiality: q.confidentiality(s), Status: q.Status, Name: q.Name,
		RequisitionCode: q.Code, HeadcountTotal: q.headcount(), HeadcountHired: q.Hired, HeadcountInfinite: q.Unlimited, Backfill: q.Backfill,
		Creator: orNull(q.Creator), Owner: orNull(q.Owner), HiringManager: orNull(q.HiringManager), InternalNotes: q.InternalNotes,
		CompensationBand: q.compensation(), Approval: map[string]any{"steps": []any{}}, EmploymentStatus: orNull(q.Employment),
		Location: orNull(q.Location), Team: orNull(q.Team), Department: orNull(q.Department), Postings: list(q.Postings), OfferIDs: []string{},
		UpdatedAt: q.UpdatedAt.UnixMilli(), CustomFields: q.custom(), ClosedAt: millis(q.ClosedAt),
	}
}

func (q Requisition) headcount() any {
	if q.Unlimited {
		return "unlimited"
	}
	return q.Headcount
}

func (q Requisition) compensation() *SalaryRange {
	if q.Compensation == (SalaryRange{}) {
		return nil
	}
	return &q.Compensation
}

func (q Requisition) custom() map[string]json.RawMessage {
	if q.CustomFields == nil {
		return map[string]json.RawMessage{}
	}
	return q.CustomFields
}

// confidentiality is that of its postings. It wants the lock held.
func (q Requisition) confidentiality(s *state) string {
	for _, id := range q.Postings {
		if posting, _ := s.posting(id); posting.Confidentiality == confidential {
			return confidential
		}
	}
	return nonConfidential
}

// requisition wants the lock held.
func (s *state) requisition(id string) (Requisition, bool) {
	return find(s.requisitions, func(q Requisition) bool { return q.ID == id })
}

func (a *api) listRequisitions(r *request) (reply, error) {
	span, err := r.span("created_at")
	if err != nil {
		return reply{}, err
	}
	var rows []Requisition
	for _, q := range a.state.requisitions {
		if r.listed(q.confidentiality(a.state)) && r.wants("requisition_code", q.Code) && r.wants("status", q.Status) && span.holds(q.CreatedAt) {
			rows = append(rows, q)
		}
	}
	return paged(r, rows, func(q Requisition) cursor { return cursor{at: q.CreatedAt.UnixMilli(), id: q.ID} },
		func(q Requisition) any { return q.json(a.state) })
}

func (a *api) getRequisition(r *request) (reply, error) {
	i, err := a.requisition(r)
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(a.state.requisitions[i].json(a.state))), nil
}

// requisition returns the place of the one that the path names, if the caller may see it.
func (a *api) requisition(r *request) (int, error) {
	id := r.PathValue("id")
	i := slices.IndexFunc(a.state.requisitions, func(q Requisition) bool { return q.ID == id })
	if i < 0 {
		return 0, notFound("requisitions", id)
	}
	if !r.caller.sees(a.state.requisitions[i].confidentiality(a.state)) {
		return 0, forbidden("this credential has no access to confidential requisitions")
	}
	return i, nil
}
