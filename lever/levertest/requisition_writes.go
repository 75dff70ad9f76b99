package levertest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// rawRequisitionJSON is what writes were recorded to answer: Lever's own record. Empty fields are
// missing there.
type rawRequisitionJSON struct {
	AccountID         string                     `json:"accountId"`
	Backfill          bool                       `json:"backfill"`
	CreatedAt         int64                      `json:"createdAt"`
	CreatorUserID     *string                    `json:"creatorUserId"`
	HasConfidential   bool                       `json:"hasConfidentialPosting"`
	InternalNotes     string                     `json:"internalNotes"`
	Name              string                     `json:"name"`
	OwnerUserID       *string                    `json:"ownerUserId"`
	PostingIDs        []string                   `json:"postingIds"`
	RequisitionCode   string                     `json:"requisitionCode"`
	ReservedOfferIDs  []string                   `json:"reservedOfferIds"`
	Status            string                     `json:"status"`
	StateHistory      []rawRequisitionStateJSON  `json:"stateHistory"`
	UpdatedAt         int64                      `json:"updatedAt"`
	HeadcountInfinite bool                       `json:"headcountInfinite"`
	HeadcountTotal    any                        `json:"headcountTotal"`
	HeadcountHired    int                        `json:"headcountHired"`
	CompensationBand  *SalaryRange               `json:"compensationBand,omitzero"`
	EmploymentStatus  string                     `json:"employmentStatus,omitzero"`
	Location          string                     `json:"location,omitzero"`
	Team              string                     `json:"team,omitzero"`
	Department        string                     `json:"department,omitzero"`
	CustomFields      map[string]json.RawMessage `json:"customFields"`
	ID                string                     `json:"id"`
	Search            map[string][]string        `json:"search"`
}

type rawRequisitionStateJSON struct {
	BeginAt     int64          `json:"beginAt"`
	Status      string         `json:"status"`
	Attribution map[string]any `json:"attribution"`
}

func (q Requisition) raw(s *state, account string) rawRequisitionJSON {
	wire := rawRequisitionJSON{
		AccountID: account, Backfill: q.Backfill, CreatedAt: q.CreatedAt.UnixMilli(), CreatorUserID: orNull(q.Creator),
		HasConfidential: q.confidentiality(s) == confidential, InternalNotes: q.InternalNotes, Name: q.Name, OwnerUserID: orNull(q.Owner),
		PostingIDs: list(q.Postings), RequisitionCode: q.Code, ReservedOfferIDs: []string{}, Status: q.Status, UpdatedAt: q.UpdatedAt.UnixMilli(),
		HeadcountInfinite: q.Unlimited, HeadcountTotal: q.headcount(), HeadcountHired: q.Hired, CompensationBand: q.compensation(),
		EmploymentStatus: q.Employment, Location: q.Location, Team: q.Team, Department: q.Department, CustomFields: q.custom(), ID: q.ID,
		Search: map[string][]string{"nameCodeTokens": strings.Fields(strings.ToLower(q.Name + " " + q.Code))},
	}
	for _, state := range q.History {
		at := state.At.UnixMilli()
		wire.StateHistory = append(wire.StateHistory, rawRequisitionStateJSON{at, state.Status, map[string]any{"timestamp": at, "service": "data-api"}})
	}
	return wire
}

type requisitionBody struct {
	HeadcountTotal   json.RawMessage            `json:"headcountTotal"` // a number or "unlimited"
	Name             string                     `json:"name"`
	RequisitionCode  string                     `json:"requisitionCode"`
	Backfill         bool                       `json:"backfill"`
	CompensationBand SalaryRange                `json:"compensationBand"`
	CreatedAt        int64                      `json:"createdAt"`
	CustomFields     map[string]json.RawMessage `json:"customFields"`
	EmploymentStatus string                     `json:"employmentStatus"`
	HiringManager    string                     `json:"hiringManager"`
	InternalNotes    string                     `json:"internalNotes"`
	Location         string                     `json:"location"`
	Owner            string                     `json:"owner"`
	Status           string                     `json:"status"`
	Team             string                     `json:"team"`
	Department       string                     `json:"department"`
	PostingIDs       []string                   `json:"postingIds"`
}

// readRequisition checks the body of a requisition. What it leaves out is empty.
func (a *api) readRequisition(r *request) (Requisition, error) {
	if a.fake.config.noRequisitionWrites {
		return Requisition{}, forbidden("API management of requisitions is switched off")
	}
	var body requisitionBody
	if err := r.decode(&body); err != nil {
		return Requisition{}, err
	}
	count, isNumber := as[int](body.HeadcountTotal)
	text, isText := as[string](body.HeadcountTotal)
	if !(isNumber && count > 0) && !(isText && text == "unlimited") || body.Name == "" || body.RequisitionCode == "" {
		return Requisition{}, badRequest("headcountTotal (a number or unlimited), name and requisitionCode are required")
	}
	if !slices.Contains([]string{"", "open", "onHold", "closed", "draft"}, body.Status) {
		return Requisition{}, badRequest("status is not one of open, onHold, closed, draft")
	}
	for field, id := range map[string]string{"owner": body.Owner, "hiringManager": body.HiringManager} {
		if _, ok := a.state.user(id); id != "" && !ok {
			return Requisition{}, badRequest(field + " is no user of this account")
		}
	}
	for _, id := range body.PostingIDs {
		if _, ok := a.state.posting(id); !ok {
			return Requisition{}, badRequest("postingIds names no posting of this account")
		}
	}
	at, err := past("createdAt", body.CreatedAt, time.Time{})
	return Requisition{
		Name: body.Name, Code: body.RequisitionCode, Headcount: count, Unlimited: !isNumber, Status: body.Status, Backfill: body.Backfill,
		Owner: body.Owner, HiringManager: body.HiringManager, InternalNotes: body.InternalNotes, Employment: body.EmploymentStatus,
		Location: body.Location, Team: body.Team, Department: body.Department, Postings: body.PostingIDs, Compensation: body.CompensationBand,
		CustomFields: body.CustomFields, CreatedAt: at,
	}, err
}

func (a *api) createRequisition(r *request) (reply, error) {
	q, err := a.readRequisition(r)
	if err != nil {
		return reply{}, err
	}
	if _, taken := find(a.state.requisitions, func(other Requisition) bool { return other.Code == q.Code }); taken {
		return reply{}, badRequest("requisitionCode is another requisition's")
	}
	q.ID = newID()
	if q.CreatedAt.IsZero() {
		q.CreatedAt = now()
	}
	q = q.become(q.Status, now())
	a.state.requisitions = append(a.state.requisitions, q)
	return created(q.raw(a.state, a.fake.accountID())), nil
}

// updateRequisition overwrites the requisition: what the body leaves out is gone.
func (a *api) updateRequisition(r *request) (reply, error) {
	i, err := a.requisition(r)
	if err != nil {
		return reply{}, err
	}
	q, err := a.readRequisition(r)
	if err != nil {
		return reply{}, err
	}
	before := a.state.requisitions[i]
	if q.CreatedAt.IsZero() {
		q.CreatedAt = before.CreatedAt
	}
	q.ID, q.Creator, q.Hired, q.History, q.ClosedAt = before.ID, before.Creator, before.Hired, before.History, before.ClosedAt
	q = q.become(q.Status, now())
	a.state.requisitions[i] = q
	return data(q.raw(a.state, a.fake.accountID())), nil
}

func (a *api) deleteRequisition(r *request) (reply, error) {
	if a.fake.config.noRequisitionWrites {
		return reply{}, forbidden("API management of requisitions is switched off")
	}
	i, err := a.requisition(r)
	if err != nil {
		return reply{}, err
	}
	a.state.requisitions = slices.Delete(slices.Clone(a.state.requisitions), i, i+1)
	return noContent(), nil
}

// hireFor counts a hire against a requisition.
func (a *api) hireFor(o *opportunity, reason ArchiveReason, requisition string) error {
	i := slices.IndexFunc(a.state.requisitions, func(q Requisition) bool { return q.ID == requisition })
	if i < 0 || reason.Type != "hired" || len(o.Applications) == 0 {
		return badRequest("requisitionId wants a requisition, a reason of the type hired and an application")
	}
	q := &a.state.requisitions[i]
	if !q.Unlimited && q.Hired >= q.Headcount {
		return badRequest("the requisition is filled")
	}
	q.Hired, q.UpdatedAt = q.Hired+1, now()
	o.Applications[len(o.Applications)-1].Requisition = q.ID
	return nil
}
