package hipeopletest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

func Example() {
	fake := hipeopletest.New()
	defer fake.Close()
	role := fake.AddRole(hipeopletest.Role{Name: "Engineer", Required: 2})
	client, err := hipeople.NewClient(
		hipeople.Keys(hipeopletest.Key, hipeopletest.Secret),
		hipeople.WithBaseURL(fake.BaseURL()),
		hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}),
		hipeople.WithProfile(hipeopletest.Profile()),
	)
	if err != nil {
		log.Fatal(err)
	}

	// The answer to the invitation is lost, but the person was invited.
	fault := fake.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultResetAfter, Method: "PUT"})
	_, err = client.Candidates.Invite(context.Background(), hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "opportunity-1", FullName: "Ada Example", Email: "ada@example.com",
	})
	fmt.Println(hipeople.IsAmbiguous(err), fault.Fired(), fake.Invited("opportunity-1"))
	// Output: true 1 1
}

// A profile that is tried out can be served by the fake as well: what works against it
// has at least no mistake of its own.
func ExampleWithProfile() {
	profile, err := hipeople.LoadProfileFile("testdata/renamed.yaml")
	if err != nil {
		log.Fatal(err)
	}
	fake := hipeopletest.New(hipeopletest.WithProfile(profile))
	defer fake.Close()
	role := fake.AddRole(hipeopletest.Role{Name: "Engineer", Required: 1})
	client, err := hipeople.NewClient(
		hipeople.Keys(hipeopletest.Key, hipeopletest.Secret),
		hipeople.WithBaseURL(fake.BaseURL()),
		hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}),
		hipeople.WithProfile(profile),
	)
	if err != nil {
		log.Fatal(err)
	}
	candidate, err := client.Candidates.Invite(context.Background(), hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "opportunity-1", FullName: "Ada Example", Email: "ada@example.com",
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := fake.Complete(candidate.ID); err != nil {
		log.Fatal(err)
	}
	candidate, err = client.Candidates.Get(context.Background(), candidate.ID)
	fmt.Println(candidate.Status.Value, candidate.Status.Raw, err)
	// Output: completed all_done <nil>
}
