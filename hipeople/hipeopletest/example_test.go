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
