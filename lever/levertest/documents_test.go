package levertest_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestOffers(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	at := "/opportunities/" + company.Ada.ID + "/offers"
	offer, err := c.fake.AddOffer(company.Ada.ID, levertest.Offer{
		Posting: company.Backend.ID, Creator: company.Recruiter.ID, Status: "sent", SentAt: time.Now(),
		Fields:     []levertest.OfferField{{Text: "Salary", Identifier: "salary_amount", Value: 70000}},
		Signatures: map[string]levertest.Signature{"candidate": {Role: "candidate", Name: "Ada Winter", Email: "ada.winter@example.com"}},
		Sent:       levertest.File{Name: "offer.pdf", Content: []byte("%PDF sent")},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := c.rows(at + "?expand=creator")[0]
	if got["status"] != "sent" || got["creator"].(object)["name"] != "Jonas Okafor" || got["approved"] != false || got["signedDocument"] != nil ||
		got["sentDocument"].(object)["fileName"] != "offer.pdf" || got["signatures"].(object)["candidate"].(object)["signed"] != false ||
		got["fields"].([]any)[0].(object)["value"] != 70000.0 {
		t.Errorf("offer %v", got)
	}
	if plain := c.rows(at)[0]; plain["creator"] != company.Recruiter.ID {
		t.Errorf("creator %v", plain["creator"])
	}
	signed, _ := c.fake.AddOffer(company.Ada.ID, levertest.Offer{
		Sent: levertest.File{Name: "a.pdf", Content: []byte("sent")}, Signed: levertest.File{Name: "b.pdf", Content: []byte("signed")},
	})
	broken, _ := c.fake.AddOffer(company.Ada.ID, levertest.Offer{Sent: levertest.File{Name: "c.pdf"}})
	if signed.Status != "draft" {
		t.Errorf("status %s", signed.Status)
	}
	for path, want := range map[string]string{
		offer.ID + "/download":                "200 %PDF sent",
		offer.ID + "/download?status=signed":  "404 ",
		signed.ID + "/download":               "200 signed",
		signed.ID + "/download?status=sent":   "200 sent",
		signed.ID + "/download?status=opened": "400 ",
		broken.ID + "/download":               "422 ",
		"none/download":                       "404 ",
	} {
		status, name, text := c.download(at + "/" + path)
		if status != 200 {
			text = ""
		} else if name == "" {
			t.Errorf("%s has no file name", path)
		}
		if got := fmt.Sprint(status, " ", text); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if _, err := c.fake.AddOffer("nobody", levertest.Offer{}); err == nil {
		t.Error("an offer to nobody")
	}
}

func TestResumes(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	at := "/opportunities/" + company.Ada.ID + "/resumes"
	resume, err := c.fake.AddResume(company.Ada.ID, levertest.File{Name: "Ada.PDF", Content: []byte("%PDF cv")})
	if err != nil {
		t.Fatal(err)
	}
	lost, _ := c.fake.AddResume(company.Ada.ID, levertest.File{Name: "lost.doc", Status: "error"})
	got := c.get(at + "/" + resume.ID)
	if file := got["file"].(object); file["name"] != "Ada.PDF" || file["ext"] != ".pdf" || file["size"] != 7.0 || file["status"] != "processed" {
		t.Errorf("resume %v", got)
	}
	if status, name, text := c.download(at + "/" + resume.ID + "/download"); status != 200 || name != "attachment; filename=Ada.PDF" || text != "%PDF cv" {
		t.Errorf("download %d %s %s", status, name, text)
	}
	if status, _, _ := c.download(at + "/" + lost.ID + "/download"); status != 422 {
		t.Errorf("lost: %d", status)
	}
	if status, _, _ := c.download(at + "/none/download"); status != 404 {
		t.Errorf("none: %d", status)
	}
	if ids := c.ids(at); len(ids) != 2 || len(c.ids(at+"?uploaded_at_end=1")) != 0 {
		t.Errorf("list %v", ids)
	}
	c.do("GET", at+"?uploaded_at_start=x", "", 400)
	c.do("GET", at+"/none", "", 404)
}

func TestFileActions(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	at := "/opportunities/" + company.Ada.ID
	as := "?perform_as=" + company.Recruiter.ID
	id := c.upload(at+"/files"+as, "file", "a.pdf", []byte("x"), 201)["data"].(object)["id"].(string)
	c.do("DELETE", at+"/files/"+id+as, "", 204)
	kinds := make(map[any]int)
	for _, action := range c.rows(at + "/file_actions") {
		kinds[action["type"]]++
		if action["user"].(object)["name"] != "Jonas Okafor" || action["opportunityId"] != company.Ada.ID {
			t.Errorf("action %v", action)
		}
	}
	if kinds["file-added"] != 1 || kinds["file-remove"] != 1 || len(c.rows(at+"/file_actions?occurred_at_end=1")) != 0 {
		t.Errorf("actions %v", kinds)
	}
	c.do("GET", at+"/file_actions?occurred_at_start=x", "", 400)
}

func TestReferrals(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	at := "/opportunities/" + company.Bruno.ID + "/referrals"
	referral, err := c.fake.AddReferral(company.Bruno.ID, levertest.Referral{Referrer: company.Interviewer.ID, Fields: []levertest.Field{{ID: "why", Type: "text", Text: "Why?"}}})
	if err != nil {
		t.Fatal(err)
	}
	got := c.get(at + "/" + referral.ID)
	if got["type"] != "referral" || got["referrer"] != company.Interviewer.ID || got["user"] != company.Interviewer.ID || got["stage"] != company.Interview.ID ||
		got["text"] != "Referral" || got["baseTemplateId"] != nil {
		t.Errorf("referral %v", got)
	}
	if value, there := got["fields"].([]any)[0].(object)["value"]; !there || value != nil {
		t.Errorf("field %v", got["fields"])
	}
	if ids := c.ids(at); len(ids) != 1 {
		t.Errorf("list %v", ids)
	}
	c.do("GET", at+"/none", "", 404)
}

func TestUploadsExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, company := newCaller(t)
		made := c.upload("/uploads", "file", "cv.pdf", []byte("%PDF"), 201)["data"].(object)
		if made["filename"] != "cv.pdf" || made["size"] != 4.0 || made["expiresAt"] != float64(time.Now().Add(24*time.Hour).UnixMilli()) {
			t.Errorf("upload %v", made)
		}
		apply := func(want int) {
			t.Helper()
			c.do("POST", "/postings/"+company.Backend.ID+"/apply", fmt.Sprintf(
				`{"personalInformation":[{"name":"fullName","value":"Finn"},{"name":"email","value":"finn@example.com"},{"name":"resume","value":%q}]}`, made["uri"]), want)
		}
		apply(201)
		for _, o := range c.fake.Opportunities() {
			if o.Contact.Name == "Finn" && (len(o.Resumes) != 1 || string(o.Resumes[0].Content) != "%PDF") {
				t.Errorf("resumes %+v", o.Resumes)
			}
		}
		timer := time.NewTimer(24 * time.Hour)
		<-timer.C
		apply(400)
		c.do("POST", "/uploads", `{}`, 400)
	})
}
