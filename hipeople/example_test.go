package hipeople_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

// exampleClient speaks to a fake inside the process.
func exampleClient() (*hipeopletest.Fake, *hipeople.Client) {
	fake := hipeopletest.New()
	client, err := hipeople.NewClient(
		hipeople.Keys(hipeopletest.Key, hipeopletest.Secret),
		hipeople.WithBaseURL(fake.BaseURL()),
		hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}),
		hipeople.WithProfile(hipeopletest.Profile()),
		hipeople.WithLoopbackReports(),
	)
	if err != nil {
		log.Fatal(err)
	}
	return fake, client
}

func ExampleRoles_All() {
	fake, client := exampleClient()
	defer fake.Close()
	fake.Seed()
	for role, err := range client.Roles.All(context.Background(), hipeople.RoleListOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		if role.Open() {
			fmt.Println(role.Name)
		}
	}
	// Output:
	// Senior Backend Engineer
	// Account Executive, Nordics
	// Customer Support Specialist
	// Warehouse Team Lead
}

func ExampleCandidates_Invite() {
	fake, client := exampleClient()
	defer fake.Close()
	role := fake.AddRole(hipeopletest.Role{Name: "Engineer"})
	ctx := context.Background()

	// Look first: HiPeople takes no idempotency key.
	matches, err := client.Candidates.Find(ctx, hipeople.FindRequest{RoleID: role.ID, ATSCandidateID: "opportunity-1"})
	if err != nil || len(matches) > 0 {
		log.Fatal(matches, err)
	}
	candidate, err := client.Candidates.Invite(ctx, hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "opportunity-1", ExternalReference: "check-1",
		FullName: "Ada Example", Email: "ada@example.com",
	}, hipeople.WriteBefore(time.Now().Add(time.Minute)))
	switch {
	case hipeople.IsAmbiguous(err):
		fmt.Println("wait, then look again")
	case err != nil:
		fmt.Println("nobody was invited:", err)
	default:
		fmt.Println(candidate.Status.Value)
	}
	// Output: pending
}

// Progress, and HiPeople's fraud warning, which is advice for a person.
func ExampleCandidates_Get() {
	fake, client := exampleClient()
	defer fake.Close()
	role := fake.AddRole(hipeopletest.Role{Name: "Engineer", Required: 2})
	ctx := context.Background()
	invited, err := client.Candidates.Invite(ctx, hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "opportunity-1", FullName: "Ada Example", Email: "ada@example.com",
	})
	if err != nil {
		log.Fatal(err)
	}
	referees, err := fake.NameReferees(invited.ID, 2)
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range []error{fake.Answer(invited.ID, referees[0]), fake.WarnOfFraud(invited.ID, referees[0])} {
		if step != nil {
			log.Fatal(step)
		}
	}
	candidate, err := client.Candidates.Get(ctx, invited.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, %d of %d, warning: %t\n", candidate.Status.Value, candidate.Answered(), candidate.Required, candidate.FraudWarning)
	// Output: in_progress, 1 of 2, warning: true
}

// Reminding mails people, so a lost answer is not a reason to do it again.
func ExampleCandidates_Remind() {
	fake, client := exampleClient()
	defer fake.Close()
	role := fake.AddRole(hipeopletest.Role{Name: "Engineer"})
	ctx := context.Background()
	invited, err := client.Candidates.Invite(ctx, hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "opportunity-1", FullName: "Ada Example", Email: "ada@example.com",
	})
	if err != nil {
		log.Fatal(err)
	}
	err = client.Candidates.Remind(ctx, invited.ID)
	switch {
	case errors.Is(err, hipeople.ErrNotSupported):
		fmt.Println("the profile does not know how")
	case hipeople.IsAmbiguous(err):
		fmt.Println("perhaps they were reminded")
	default:
		fmt.Println(err)
	}
	fmt.Println(client.Candidates.Cancel(ctx, invited.ID))
	// Output:
	// <nil>
	// <nil>
}

func ExampleReports_Open() {
	fake, client := exampleClient()
	defer fake.Close()
	role := fake.AddRole(hipeopletest.Role{Name: "Engineer", Required: 1})
	ctx := context.Background()
	invited, err := client.Candidates.Invite(ctx, hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "opportunity-1", FullName: "Ada Example", Email: "ada@example.com",
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Reports.Open(ctx, invited)
	fmt.Println(errors.Is(err, hipeople.ErrNotReady))

	if err := fake.Complete(invited.ID); err != nil {
		log.Fatal(err)
	}
	candidate, err := client.Candidates.Get(ctx, invited.ID) // links expire, so read it anew
	if err != nil {
		log.Fatal(err)
	}
	report, err := client.Reports.Open(ctx, candidate)
	if err != nil {
		log.Fatal(err)
	}
	defer report.Close()
	if _, err := io.Copy(io.Discard, report); err != nil {
		log.Fatal(err)
	}
	fmt.Println(candidate.Answered(), "of", candidate.Required, "answered;", len(report.SHA256()), "hex digits")
	// Output:
	// true
	// 1 of 1 answered; 64 hex digits
}

func ExampleLoadProfile() {
	profile, err := hipeople.LoadProfile(strings.NewReader(`
name: our account
invite: {evidence: configured, method: POST, path: invitations}
find:   {evidence: configured}
`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(profile.Proven(), hipeople.DefaultProfile().Proven())

	_, err = hipeople.LoadProfile(strings.NewReader(`find: {page_size: 5000}`))
	fmt.Println(err)
	// Output:
	// true false
	// hipeople: profile: find.page_size is 5000, want 1 to 500
}
