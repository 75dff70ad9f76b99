package levertest_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestGetOpportunity(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	got := c.get("/opportunities/" + company.Ada.ID)
	if got["name"] != "Ada Winter" || got["contact"] != company.Ada.Contact.ID || got["stage"] != company.Interview.ID ||
		got["owner"] != company.Recruiter.ID || got["opportunityLocation"] != "Berlin" || got["archived"] != nil || got["updatedAt"] != nil {
		t.Errorf("got %v", got)
	}
	if tags := fmt.Sprint(got["tags"]); tags != "[Backend Engineer Product Platform Berlin Full-time]" {
		t.Errorf("tags %s", tags)
	}
	got = c.get("/opportunities/" + company.Ada.ID + "?expand=applications&expand=stage&expand[]=owner&expand=contact")
	application := got["applications"].([]any)[0].(object)
	if application["posting"] != company.Backend.ID || application["postingHiringManager"] != company.HiringManager.ID ||
		got["stage"].(object)["text"] != "On-site interview" || got["owner"].(object)["accessRole"] != levertest.TeamMember ||
		got["contact"].(object)["location"].(object)["name"] != "Berlin" {
		t.Errorf("expanded: %v", got)
	}
	if got = c.get("/opportunities/" + company.Ada.ID + "?include=id&expand=stage"); len(got) != 2 || got["id"] == nil || got["stage"] == nil {
		t.Errorf("included: %v", got)
	}
	if err := c.do("GET", "/opportunities/nobody", "", 404); err["code"] != "ResourceNotFound" || err["message"] != "opportunities nobody was not found" {
		t.Errorf("error %v", err)
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	secret := c.fake.AddOpportunity(levertest.OpportunitySpec{Name: "Quiet", Confidentiality: "confidential"})
	if err := c.fake.Archive(company.Bruno.ID, "Withdrew"); err != nil {
		t.Fatal(err)
	}
	ada, bruno, chloe, dario := company.Ada.ID, company.Bruno.ID, company.Chloe.ID, company.Dario.ID
	changed, _ := c.fake.Opportunity(bruno)
	for query, want := range map[string][]string{
		"":                                          {dario, chloe, ada, bruno},
		"confidentiality=all":                       {dario, chloe, ada, bruno, secret.ID},
		"confidentiality=confidential":              {secret.ID},
		"stage_id=" + company.Interview.ID:          {ada, bruno},
		"stage_id=lead-new&stage_id=nowhere":        {dario},
		"posting_id=" + company.Designer.ID:         {chloe},
		"archived=true":                             {bruno},
		"archived=false":                            {dario, chloe, ada},
		"archived_posting_id=" + company.Backend.ID: {bruno},
		"email=ADA.winter@example.com":              {ada},
		"tag=Platform":                              {ada, bruno},
		"tag=platform":                              {},
		"contact_id=" + company.Chloe.Contact.ID:    {chloe},
		"origin=referred":                           {bruno},
		"location=Lisbon":                           {chloe},
		"snoozed=true":                              {},
		fmt.Sprintf("updated_at_start=%d", changed.UpdatedAt.UnixMilli()):   {bruno}, // null is never in the range
		fmt.Sprintf("updated_at_start=%d", changed.UpdatedAt.UnixMilli()+1): {},
		fmt.Sprintf("archived_at_end=%d", changed.Archived.At.UnixMilli()):  {bruno},
		"created_at_end=1": {},
	} {
		got := c.ids("/opportunities?" + query)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for _, bad := range []string{"limit=0", "limit=101", "limit=x", "offset=abc", "offset=" + url.QueryEscape(`[0,1,"x"]`), "updated_at_start=yesterday"} {
		if err := c.do("GET", "/opportunities?"+bad, "", 400); err["code"] != "BadRequest" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	for i := range 5 {
		c.fake.AddOpportunity(levertest.OpportunitySpec{Name: fmt.Sprint("Person ", i)})
	}
	var all []string
	path := "/opportunities?limit=4"
	for page := range 3 {
		answer := c.do("GET", path, "", 200)
		all = append(all, rowIDs(answer)...)
		next, more := answer["next"].(string)
		if answer["hasNext"] != (page < 2) || more != (page < 2) {
			t.Fatalf("page %d: hasNext %v, next %q", page, answer["hasNext"], next)
		}
		if more && !strings.HasPrefix(next, "%5B") {
			t.Errorf("next %q is not percent-encoded", next)
		}
		path = "/opportunities?limit=4&offset=" + url.QueryEscape(next)
		if page == 0 { // moves behind the page that is still to come
			if err := c.fake.MoveToStage(all[0], "offer"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if slices.Sort(all); len(all) != 10 || len(slices.Compact(all)) != 9 {
		t.Errorf("rows %v", all)
	}
	if !slices.Contains(all, company.Ada.ID) {
		t.Error("Ada is missing")
	}
}

func TestStageWrite(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	path := "/opportunities/" + company.Ada.ID + "/stage"
	answer := c.do("PUT", path+"?perform_as="+company.Recruiter.ID, `{"stage":"`+company.ReferenceCheck.ID+`"}`, 200)
	got := answer["data"].(object)
	if got["stage"] != company.ReferenceCheck.ID || got["name"] != "" || got["headline"] != "" || len(got["emails"].([]any)) != 0 || len(got["phones"].([]any)) != 0 {
		t.Errorf("reply %v", got)
	}
	if _, there := got["opportunityLocation"]; there {
		t.Error("the reply has a location")
	}
	now, _ := c.fake.Opportunity(company.Ada.ID)
	last := now.StageChanges[len(now.StageChanges)-1]
	if len(now.StageChanges) != 2 || last.Stage != company.ReferenceCheck.ID || last.User != company.Recruiter.ID || now.Contact.Name != "Ada Winter" ||
		now.UpdatedAt.IsZero() || !last.At.Equal(now.UpdatedAt) {
		t.Errorf("state %+v", now)
	}
	c.do("PUT", path, `{"stage":"`+company.ReferenceCheck.ID+`"}`, 200)
	if again, _ := c.fake.Opportunity(company.Ada.ID); len(again.StageChanges) != 2 {
		t.Error("a move to the same stage counted")
	}
	c.do("PUT", path, `{"stage":"nowhere"}`, 400)
	c.do("PUT", path, `{"stage":`, 400)
	c.do("PUT", path+"?perform_as=nobody", `{"stage":"offer"}`, 400)
	c.do("PUT", path+"?perform_as="+company.Interviewer.ID, `{"stage":"offer"}`, 403)
	c.do("PUT", "/opportunities/nobody/stage", `{"stage":"offer"}`, 404)
}

func TestArchivedWrite(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	path := "/opportunities/" + company.Ada.ID + "/archived"
	got := c.do("PUT", path, `{"reason":"hired"}`, 200)["data"].(object)
	if got["archived"].(object)["reason"] != "hired" || got["name"] != "" {
		t.Errorf("reply %v", got)
	}
	if now, _ := c.fake.Opportunity(company.Ada.ID); now.Applications[0].Archived.Reason != "hired" {
		t.Errorf("application %+v", now.Applications[0])
	}
	if got := c.do("PUT", path, `{"reason":null}`, 200)["data"].(object); got["archived"] != nil {
		t.Errorf("unarchived: %v", got["archived"])
	}
	c.do("PUT", path, `{"reason":"because"}`, 400)
}

func TestTagsAndLinks(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	twin := c.fake.AddOpportunity(levertest.OpportunitySpec{Name: "Someone else", Emails: []string{"Ada.Winter@example.com"}})
	if twin.Contact.ID != company.Ada.Contact.ID || twin.Contact.Name != "Ada Winter" {
		t.Fatalf("the mail address found contact %+v", twin.Contact)
	}
	path := "/opportunities/" + company.Ada.ID
	got := c.do("POST", path+"/addTags", `{"tags":["checked","checked","Platform"]}`, 200)["data"].(object)
	if fmt.Sprint(got["tags"]) != "[Backend Engineer Product Platform Berlin Full-time checked]" || got["name"] != "" {
		t.Errorf("addTags %v", got)
	}
	c.do("POST", path+"/removeTags", `{"tags":["checked","Berlin","unknown"]}`, 200)
	got = c.do("POST", path+"/addLinks", `{"links":["https://a.example/1","https://a.example/2"]}`, 200)["data"].(object)
	if got["name"] != "Ada Winter" || fmt.Sprint(got["links"]) != "[https://a.example/1 https://a.example/2]" {
		t.Errorf("addLinks %v", got)
	}
	c.do("POST", path+"/removeLinks", `{"links":["https://a.example/1"]}`, 200)
	ada, _ := c.fake.Opportunity(company.Ada.ID)
	other, _ := c.fake.Opportunity(twin.ID)
	if fmt.Sprint(ada.Tags) != "[Backend Engineer Product Platform Full-time]" || fmt.Sprint(other.Tags) != "[]" ||
		fmt.Sprint(ada.Contact.Links) != "[https://a.example/2]" || fmt.Sprint(other.Contact.Links) != "[https://a.example/2]" {
		t.Errorf("state %+v and %+v", ada, other)
	}
	for _, bad := range []string{`{}`, `{"tags":"x"}`, `{"tags":[]}`, `{"tags":[""]}`, `[]`, strings.Repeat(" ", 1<<20) + `{}`} {
		c.do("POST", path+"/addTags", bad, 400)
	}
}

func TestHelpers(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	twin := c.fake.AddOpportunity(levertest.OpportunitySpec{Contact: company.Ada.Contact.ID, Postings: []string{company.Backend.ID, company.Designer.ID}})
	if twin.Owner != company.Recruiter.ID || len(twin.Applications) != 2 || !twin.Applications[1].CreatedAt.After(twin.Applications[0].CreatedAt) {
		t.Errorf("two postings: %+v", twin)
	}
	if err := c.fake.Apply(company.Dario.ID, company.Designer.ID); err != nil {
		t.Fatal(err)
	}
	if dario, _ := c.fake.Opportunity(company.Dario.ID); len(dario.Applications) != 1 {
		t.Errorf("applied: %+v", dario)
	}
	if err := c.fake.Anonymize(twin.ID); err != nil {
		t.Fatal(err)
	}
	if got := c.get("/opportunities/" + company.Ada.ID); got["isAnonymized"] != true || len(got["emails"].([]any)) != 0 {
		t.Errorf("anonymized: %v", got)
	}
	if err := c.fake.Delete(twin.ID); err != nil {
		t.Fatal(err)
	}
	c.do("GET", "/opportunities/"+twin.ID, "", 404)
	c.do("GET", "/opportunities/"+company.Ada.ID, "", 200) // its contact is still there
	for what, err := range map[string]error{
		"delete twice": c.fake.Delete(twin.ID),
		"stage":        c.fake.MoveToStage(company.Ada.ID, "nowhere"),
		"reason":       c.fake.Archive(company.Ada.ID, "because"),
		"posting":      c.fake.Apply(company.Ada.ID, "none"),
		"no such":      c.fake.Anonymize("nobody"),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	for _, spec := range []levertest.OpportunitySpec{{Stage: "nowhere"}, {Postings: []string{"none"}}, {Contact: "nobody"}, {ID: company.Ada.ID}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was added", spec)
				}
			}()
			c.fake.AddOpportunity(spec)
		}()
	}
}

func TestStaleReadsThenTruth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, company := newCaller(t)
		armed := c.fake.Faults().Add(levertest.Fault{Kind: levertest.Stale, Method: "POST", Path: "/v1/opportunities/*/addTags", Delay: 5 * time.Second})
		path := "/opportunities/" + company.Ada.ID
		c.do("POST", path+"/addTags", `{"tags":["new"]}`, 200)
		if tags := fmt.Sprint(c.get(path)["tags"]); strings.Contains(tags, "new") {
			t.Errorf("seen too early: %s", tags)
		}
		timer := time.NewTimer(5 * time.Second)
		<-timer.C
		if tags := fmt.Sprint(c.get(path)["tags"]); !strings.Contains(tags, "new") || armed.Fired() != 1 {
			t.Errorf("not seen: %s", tags)
		}
	})
}
