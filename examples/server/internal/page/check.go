package page

import (
	"net/http"
	"net/url"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const timelineLength = 200

// checkPage is one check with all that is known of it.
type checkPage struct {
	Check    hpsync.Check
	Timeline []passage
	Next     string
}

// passage is one line of the timeline that stands out, or a run of rules that passed:
// those are folded away.
type passage struct {
	Entry  hpsync.Entry
	Passed []hpsync.Entry
}

func (p *Pages) check(w http.ResponseWriter, req *http.Request) error {
	ctx := req.Context()
	check, err := p.Store.Check(ctx, req.PathValue("check"))
	if err != nil {
		return err
	}
	filter := hpsync.EntryFilter{Connection: check.Connection, Owner: check.Key()}
	entries, next, err := p.Store.Entries(ctx, filter, hpsync.Page{After: req.URL.Query().Get("after"), Limit: timelineLength})
	if err != nil {
		return err
	}
	p.show(w, req, http.StatusOK, "check", frame{
		Title: "title.check", Page: checkPage{Check: check, Timeline: passages(entries), Next: more(req.URL, next)},
	})
	return nil
}

func passages(entries []hpsync.Entry) []passage {
	var out []passage
	for _, entry := range entries {
		last := len(out) - 1
		switch {
		case entry.Verdict != hpsync.Pass:
			out = append(out, passage{Entry: entry})
		case last >= 0 && out[last].Passed != nil:
			out[last].Passed = append(out[last].Passed, entry)
		default:
			out = append(out, passage{Passed: []hpsync.Entry{entry}})
		}
	}
	return out
}

// webLink is an address for people, "" if it is none: Lever and HiPeople said it.
func webLink(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	return u.String()
}
