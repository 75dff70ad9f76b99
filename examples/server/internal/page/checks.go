package page

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// A page of a list, and of those that need a person.
const (
	listLength   = 50
	urgentLength = 100
)

// states in the order in which the filters stand: what needs somebody first.
var states = []hpsync.State{
	hpsync.NeedsReview, hpsync.Failed, hpsync.Held, hpsync.Inviting, hpsync.Invited, hpsync.InProgress, hpsync.Overdue,
	hpsync.Completed, hpsync.MarkedComplete, hpsync.Cancelled, hpsync.Skipped,
}

// urgent is how many of states wait for a person.
const urgent = 2

// checksPage is the list of checks.
type checksPage struct {
	Troubled []hpsync.Connection // connections for which no calls are made
	Empty    bool                // no connection yet
	Filters  []filter
	Urgent   []hpsync.Check // on the first page of all checks
	Checks   []hpsync.Check
	Next     string
}

// filter is a link that narrows a list.
type filter struct {
	Text  string // key
	URL   string
	Count int
	Here  bool
}

func (p *Pages) checks(w http.ResponseWriter, req *http.Request) error {
	ctx, query := req.Context(), req.URL.Query()
	state := hpsync.State(query.Get("state"))
	if state != "" && !slices.Contains(states, state) {
		return &hpsync.ArgumentError{Field: "state", Got: "unknown", Want: "a state"}
	}
	after := query.Get("after")
	base := hpsync.CheckFilter{Connection: query.Get("connection"), Opportunity: query.Get("opportunity")}
	var page checksPage
	var err error
	if page.Troubled, page.Empty, err = p.troubled(ctx); err != nil {
		return err
	}
	counts, err := p.Store.CountChecks(ctx, base)
	if err != nil {
		return err
	}
	page.Filters = stateFilters(query, counts, state)

	list := base
	list.States = states[urgent:]
	if state != "" {
		list.States = []hpsync.State{state}
	} else if after == "" {
		waiting := base
		waiting.States = states[:urgent]
		if page.Urgent, _, err = p.Store.ListChecks(ctx, waiting, hpsync.Page{Limit: urgentLength}); err != nil {
			return err
		}
	}
	checks, next, err := p.Store.ListChecks(ctx, list, hpsync.Page{After: after, Limit: listLength})
	if err != nil {
		return err
	}
	page.Checks, page.Next = checks, more(req.URL, next)
	p.show(w, req, http.StatusOK, "checks", frame{Title: "title.checks", Here: "/", Page: page})
	return nil
}

// troubled lists connections that stand still, of the first thousand.
func (p *Pages) troubled(ctx context.Context) (troubled []hpsync.Connection, empty bool, err error) {
	all, _, err := p.Store.ListConnections(ctx, hpsync.Page{Limit: 1000})
	for _, c := range all {
		if c.State != hpsync.ConnectionLive {
			troubled = append(troubled, c)
		}
	}
	return troubled, len(all) == 0, err
}

// stateFilters are all states that have a check, and "all".
func stateFilters(query url.Values, counts map[hpsync.State]int, chosen hpsync.State) []filter {
	all := filter{Text: "state.all", URL: with("/", query, "state", ""), Here: chosen == ""}
	out := []filter{all}
	for _, state := range states {
		out[0].Count += counts[state]
		if counts[state] > 0 || state == chosen {
			out = append(out, filter{
				Text: "state." + string(state), URL: with("/", query, "state", string(state)), Count: counts[state], Here: state == chosen,
			})
		}
	}
	return out
}

// with is the address of the first page of a list with one parameter changed.
func with(path string, query url.Values, name, value string) string {
	changed := url.Values{}
	for key, values := range query {
		if key != "after" && key != name && len(values) > 0 && values[0] != "" {
			changed.Set(key, values[0])
		}
	}
	if value != "" {
		changed.Set(name, value)
	}
	return (&url.URL{Path: path, RawQuery: changed.Encode()}).String()
}

// more is the address of the next page, "" behind the last one.
func more(here *url.URL, next string) string {
	if next == "" {
		return ""
	}
	query := here.Query()
	query.Set("after", next)
	return (&url.URL{Path: here.Path, RawQuery: query.Encode()}).String()
}
