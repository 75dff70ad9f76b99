package page

import (
	"net/url"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/seed"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

func TestEmptyLists(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	holds(t, s.page("/"), texts["checks.empty.connection"])
	seed.Connection(t, s.store, "acme")
	holds(t, s.page("/"), texts["checks.empty"])
	holds(t, s.page("/deliveries"), texts["deliveries.empty"])
}

func TestUrgentChecksComeFirst(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	seed.Connection(t, s.store, "acme")
	review := seed.Check("acme", "opp-r", hpsync.NeedsReview)
	review.Person.Name, review.Reason = "Rhea Review", "two looks found nothing"
	busy := seed.Check("acme", "opp-b", hpsync.InProgress)
	busy.Person.Name, busy.Answered, busy.Required, busy.LeverURL = "Bea Busy", 2, 3, "https://hire.lever.co/candidates/opp-b"
	busy.InvitedAt = seed.At
	seed.Checks(t, s.store, "acme", []hpsync.Check{review, busy})

	body := s.page("/")
	holds(t, body, texts["checks.urgent"], "Rhea Review", texts["checks.caption"], "Bea Busy")
	holds(t, body, `>Needs review</span><p class="reason">two looks found nothing`, `href="/checks/`+review.ID)
	holds(t, body, `<progress max="3" value="2" aria-label="2 of 3 referees have answered"></progress> 2/3`, "role-1",
		`<a href="https://hire.lever.co/candidates/opp-b">opp-b</a>`, `<time datetime="2026-07-02T12:00:00Z">2 Jul 2026, 12:00:00 UTC</time>`)
	if strings.Count(body, "Rhea Review") != 1 || strings.Count(body, "Bea Busy") != 1 {
		t.Error("a check is listed twice")
	}
	holds(t, body, `<a href="/" aria-current="page">All <span class="count">2</span>`,
		`<a href="/?state=needs_review" >Needs review <span class="count">1</span>`, `<a href="/?state=in_progress" >In progress <span class="count">1</span>`)
	if strings.Contains(body, "state=held") {
		t.Error("a filter that finds nothing is offered")
	}
	filtered := s.page("/?state=in_progress&connection=acme")
	holds(t, filtered, `href="/?connection=acme"`, "Bea Busy")
	if strings.Contains(filtered, "Rhea Review") {
		t.Error("the filter lets others through")
	}
	if strings.Contains(s.page("/?connection=other"), "Bea Busy") {
		t.Error("another connection's checks are shown")
	}
}

func TestChecksArePaged(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	seed.Connection(t, s.store, "acme")
	seed.Checks(t, s.store, "acme", append(many("acme", hpsync.Completed, 2*listLength+1), many("acme", hpsync.Failed, 1)...))
	seen := map[string]int{}
	path, pages := "/?connection=acme", 0
	for path != "" {
		pages++
		body := s.page(path)
		rows := strings.Split(body, `<th scope="row"><a href="/checks/`)[1:]
		for _, row := range rows {
			id, _, _ := strings.Cut(row, `"`)
			seen[id]++
		}
		if strings.Contains(body, texts["checks.urgent"]) != (pages == 1) {
			t.Errorf("page %d: urgent checks belong on the first page alone", pages)
		}
		_, next, more := strings.Cut(body, `rel="next" href="`)
		path = ""
		if more {
			path, _, _ = strings.Cut(next, `"`)
			path = strings.ReplaceAll(path, "&amp;", "&")
			if u, err := url.Parse(path); err != nil || u.Query().Get("connection") != "acme" {
				t.Fatalf("the next page forgets the filter: %s", path)
			}
		}
	}
	if pages != 3 || len(seen) != 2*listLength+2 {
		t.Errorf("%d checks on %d pages", len(seen), pages)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s is shown %d times", id, n)
		}
	}
}

func TestConnectionsThatStandStill(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	for id, state := range map[string]hpsync.ConnectionState{"paused-one": hpsync.ConnectionPaused, "lost-one": hpsync.ConnectionRevoked} {
		c := seed.Connection(t, s.store, id)
		c.State, c.Reason = state, "Lever refuses the credential"
		if err := s.store.PutConnection(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	seed.Connection(t, s.store, "fine-one")
	body := s.page("/")
	holds(t, body, "Name of lost-one", "Revoked", "Lever refuses the credential", texts["checks.connection.other"])
	holds(t, body, "Name of paused-one", "/api/connections/paused-one/resume")
	if strings.Contains(body, "fine-one") {
		t.Error("a live connection is told of")
	}
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	seed.Connection(t, s.store, "acme")
	const secret = "ada@example.com"
	d := seed.Delivery(t, s.store, "acme", `{"token":"`+secret+`"}`, hpsync.Skip, "the posting has no automation")
	seed.Delivery(t, s.store, "acme", `{"token":"2"}`, "", "")
	body := s.page("/deliveries")
	holds(t, body, texts["deliveries.undecided"])
	holds(t, body, d.ID)
	holds(t, body, ">Lever<", "acme", ">Skip</span>", "the posting has no automation")
	if strings.Contains(body, secret) {
		t.Error("the body of a delivery is shown")
	}
	if body := s.page("/deliveries?verdict=skip"); strings.Contains(body, texts["deliveries.undecided"]) || !strings.Contains(body, d.ID) {
		t.Error("the filter lets the wrong ones through")
	}
	if strings.Contains(s.page("/deliveries?verdict=hold"), d.ID) {
		t.Error("the filter lets others through")
	}
}
