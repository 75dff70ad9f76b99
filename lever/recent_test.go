package lever

import (
	"fmt"
	"hash/maphash"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

func TestRecent(t *testing.T) {
	t.Parallel()
	rows := recent{seed: maphash.MakeSeed()}
	id := func(n int) string { return fmt.Sprint("row-", n) }
	for n := range 3 * remembered {
		if rows.seen(id(n)) {
			t.Fatalf("row %d is known before it came", n)
		}
		if back := n - remembered; back >= 0 && !rows.seen(id(back+1)) {
			t.Fatalf("row %d is forgotten at row %d", back+1, n)
		}
		if known := len(rows.young) + len(rows.old); known > 2*remembered {
			t.Fatalf("%d rows are known, want at most %d", known, 2*remembered)
		}
	}
	if rows.seen(id(0)) {
		t.Errorf("row 0 is known after %d others", 3*remembered)
	}
}

// TestAllHoldsLittle walks over 30,000 rows. It is not parallel: it looks at the heap of the process.
//
//nolint:paralleltest // see above
func TestAllHoldsLittle(t *testing.T) {
	const size, pages = 100, 300
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		rows := make([]string, size)
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"id": "00000000-0000-4000-8000-%012d", "name": "%s"}`, page*size+i, strings.Repeat("n", 500))
		}
		_, _ = fmt.Fprintf(w, `{"data": [%s], "hasNext": %t, "next": "%d"}`, strings.Join(rows, ","), page+1 < pages, page+1)
	}))
	defer server.Close()
	client, err := NewClient(APIKey(testKey), WithBaseURL(server.URL), WithLimiter(NewLimiter(1e6, 1e6, false)))
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	rows, early, late := 0, uint64(0), uint64(0)
	for opportunity, err := range client.Opportunities.All(t.Context(), OpportunityListOptions{}) {
		if err != nil || opportunity.ID == "" {
			t.Fatal(opportunity.ID, err)
		}
		switch rows++; rows {
		case 2 * remembered:
			early = liveHeap()
		case size*pages - 1:
			late = liveHeap()
		}
	}
	if rows != size*pages {
		t.Fatalf("%d rows, want %d", rows, size*pages)
	}
	if late > early+256<<10 {
		t.Errorf("the heap grew by %d bytes from row %d to %d, want less than 256 KiB", late-early, 2*remembered, rows)
	}
}
