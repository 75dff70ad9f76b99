package levertest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestPostingWrites(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	as := "?perform_as=" + company.Recruiter.ID
	made := c.one("POST", "/postings"+as, `{"text":"Cook","hiringManager":"`+company.Admin.ID+`","categories":{"team":"Kitchen","location":"Rome","allLocations":["Rome","Pisa"]},
		"tags":["food"],"content":{"description":"Cook & bake","lists":[{"text":"You","content":"<li>taste</li>"}]},"workplaceType":"onsite","requisitionCodes":["R1"],
		"salaryRange":{"min":1,"max":2,"currency":"EUR","interval":"per-year-salary"},"salaryDescription":"Fair"}`, 201)
	id := made["id"].(string)
	if made["state"] != "draft" || made["urls"] != nil || made["distributionChannels"] != nil || made["owner"] != company.Recruiter.ID ||
		made["user"] != company.Recruiter.ID || made["content"].(object)["descriptionHtml"] != "<div>Cook &amp; bake</div>" ||
		len(made["categories"].(object)["allLocations"].([]any)) != 2 || made["salaryRange"].(object)["max"] != 2.0 || made["workplaceType"] != "onsite" {
		t.Errorf("made %v", made)
	}
	changed := c.one("POST", "/postings/"+id+as, `{"state":"published","categories":{"team":"Bakery"},"distributionChannels":["internal"]}`, 200)
	if changed["text"] != "Cook" || changed["urls"] == nil || changed["categories"].(object)["team"] != "Bakery" || changed["categories"].(object)["location"] != "Rome" ||
		fmt.Sprint(changed["distributionChannels"]) != "[internal]" || fmt.Sprint(changed["tags"]) != "[food]" {
		t.Errorf("changed %v", changed)
	}
	for query, want := range map[string]int{
		"state=published": 2, // public ones only
		"state=published&distributionChannel=internal":                            3,
		"state=published&distributionChannel=internal&distributionChannel=public": 3,
		"distributionChannel=internal":                                            3,
		"team=Bakery":                                                             1,
		"group=none":                                                              0,
		"confidentiality=all&updated_at_start=1":                                  3,
	} {
		if ids := c.ids("/postings?" + query); len(ids) != want {
			t.Errorf("%s: %v, want %d", query, ids, want)
		}
	}
	c.do("GET", "/postings?updated_at_start=1&state=published", "", 400)
	c.refused("POST", "/postings", 400, `{"text":"x"}`)
	c.refused("POST", "/postings?perform_as="+company.Interviewer.ID, 403, `{"text":"x"}`)
	c.refused("POST", "/postings"+as, 400, `{}`, `{"text":"x","state":"open"}`, `{"text":"x","owner":"nobody"}`, `{"text":"x","confidentiality":"confidential"}`, `[]`)
	c.do("POST", "/postings/"+id, `{"text":"x"}`, 400)
	c.do("POST", "/postings/none"+as, `{"text":"x"}`, 404)
	users := c.do("GET", "/postings/"+id+"/users", "", 200)
	if users["data"] != nil || users["posting"].(object)["text"] != "Cook" || len(users["roles"].([]any)) != 4 || len(users["users"].([]any)) != 0 {
		t.Errorf("users %v", users)
	}
	if got := c.get("/postings/" + company.Backend.ID + "?expand=user&expand=owner&include=text"); len(got) != 3 || got["owner"].(object)["name"] != "Jonas Okafor" {
		t.Errorf("included and expanded: %v", got)
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	r := new(receiver)
	c.fake.DeliverTo(r)
	c.listen("https://app.example/", "applicationCreated", "")
	c.listen("https://app.example/", "contactCreated", "")
	posting := c.fake.AddPosting(levertest.Posting{Text: "Baker", Owner: company.Recruiter.ID, EEO: true, Questions: []levertest.QuestionForm{{
		ID: "form", Text: "Baking", Fields: []levertest.Field{{ID: "years", Type: "text", Text: "Years?", Required: true}, {ID: "bread", Type: "yes-no", Text: "Bread?"}},
	}}})
	form := c.get("/postings/" + posting.ID + "/apply")
	personal := form["personalInformation"].([]any)
	if form["text"] != "Baker" || personal[0].(object)["name"] != "fullName" || personal[0].(object)["required"] != true || len(personal) != 7 ||
		form["customQuestions"].([]any)[0].(object)["id"] != "form" || form["eeoQuestions"].(object)["gender"] == nil || form["consentDisclosures"] != nil {
		t.Errorf("form %v", form)
	}
	if plain := c.get("/postings/" + company.Backend.ID + "/apply"); plain["eeoQuestions"] != nil || len(plain["customQuestions"].([]any)) != 0 {
		t.Errorf("plain form %v", plain)
	}
	person := `"personalInformation":[{"name":"fullName","value":"Finn Okoro"},{"name":"email","value":"finn@example.com"},{"name":"phone","value":"12"},{"name":"resume","value":null}]`
	questions := `"customQuestions":[{"id":"form","fields":[{"value":"7"},{"value":null}]}]`
	at := "/postings/" + posting.ID + "/apply?send_confirmation_email=true"
	answer := c.one("POST", at, `{`+person+`,`+questions+`,"urls":[{"name":"LinkedIn","value":"https://l.example/finn"}],
		"eeoResponses":{"gender":"Female"},"source":"Fair","ipAddress":"192.0.2.7","postId":"ignored"}`, 201)
	id := answer["applicationId"].(string)
	var o levertest.Opportunity
	for _, o = range c.fake.Opportunities() {
		if o.Contact.Name == "Finn Okoro" {
			break
		}
	}
	got := c.get("/opportunities/" + o.ID + "/applications/" + id)
	if o.Stage != "applicant-new" || o.Origin != "applied" || o.Owner != company.Recruiter.ID || fmt.Sprint(o.Sources) != "[Fair]" ||
		got["type"] != "posting" || got["name"] != "Finn Okoro" || got["phone"].(object)["value"] != "12" || got["user"] != nil || got["ipAddress"] != "192.0.2.7" ||
		got["customQuestions"].([]any)[0].(object)["fields"].([]any)[0].(object)["value"] != "7" || fmt.Sprint(got["links"]) != "[https://l.example/finn]" {
		t.Errorf("application %v of %+v", got, o)
	}
	c.one("POST", at, `{`+person+`,`+questions+`,"origin":"internal"}`, 201) // the contact is known by now
	for _, bad := range []string{
		`{` + person + `}`, `{` + questions + `}`, `{` + person + `,"customQuestions":[{"id":"form","fields":[{"value":"7"}]}]}`,
		`{` + person + `,"customQuestions":[{"id":"form","fields":[{"value":null},{"value":"no"}]}]}`,
		`{` + person + `,"customQuestions":[{"id":"form","fields":[{"value":"7"},{"value":"maybe"}]}]}`,
		`{` + person + `,"customQuestions":[{"id":"form","fields":[{"id":"bread","value":"no"},{"id":"years","value":"7"}]}]}`,
		`{"personalInformation":[{"name":"email","value":"a@example.com"},{"name":"fullName","value":"A"}],` + questions + `}`,
		`{"personalInformation":[{"name":"fullName","value":5},{"name":"email","value":"a@example.com"}],` + questions + `}`,
		`{"personalInformation":[{"name":"fullName","value":"A"},{"name":"email","value":" "}],` + questions + `}`,
		`{` + person + `,` + questions + `,"urls":[{"name":"MySpace","value":"x"}]}`, `{` + person + `,` + questions + `,"origin":"sourced"}`,
		`{` + person + `,` + questions + `,"eeoResponses":{"height":"tall"}}`, strings.Replace(`{`+person+`,`+questions+`}`, `"resume","value":null`, `"resume","value":"https://x"`, 1),
	} {
		c.refused("POST", at, 400, bad)
	}
	draft := c.fake.AddPosting(levertest.Posting{State: "closed"}).ID
	c.do("GET", "/postings/"+draft+"/apply", "", 400)
	c.do("POST", "/postings/"+draft+"/apply", "{}", 400)
	c.do("POST", "/postings/none/apply", "{}", 404)
	if err := c.fake.WaitDeliveries(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]int)
	for _, d := range c.fake.Deliveries() {
		e := c.event(d.Body, c.tokenOf(d.Webhook))
		seen[e.Event]++
		if e.Data["contactId"] != o.Contact.ID {
			t.Errorf("event %s", d.Body)
		}
	}
	if seen["applicationCreated"] != 2 || seen["contactCreated"] != 1 {
		t.Errorf("events %v", seen)
	}
}

func TestEEO(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	posting := c.fake.AddPosting(levertest.Posting{Text: "Baker", EEO: true, HiringManager: company.Admin.ID}).ID
	id := c.one("POST", "/postings/"+posting+"/apply", `{"personalInformation":[{"name":"fullName","value":"Finn"},{"name":"email","value":"finn@example.com"}],
		"eeoResponses":{"race":"Decline to self-identify"}}`, 201)["applicationId"]
	row := c.rows("/eeo/responses")[0]
	if row["applicationTitle"] != "Baker" || row["currentStage"] != "applicant-new" || row["race"] != "Decline to self-identify" || row["contact"] != nil || row["id"] != nil {
		t.Errorf("response %v", row)
	}
	person := c.rows("/eeo/responses/pii?expand=contact&expand=hiringManager&expand=posting")[0]
	if person["id"] != id || person["contact"].(object)["name"] != "Finn" || person["hiringManager"].(object)["name"] != "Mara Lindqvist" ||
		person["posting"].(object)["text"] != "Baker" || person["eeoResponseSource"] != "api" || person["hiredDate"] != nil || person["race"] == nil {
		t.Errorf("with the person %v", person)
	}
	if err := c.fake.Archive(person["opportunityId"].(string), "Hired"); err != nil {
		t.Fatal(err)
	}
	if plain := c.rows("/eeo/responses/pii")[0]; plain["posting"] != posting || plain["hiredDate"] == nil || plain["applicationArchiveReason"] != "hired" {
		t.Errorf("hired %v", plain)
	}
	for _, path := range []string{"/eeo/responses?toDate=5", "/eeo/responses/pii?created_at_end=5"} {
		if rows := c.rows(path); len(rows) != 0 {
			t.Errorf("%s: %v", path, rows)
		}
	}
	c.do("GET", "/eeo/responses?fromDate=x", "", 400)
	c.do("GET", "/eeo/responses/pii?created_at_start=x", "", 400)
	c.auth = key(c.fake.IssueKey("eeo_responses:read:admin"))
	c.do("GET", "/eeo/responses/pii", "", 403)
}

func TestDiversitySurvey(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	survey := c.get("/surveys/diversity/" + company.Backend.ID + "?country_code=AT")
	if survey["countryCode"] != "AT" || survey["location"] != "Berlin" || survey["fields"].([]any)[0].(object)["type"] != "multiple choice" {
		t.Errorf("survey %v", survey)
	}
	c.do("GET", "/surveys/diversity/none", "", 404)
}
