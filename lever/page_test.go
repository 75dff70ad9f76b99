package lever

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func pageAnswer(rest string, ids ...string) func(http.ResponseWriter) {
	var rows []string
	for _, id := range ids {
		rows = append(rows, fmt.Sprintf(`{"id": %q}`, id))
	}
	return answer(200, `{"data": [`+strings.Join(rows, ",")+`]`+rest+`}`)
}

func collect(t *testing.T, client *Client, options OpportunityListOptions) (ids []string, err error) {
	t.Helper()
	for opportunity, err := range client.Opportunities.All(t.Context(), options) {
		if err != nil {
			return ids, err
		}
		ids = append(ids, opportunity.ID)
	}
	return ids, nil
}

func TestAllFollowsOpaquePlaces(t *testing.T) {
	t.Parallel()
	// Lever's places come percent-encoded and go back as they came, as a value that is encoded once more.
	client, stub := newStub(t,
		pageAnswer(`, "next": "%5B3%2C%22a%22%5D", "hasNext": true`, "a", "b"),
		pageAnswer(`, "next": "0.14.x+/=", "hasNext": true`, "c"),
		pageAnswer(`, "hasNext": false`, "d"))
	ids, err := collect(t, client, OpportunityListOptions{Limit: 2, StageID: []string{"s"}})
	if err != nil || !slices.Equal(ids, []string{"a", "b", "c", "d"}) {
		t.Fatalf("got %v, %v", ids, err)
	}
	want := []string{
		"limit=2&stage_id=s",
		"limit=2&offset=%255B3%252C%2522a%2522%255D&stage_id=s",
		"limit=2&offset=0.14.x%2B%2F%3D&stage_id=s",
	}
	for i, req := range stub.requests() {
		if req.query != want[i] {
			t.Errorf("page %d asked with %q, want %q", i+1, req.query, want[i])
		}
	}
}

func TestAllGivesMovedRowsOnce(t *testing.T) {
	t.Parallel()
	client, _ := newStub(t,
		pageAnswer(`, "next": "2", "hasNext": true`, "a", "b"),
		pageAnswer(`, "next": "3", "hasNext": true`, "b", "a"),
		pageAnswer(``, "a", "c"))
	ids, err := collect(t, client, OpportunityListOptions{})
	if err != nil || !slices.Equal(ids, []string{"a", "b", "c"}) {
		t.Errorf("got %v, %v; want a b c", ids, err)
	}
}

func TestAllEndsOnWrongPlaces(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answers []func(http.ResponseWriter)
		rows    int
		problem string
	}{
		"missing": {[]func(http.ResponseWriter){pageAnswer(`, "hasNext": true`, "a")}, 1, "without saying where"},
		"same again": {[]func(http.ResponseWriter){
			pageAnswer(`, "next": "2", "hasNext": true`, "a"), pageAnswer(`, "next": "2", "hasNext": true`, "b"),
		}, 2, "read already"},
		"circle": {[]func(http.ResponseWriter){
			pageAnswer(`, "next": "2", "hasNext": true`, "a"), pageAnswer(`, "next": "3", "hasNext": true`, "b"), pageAnswer(`, "next": "2", "hasNext": true`, "c"),
		}, 3, "read already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := newStub(t, tt.answers...)
			ids, err := collect(t, client, OpportunityListOptions{})
			var page *PageError
			if !errors.As(err, &page) || !strings.Contains(page.Problem, tt.problem) || len(ids) != tt.rows {
				t.Errorf("got %v, %v; want %d rows and an error with %q", ids, err, tt.rows, tt.problem)
			}
		})
	}
}

func TestAllCanBeLeft(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, pageAnswer(`, "next": "2", "hasNext": true`, "a", "b"))
	for opportunity, err := range client.Opportunities.All(t.Context(), OpportunityListOptions{}) {
		if err != nil || opportunity.ID != "a" {
			t.Fatal(opportunity.ID, err)
		}
		break
	}
	if got := len(stub.requests()); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}

func TestAllStopsAtAnError(t *testing.T) {
	t.Parallel()
	client, _ := newStub(t, pageAnswer(`, "next": "2", "hasNext": true`, "a"), answer(404, `{"code": "ResourceNotFound", "message": "gone"}`))
	ids, err := collect(t, client, OpportunityListOptions{})
	if !IsNotFound(err) || !slices.Equal(ids, []string{"a"}) {
		t.Errorf("got %v, %v; want a row and status 404", ids, err)
	}
}

func TestAllCanBeRangedTwice(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, pageAnswer(`, "next": "2", "hasNext": true`, "a"), pageAnswer(``, "b"), pageAnswer(``, "a"))
	rows := client.Opportunities.All(t.Context(), OpportunityListOptions{})
	if err := drain(rows); err != nil {
		t.Fatal(err)
	}
	if err := drain(rows); err != nil {
		t.Fatal(err)
	}
	if seen := stub.requests(); seen[2].query != "" {
		t.Errorf("the second walk began at %q, want the beginning", seen[2].query)
	}
}

func TestListTellsWhetherMoreComes(t *testing.T) {
	t.Parallel()
	for rest, want := range map[string]bool{``: false, `, "hasNext": false, "next": "x"`: false, `, "next": "x"`: true, `, "hasNext": true, "next": "x"`: true} {
		client, _ := newStub(t, pageAnswer(rest, "a"))
		page, err := client.Stages.List(t.Context(), ListOptions{})
		if err != nil || page.HasNext != want || len(page.Data) != 1 {
			t.Errorf("%q: %+v, %v; want HasNext %v", rest, page, err, want)
		}
	}
}
