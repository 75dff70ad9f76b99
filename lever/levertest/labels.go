package levertest

import (
	"maps"
	"slices"
)

// labelJSON is a source or a tag with the number of opportunities that have it.
type labelJSON struct {
	Count int    `json:"count"`
	Text  string `json:"text"`
}

func (a *api) listSources(r *request) (reply, error) {
	return a.listLabels(r, func(o *opportunity) []string { return o.Sources })
}

func (a *api) listTags(r *request) (reply, error) {
	return a.listLabels(r, func(o *opportunity) []string { return o.Tags })
}

// listLabels answers labels in the order of the alphabet. They have no ids.
func (a *api) listLabels(r *request, of func(*opportunity) []string) (reply, error) {
	counts := make(map[string]int)
	for _, o := range a.state.opportunities {
		for _, text := range of(o) {
			counts[text]++
		}
	}
	texts := slices.Collect(maps.Keys(counts))
	return paged(r, texts, func(text string) cursor { return cursor{id: text} },
		func(text string) any { return labelJSON{counts[text], text} })
}
