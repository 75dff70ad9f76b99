package levertest

// Stage is a step of the pipeline. The ids of built-in stages are words, all others UUIDs.
type Stage struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// builtInStages are the ones every account has, in their order.
func builtInStages() []Stage {
	return []Stage{
		{ID: "lead-new", Text: "New lead"},
		{ID: "lead-reached-out", Text: "Reached out"},
		{ID: "lead-responded", Text: "Responded"},
		{ID: "applicant-new", Text: "New applicant"},
		{ID: "offer", Text: "Offer"},
	}
}

// AddStage adds a stage of the account's own, before Offer.
func (f *Fake) AddStage(text string) Stage { return f.addStage(Stage{ID: newID(), Text: text}) }

func (f *Fake) addStage(stage Stage) Stage {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	last := len(f.state.stages) - 1
	f.state.stages = append(f.state.stages[:last:last], stage, f.state.stages[last])
	return stage
}

func (a *api) listStages(r *request) (reply, error) {
	index := make(map[string]int)
	for i, stage := range a.state.stages {
		index[stage.ID] = i
	}
	return paged(r, a.state.stages, func(s Stage) cursor { return cursor{rank: index[s.ID], id: s.ID} },
		func(s Stage) any { return s })
}

func (a *api) getStage(r *request) (reply, error) {
	id := r.PathValue("id")
	stage, ok := find(a.state.stages, func(s Stage) bool { return s.ID == id })
	if !ok {
		return reply{}, notFound("stages", id)
	}
	return data(stage), nil
}
