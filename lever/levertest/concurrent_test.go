package levertest_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// TestConcurrentUse is for the race detector, and for writes that must not get lost.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	r := new(receiver)
	c.fake.DeliverTo(r)
	c.listen("https://app.example/", "candidateStageChange", "")
	c.fake.Faults().Add(levertest.Fault{Kind: levertest.Stale, Method: "POST", Times: 3, Delay: time.Millisecond})
	path := "/opportunities/" + company.Ada.ID
	const each = 20
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range each {
				resp := c.raw("POST", path+"/addTags", "application/json", strings.NewReader(fmt.Sprintf(`{"tags":["tag %d-%d"]}`, worker, i)))
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					t.Errorf("addTags: %d", resp.StatusCode)
				}
			}
		})
	}
	all.Go(func() {
		for i := range each {
			if err := c.fake.MoveToStage(company.Ada.ID, []string{"offer", "Reference check"}[i%2]); err != nil {
				t.Error(err)
			}
		}
	})
	all.Go(func() {
		for range each {
			resp := c.raw("GET", "/opportunities?expand=contact&expand=applications", "", nil)
			resp.Body.Close()
			c.fake.Opportunities()
			c.fake.Deliveries()
		}
	})
	all.Wait()
	if err := c.fake.WaitDeliveries(t.Context()); err != nil {
		t.Fatal(err)
	}
	now, _ := c.fake.Opportunity(company.Ada.ID)
	if len(now.Tags) != len(company.Ada.Tags)+4*each || len(now.StageChanges) != 1+each || len(r.received()) != each {
		t.Errorf("%d tags, %d stage changes, %d deliveries", len(now.Tags), len(now.StageChanges), len(r.received()))
	}
}
