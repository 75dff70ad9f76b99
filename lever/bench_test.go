package lever

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// benchOpportunity is an opportunity in the shape that Lever answers, made up.
func benchOpportunity(n int) string {
	id := func(kind int) string { return fmt.Sprintf("%08x-5b1c-4e2a-9d3f-%012x", n, kind) }
	return fmt.Sprintf(`{"id":"%[1]s","name":"Candidate %[2]d Example","contact":"%[3]s","headline":"Backend Engineer at Example Works",`+
		`"stage":"lead-reached-out","confidentiality":"non-confidential","location":"Zürich, Switzerland",`+
		`"phones":[{"type":"mobile","value":"+41 44 555 %04[2]d"}],"emails":["candidate-%[2]d@example.com"],`+
		`"links":["https://example.com/people/%[2]d"],"archived":{"reason":"%[4]s","archivedAt":1782973996415},`+
		`"tags":["Engineering","Platform & Tools","Zürich","Full-time"],"sources":["Referral"],`+
		`"stageChanges":[{"toStageId":"lead-new","toStageIndex":0,"updatedAt":1782972986091,"userId":"%[5]s"},`+
		`{"toStageId":"lead-reached-out","toStageIndex":1,"updatedAt":1782974004990,"userId":"%[5]s"}],`+
		`"origin":"sourced","sourcedBy":"%[5]s","owner":"%[5]s","followers":["%[5]s"],"applications":["%[6]s"],`+
		`"createdAt":1782972986091,"updatedAt":1782974048515,"lastInteractionAt":1782974048514,"lastAdvancedAt":1782974004990,`+
		`"snoozedUntil":null,"urls":{"list":"https://hire.example.com/candidates","show":"https://hire.example.com/candidates/%[1]s"},`+
		`"isAnonymized":false,"dataProtection":null,"opportunityLocation":"Zürich, Switzerland"}`,
		id(1), n, id(2), id(3), id(4), id(5))
}

// benchPage is a page of opportunities, first to last.
func benchPage(first, count int, next string) []byte {
	rows := make([]string, count)
	for i := range rows {
		rows[i] = benchOpportunity(first + i)
	}
	tail := `"hasNext":false}`
	if next != "" {
		tail = fmt.Sprintf(`"next":%q,"hasNext":true}`, next)
	}
	return []byte(`{"data":[` + strings.Join(rows, ",") + `],` + tail)
}

// compare reports how long ours takes as a multiple of reference. The two take turns within each round, so that both
// meet the same neighbours on the machine, and the fastest round of each counts.
func compare(b *testing.B, reference, ours func()) {
	b.Helper()
	const turns = 25
	var times [2][]time.Duration
	reference()
	ours()
	for b.Loop() {
		var round [2]time.Duration
		for turn := range 2 * turns {
			which := (turn + turn/2) % 2 // 0 1 1 0: neither always follows the other
			start := time.Now()
			if which == 0 {
				reference()
			} else {
				ours()
			}
			round[which] += time.Since(start)
		}
		for which, took := range round {
			times[which] = append(times[which], took/turns)
		}
	}
	best := [2]time.Duration{slices.Min(times[0]), slices.Min(times[1])}
	b.ReportMetric(float64(best[1])/float64(best[0]), "ratio")
	b.ReportMetric(float64(best[0].Nanoseconds()), "ns/reference")
	b.ReportMetric(float64(best[1].Nanoseconds()), "ns/ours")
	b.ReportMetric(0, "ns/op") // a round's, which says nothing
}

// BenchmarkCall compares a call with what net/http and encoding/json need for the same answer.
func BenchmarkCall(b *testing.B) {
	one := []byte(`{"data":` + benchOpportunity(1) + `}`)
	page := benchPage(1, 100, "[\"next\"]")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if strings.HasSuffix(r.URL.Path, "/opportunities") {
			_, _ = w.Write(page)
		} else {
			_, _ = w.Write(one)
		}
	}))
	b.Cleanup(server.Close)
	client, err := NewClient(APIKey("bench-key"), WithBaseURL(server.URL+"/v1"), WithLimiter(NewLimiter(1e9, 1e9, false)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.CloseIdleConnections)
	plain := &http.Client{Transport: &http.Transport{}}
	b.Cleanup(plain.CloseIdleConnections)
	raw := func(path string, value any) {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+path, nil)
		if err != nil {
			b.Fatal(err)
		}
		req.SetBasicAuth("bench-key", "")
		resp, err := plain.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			b.Fatal(err)
		}
		if err := json.Unmarshal(body, value); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("opportunity", func(b *testing.B) {
		compare(b, func() {
			var answer struct{ Data Opportunity }
			if raw("/v1/opportunities/opp-1", &answer); answer.Data.ID == "" {
				b.Fatal("no id")
			}
		}, func() {
			if opportunity, err := client.Opportunities.Get(b.Context(), "opp-1"); err != nil || opportunity.ID == "" {
				b.Fatal(err)
			}
		})
	})
	b.Run("page", func(b *testing.B) {
		compare(b, func() {
			var answer struct {
				Data    []Opportunity
				Next    string
				HasNext bool
			}
			if raw("/v1/opportunities", &answer); len(answer.Data) != 100 {
				b.Fatal(len(answer.Data))
			}
		}, func() {
			if page, err := client.Opportunities.List(b.Context(), OpportunityListOptions{}); err != nil || len(page.Data) != 100 {
				b.Fatal(len(page.Data), err)
			}
		})
	})
}

// BenchmarkDecodePage compares the decoding of 100 opportunities with json.Unmarshal into the same structs.
func BenchmarkDecodePage(b *testing.B) {
	body := benchPage(1, 100, "[\"next\"]")
	compare(b, func() {
		var answer struct {
			Data    []Opportunity
			Next    string
			HasNext bool
		}
		if err := json.Unmarshal(body, &answer); err != nil || len(answer.Data) != 100 {
			b.Fatal(len(answer.Data), err)
		}
	}, func() {
		var page Page[Opportunity]
		if _, err := decode(body, &page.Data); err != nil || len(page.Data) != 100 {
			b.Fatal(len(page.Data), err)
		}
	})
}

// heap is what was in use at most, over what was in use at first.
type heap struct{ idle, most uint64 }

func (h *heap) look() {
	var now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&now)
	if h.idle == 0 {
		h.idle = now.HeapAlloc
	}
	h.most = max(h.most, now.HeapAlloc)
}

func (h *heap) held() uint64 { return h.most - h.idle }

// walk reads so many opportunities with All and looks at the heap on the way.
func walk(tb testing.TB, rows int) *heap {
	tb.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		next := ""
		if first+100 < rows {
			next = strconv.Itoa(first + 100)
		}
		_, _ = w.Write(benchPage(first, 100, next))
	}))
	defer server.Close()
	client, err := NewClient(APIKey("bench-key"), WithBaseURL(server.URL), WithLimiter(NewLimiter(1e9, 1e9, false)))
	if err != nil {
		tb.Fatal(err)
	}
	defer client.CloseIdleConnections()
	if _, err := client.Opportunities.List(tb.Context(), OpportunityListOptions{}); err != nil { // warms up
		tb.Fatal(err)
	}
	var used heap
	used.look()
	seen := 0
	for opportunity, err := range client.Opportunities.All(tb.Context(), OpportunityListOptions{}) {
		if err != nil || opportunity.ID == "" {
			tb.Fatal(err)
		}
		if seen++; seen%250 == 0 {
			used.look()
		}
	}
	if seen != rows {
		tb.Fatalf("%d rows, want %d", seen, rows)
	}
	return &used
}

// BenchmarkAll reports what walks of different lengths hold at most.
func BenchmarkAll(b *testing.B) {
	for b.Loop() {
		for _, rows := range []int{1000, 10_000} {
			b.ReportMetric(float64(walk(b, rows).held())/1024, fmt.Sprintf("KB-held/%d", rows))
		}
	}
	b.ReportMetric(0, "ns/op")
}

func TestAllHoldsAPage(t *testing.T) { //nolint:paralleltest // it watches the heap of the process
	if held := walk(t, 10_000).held(); held > 2<<20 {
		t.Errorf("%d KB held over 10,000 opportunities, want less than 2048", held>>10)
	}
}
