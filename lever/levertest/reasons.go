package levertest

import "slices"

// ArchiveReason is why an opportunity was archived. Type is hired or non-hired.
type ArchiveReason struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Status string `json:"status"`
	Type   string `json:"type"`
}

// AddArchiveReason adds a reason of the type non-hired, as a Super Admin does in Lever's settings.
func (f *Fake) AddArchiveReason(text string) ArchiveReason {
	reason := ArchiveReason{ID: newID(), Text: text, Status: "active", Type: "non-hired"}
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.reasons = append(f.state.reasons, reason)
	return reason
}

func (a *api) listArchiveReasons(r *request) (reply, error) {
	switch r.query.Get("type") {
	case "", "hired", "non-hired":
	default:
		return reply{}, badRequest("type must be hired or non-hired")
	}
	rows := slices.DeleteFunc(slices.Clone(a.state.reasons), func(reason ArchiveReason) bool { return !r.wants("type", reason.Type) })
	return paged(r, rows, func(reason ArchiveReason) cursor {
		return cursor{rank: slices.Index(a.state.reasons, reason), id: reason.ID}
	}, func(reason ArchiveReason) any { return reason })
}

func (a *api) getArchiveReason(r *request) (reply, error) {
	id := r.PathValue("id")
	reason, ok := find(a.state.reasons, func(reason ArchiveReason) bool { return reason.ID == id })
	if !ok {
		return reply{}, notFound("archive_reasons", id)
	}
	return data(reason), nil
}

type dispositionStageJSON struct {
	ID           string  `json:"id"`
	Text         string  `json:"text"`
	Pipeline     string  `json:"pipeline"`
	Rank         float64 `json:"rank"`
	HasInterview bool    `json:"hasInterview"`
}

type dispositionReasonJSON struct {
	ID     string  `json:"id"`
	Text   string  `json:"text"`
	Type   *string `json:"type"`
	Status string  `json:"status"`
}

// builtInRanks are the pipelines and ranks of built-in stages, as recorded.
var builtInRanks = map[string]dispositionStageJSON{
	"lead-new":         {Pipeline: "lead", Rank: 1},
	"lead-reached-out": {Pipeline: "lead", Rank: 3},
	"lead-responded":   {Pipeline: "lead", Rank: 5},
	"applicant-new":    {Pipeline: "applicant", Rank: 101},
	"offer":            {Pipeline: "offer", Rank: 261},
}

// getDispositionStages answers all stages and archive reasons at once. Unlike in /archive_reasons
// the type of a reason is null unless it is a hire, as recorded.
func (a *api) getDispositionStages(*request) (reply, error) {
	stages, reasons := []dispositionStageJSON{}, []dispositionReasonJSON{}
	for i, stage := range a.state.stages {
		wire, builtIn := builtInRanks[stage.ID]
		if !builtIn {
			// Between applicant-new and offer, halves included, whatever the number of stages.
			wire = dispositionStageJSON{Pipeline: "onsite", Rank: 201 + float64(i)/2, HasInterview: true}
		}
		wire.ID, wire.Text = stage.ID, stage.Text
		stages = append(stages, wire)
	}
	for _, reason := range a.state.reasons {
		wire := dispositionReasonJSON{ID: reason.ID, Text: reason.Text, Status: reason.Status}
		if reason.Type == "hired" {
			wire.Type = &reason.Type
		}
		reasons = append(reasons, wire)
	}
	return data(map[string]any{"stages": stages, "archiveReasons": reasons}), nil
}
