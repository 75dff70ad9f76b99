package hipeople_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/webhook"
)

// Before going live: does everything stand that the integration needs?
func ExampleClient_SelfCheck() {
	fake, client := exampleClient()
	defer fake.Close()
	role := fake.AddRole(hipeopletest.Role{ID: "role-1", Name: "Engineer"})
	fake.AddIntegration(hipeopletest.Integration{ID: "int-1"}) // somebody connected Lever in HiPeople

	check := client.SelfCheck(context.Background(), hipeople.SelfCheckOptions{Roles: []string{role.ID}})
	for _, finding := range check.Findings {
		if finding.Name == "clock" {
			continue // differs from run to run
		}
		fmt.Printf("%-4s %s\n", finding.Verdict, finding.Detail)
		if finding.Fix != "" {
			fmt.Println("     →", finding.Fix)
		}
	}
	// Output:
	// ok   HiPeople takes the credential
	// ok   items are laid out flat
	// ok   roles that the credential sees: 1
	// ok   inviting and looking up are no guesses
	// ok   nothing that the profile supports is a guess
	// ok   role "Engineer" (role-1) is open
	// warn HiPeople has an ATS integration of its own (int-1): it may invite the same people again
	//      → in HiPeople open "Engineer" (role-1), then "…" > "Manage ATS automation", and take the Lever posting out
}

// A profile of guesses becomes safe when an administrator has invited themselves.
func ExampleCandidates_TestInvite() {
	fake := hipeopletest.New()
	defer fake.Close()
	profile := hipeopletest.Profile()
	profile.Invite.Evidence = hipeople.Guess
	client, err := hipeople.NewClient(hipeople.Keys(hipeopletest.Key, hipeopletest.Secret), hipeople.WithProfile(profile),
		hipeople.WithBaseURL(fake.BaseURL()), hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}))
	if err != nil {
		log.Fatal(err)
	}
	role := fake.AddRole(hipeopletest.Role{Name: "Test role"})
	fmt.Println(profile.SafeWith(hipeople.Confirmation{}))

	confirmation, err := client.Candidates.TestInvite(context.Background(), hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "test-1", ExternalReference: "test-1", FullName: "Our Admin", Email: "admin@example.com",
	}, "admin-7")
	if err != nil {
		log.Fatal(err)
	}
	// Ask the person whether the mail has come; keep the confirmation if it has.
	fmt.Println(profile.SafeWith(confirmation))

	profile.Invite.Path = "v2/candidates" // another profile needs another test
	fmt.Println(profile.SafeWith(confirmation))
	// Output:
	// false
	// true
	// false
}

func ExampleClient_Update() {
	fake, client := exampleClient()
	defer fake.Close()
	resume := fake.AddResume(hipeopletest.Resume{ExternalLink: "https://old.example.com/cv.pdf"})
	err := client.Update(context.Background(), hipeople.UpdateRequest{
		Resource: "resumes", ID: resume.ID, Values: map[string]any{"external_link": "https://new.example.com/cv.pdf"},
	})
	fmt.Println(err, fake.Resumes()[0].ExternalLink)
	// Output: <nil> https://new.example.com/cv.pdf
}

func ExampleResumes_All() {
	fake, client := exampleClient()
	defer fake.Close()
	fake.AddResume(hipeopletest.Resume{ID: "resume-1", CandidateID: "cand-1", ExternalLink: "https://files.example.com/cv.pdf"})
	for resume, err := range client.Resumes.All(context.Background(), hipeople.ResumeListOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(resume) // the link stays in the field
	}
	// Output: resume resume-1 of candidate cand-1
}

func ExampleIntegrations_All() {
	fake, client := exampleClient()
	defer fake.Close()
	fake.AddIntegration(hipeopletest.Integration{ID: "int-1", Type: "ats"})
	fake.AddIntegration(hipeopletest.Integration{ID: "int-2", Type: "slack"})
	for integration, err := range client.Integrations.All(context.Background(), hipeople.IntegrationListOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(integration.ID, integration.ATS())
	}
	// Output:
	// int-1 true
	// int-2 false
}

// A user's token makes the key pair that the integration then uses.
func ExampleAccessTokens_Create() {
	fake := hipeopletest.New()
	defer fake.Close()
	network := []hipeople.Option{
		hipeople.WithBaseURL(fake.BaseURL()), hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}),
	}
	user, err := hipeople.NewClient(hipeople.BearerToken(hipeopletest.UserToken), network...)
	if err != nil {
		log.Fatal(err)
	}
	token, err := user.AccessTokens.Create(context.Background())
	if err != nil {
		log.Fatal(err) // if it is ambiguous, token.Raw may hold the pair under other names
	}
	client, err := hipeople.NewClient(token.Auth(), network...)
	if err != nil {
		log.Fatal(err)
	}
	page, err := client.Roles.List(context.Background(), hipeople.RoleListOptions{})
	fmt.Println(token, len(page.Roles), err)
	// Output: hipeople.AccessToken(redacted) 0 <nil>
}

// Where the profile knows the call, webhooks register themselves; the signature is
// then verified by package webhook.
func ExampleWebhooks_Create() {
	fake, client := exampleClient()
	defer fake.Close()
	made, err := client.Webhooks.Create(context.Background(), hipeople.WebhookCreateRequest{URL: "https://sync.example.com/webhooks/hipeople"})
	if err != nil {
		log.Fatal(err)
	}
	verifier, err := client.Profile().Webhook.Signature.Verifier([]webhook.Secret{made.Secret})
	if err != nil {
		log.Fatal(err)
	}
	msg, err := verifier.Sign(webhook.Message{Body: []byte(`{"event":"reference_check.completed","candidate":{"id":"cand-1"}}`)})
	if err != nil {
		log.Fatal(err)
	}
	_, err = verifier.Verify(msg)
	fmt.Println(err)

	// A payload is a hint: take the id and read the candidate again.
	id, err := client.Profile().Webhook.Candidate(msg.Body)
	fmt.Println(id, err)
	// Output:
	// <nil>
	// cand-1 <nil>
}

// An API without a word for the state may still show it by booleans and times.
func ExampleStatusRule() {
	profile, err := hipeople.LoadProfile(strings.NewReader(`
status:
  paths: []
  rules:
    - {path: submitted_at, when: set,  status: completed}
    - {path: expires_at,   when: past, status: overdue}
    - {path: is_active,    when: true, status: pending}
app: {candidate: "https://app.example.com/candidates/{candidate_id}"}
`))
	if err != nil {
		log.Fatal(err)
	}
	for _, rule := range profile.Status.Rules {
		fmt.Println(rule.Path, rule.When, "means", rule.Status)
	}
	fmt.Println(profile.CandidateLink("role-1", "cand-1"))
	// Output:
	// submitted_at set means completed
	// expires_at past means overdue
	// is_active true means pending
	// https://app.example.com/candidates/cand-1
}

func ExampleProfile_Capabilities() {
	for _, capability := range hipeople.DefaultProfile().Capabilities() {
		if capability.Evidence != hipeople.Guess {
			fmt.Println(capability.Name, capability.Evidence)
		}
	}
	// Output:
	// get observed
	// candidate observed
}
