package page

import (
	"net/http"
	"net/url"
	"slices"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// verdicts that a delivery may have.
var verdicts = []hpsync.Verdict{
	hpsync.Trouble, hpsync.Parked, hpsync.Invite, hpsync.Hold, hpsync.Skip, hpsync.Known, hpsync.Hint, hpsync.Ping, hpsync.Ignore,
}

// deliveriesPage is the list of received webhooks. It never shows their bodies.
type deliveriesPage struct {
	Filters    []filter
	Deliveries []hpsync.Delivery
	Next       string
}

func (p *Pages) deliveries(w http.ResponseWriter, req *http.Request) error {
	query := req.URL.Query()
	verdict := hpsync.Verdict(query.Get("verdict"))
	if verdict != "" && !slices.Contains(verdicts, verdict) {
		return &hpsync.ArgumentError{Field: "verdict", Got: "unknown", Want: "a verdict"}
	}
	deliveries, next, err := p.Store.ListDeliveries(req.Context(),
		hpsync.DeliveryFilter{Connection: query.Get("connection"), Verdict: verdict},
		hpsync.Page{After: query.Get("after"), Limit: listLength})
	if err != nil {
		return err
	}
	p.show(w, req, http.StatusOK, "deliveries", frame{Title: "title.deliveries", Here: "/deliveries", Page: deliveriesPage{
		Filters: verdictFilters(query, verdict), Deliveries: deliveries, Next: more(req.URL, next),
	}})
	return nil
}

func verdictFilters(query url.Values, chosen hpsync.Verdict) []filter {
	out := []filter{{Text: "verdict.all", URL: with("/deliveries", query, "verdict", ""), Here: chosen == ""}}
	for _, verdict := range verdicts {
		out = append(out, filter{
			Text: "verdict." + string(verdict), URL: with("/deliveries", query, "verdict", string(verdict)), Here: verdict == chosen,
		})
	}
	return out
}
