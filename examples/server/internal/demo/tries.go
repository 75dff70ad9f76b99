package demo

import (
	"fmt"
	"strings"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// tryToken is the admin token of the lines to try.
const tryToken = "only-to-try-the-fakes"

// tries are the lines that play a whole check with `serve`, to be pasted one by one.
func tries(f *fakes, server string) []try {
	c := f.company
	admin := func(method, path, body string) string {
		return curl(method, server+path, "-H 'Authorization: Bearer "+tryToken+"'", body)
	}
	candidate := func(action, body string) string {
		return curl("POST", f.hipeopleURL+"/_fake/candidates/CANDIDATE/"+action, "", body)
	}
	return []try{
		{"Start the server in another shell", fmt.Sprintf(
			`PUBLIC_URL=%s LISTEN_ADDR=%s ADMIN_TOKEN=%s ENCRYPTION_KEYS="k1:$(openssl rand -base64 32)" DATABASE_URL="sqlite:$(mktemp -d)/try.db" HIPEOPLE_PROFILE=fake go run ./examples/server serve`,
			server, server[strings.LastIndex(server, "/")+1:], tryToken)},
		{"Join the two accounts", admin("PUT", connectionPath, f.connection())},
		{"Let HiPeople send webhooks, to an address of hipeople_webhook_urls in that answer",
			curl("PUT", f.hipeopleURL+"/_fake/webhook", "", `{"url":"ADDRESS"}`)},
		{"Invite whoever reaches " + c.ReferenceCheck.Text + " for " + c.Backend.Text,
			admin("PUT", automationsPath, f.automations())},
		{"Move " + c.Ada.Contact.Name + " there", f.move(c.Ada.ID)},
		{"See her at HiPeople; CANDIDATE below is her id there", curl("GET", f.hipeopleURL+"/_fake/state", "", "")},
		{"Let her name three referees", candidate("referees", `{"count":3}`)},
		{"Let the next one answer, three times", candidate("answer", "{}")},
		{"See what stands on her profile in Lever", curl("GET", f.leverURL+"/_fake/state", "", "")},
	}
}

// The admin API's paths of the demo's one connection.
const (
	connectionPath  = "/api/connections/demo"
	automationsPath = connectionPath + "/automations"
)

// connection is the body that joins the two fakes.
func (f *fakes) connection() string {
	return fmt.Sprintf(`{"name":"Demo","lever":{"base_url":"%s/v1","api_key":"%s"},"hipeople":{"base_url":"%s/api","api_key":"%s","api_secret":"%s"},"notify":["%s"]}`,
		f.leverURL, levertest.APIKey, f.hipeopleURL, hipeopletest.Key, hipeopletest.Secret, f.company.Recruiter.Email)
}

// automations is the body that sets the demo's one automation on a connection that has
// none yet.
func (f *fakes) automations() string {
	return fmt.Sprintf(`{"revision":0,"automations":[{"id":"backend","posting":"%s","stage":"%s","role":"%s","mode":"live"}]}`,
		f.company.Backend.ID, f.company.ReferenceCheck.ID, f.roles[0].ID)
}

// move is the line by which the recruiter moves somebody to the reference check.
func (f *fakes) move(opportunity string) string {
	return curl("PUT", f.leverURL+f.stagePath(opportunity), "-u "+levertest.APIKey+":", f.stage())
}

func (f *fakes) stagePath(opportunity string) string {
	return "/v1/opportunities/" + opportunity + "/stage?perform_as=" + f.company.Recruiter.ID
}

func (f *fakes) stage() string { return fmt.Sprintf(`{"stage":"%s"}`, f.company.ReferenceCheck.ID) }

// curl is a line for a shell. None of our bodies holds a single quote.
func curl(method, url, flags, body string) string {
	parts := []string{"curl -sS"}
	if method != "GET" {
		parts = append(parts, "-X "+method)
	}
	if flags != "" {
		parts = append(parts, flags)
	}
	if body != "" {
		parts = append(parts, "-H 'Content-Type: application/json'", "-d '"+body+"'")
	}
	return strings.Join(append(parts, "'"+url+"'"), " ")
}
