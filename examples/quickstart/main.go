// Command quickstart plays one reference check without any network: the engine works
// against a fake Lever and a fake HiPeople in this process.
//
//	go run ./examples/quickstart
package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer) error {
	// Fakes stand in for both sides. Ada applied for a job; HiPeople asks two referees.
	lever, hipeople := levertest.New(), hipeopletest.New()
	defer lever.Close()
	defer hipeople.Close()
	company := lever.Seed()
	role := hipeople.AddRole(hipeopletest.Role{Name: "Backend Engineer", Required: 2})

	store := memstore.New()
	engine, err := hpsync.New(hpsync.Config{
		Store:        store,
		Keyring:      hpsync.NewKeyring(),
		PublicURL:    "https://checks.example.com",
		Profile:      hipeopletest.Profile(),
		LeverHTTP:    &http.Client{Transport: lever.RoundTripper()},
		HiPeopleHTTP: &http.Client{Transport: hipeople.RoundTripper()},
		LocalReports: true,                             // the fake's reports come by plain http
		Timing:       hpsync.Timing{Poll: time.Second}, // a real HiPeople need not be asked so often
	})
	if err != nil {
		return err
	}
	hooks := http.NewServeMux()
	hooks.Handle("POST /webhooks/lever/{connection}", engine.LeverHook())
	lever.DeliverTo(hooks)

	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			log.Print("the engine ended: ", err)
		}
	}()

	// Join the two accounts, and say who is invited: whoever reaches this stage for this job.
	if _, err := engine.Connect(ctx, hpsync.ConnectRequest{
		ID: "acme", LeverURL: lever.URL(), LeverKey: levertest.APIKey,
		HiPeopleURL: hipeople.BaseURL(), HiPeopleKey: hipeopletest.Key, HiPeopleSecret: hipeopletest.Secret,
	}); err != nil {
		return err
	}
	if _, err := engine.SetAutomations(ctx, "acme", hpsync.Plan{Automations: []hpsync.Automation{{
		ID: "backend", Posting: company.Backend.ID, Stage: company.ReferenceCheck.ID, Role: role.ID, Mode: hpsync.ModeLive,
	}}}); err != nil {
		return err
	}
	if err := play(ctx, store, lever, hipeople, company); err != nil {
		return err
	}
	return tell(ctx, out, store, company.Ada.ID)
}

// play is the story: a recruiter moves Ada, HiPeople invites her, her referees answer.
func play(ctx context.Context, store hpsync.Store, lever *levertest.Fake, hipeople *hipeopletest.Fake, company levertest.Company) error {
	if err := until(ctx, "the engine has made its webhook at Lever", func() bool {
		connection, err := store.Connection(ctx, "acme")
		return err == nil && len(connection.Hooks) == 1
	}); err != nil {
		return err
	}
	if err := lever.MoveToStage(company.Ada.ID, company.ReferenceCheck.ID); err != nil {
		return err
	}
	if err := until(ctx, "Ada is invited", func() bool { return hipeople.Invited(company.Ada.ID) == 1 }); err != nil {
		return err
	}
	if err := hipeople.Complete(hipeople.Candidates()[0].ID); err != nil {
		return err
	}
	return until(ctx, "report, note and link stand on Ada's profile", func() bool {
		_, entries, err := timeline(ctx, store, company.Ada.ID)
		return err == nil && told(entries, "note v1") && told(entries, "link")
	})
}
