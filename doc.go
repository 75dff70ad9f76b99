// Package leverhipeople joins Lever, the applicant tracking system, with HiPeople,
// which collects references on candidates. A recruiter moves a candidate to a stage
// in Lever; the candidate is invited to the HiPeople reference check that belongs to
// posting and stage; progress, answers and the report come back to the candidate's
// profile in Lever and to the reviewer's inbox.
//
// This package holds no code. The packages to import are:
//
//	lever                 typed client for Lever's Data API
//	lever/levertest       a fake Lever for your tests: state, webhooks, rate limit, faults
//	hipeople              typed client for HiPeople, with all that is unproven in one Profile
//	hipeople/hipeopletest a fake HiPeople for your tests
//	webhook               verifies and receives webhooks of Lever and others
//	sync                  the engine that joins the two; Store, Queue and Notifier are yours to replace
//	sync/memstore         the store in memory, the reference
//	sync/sqlite           the store in one file (a module of its own)
//	sync/storetest        the suite that proves a store
//	sync/notify           notices to logs, mail and functions
//
// # A tour
//
// Embed the engine in a service of your own:
//
//	ring, err := sync.ParseKeyring(os.Getenv("ENCRYPTION_KEYS"))
//	engine, err := sync.New(sync.Config{
//		Store:     store, // sqlite.Open, memstore.New, or yours
//		Notifier:  mailer,
//		Keyring:   ring,
//		PublicURL: "https://references.example.com",
//		Profile:   profile, // how your HiPeople organisation is spoken to
//	})
//	mux.Handle("/webhooks/lever/{connection}", engine.LeverHook())
//	mux.Handle("/webhooks/hipeople/{connection}/{token}", engine.HiPeopleHook())
//	go engine.Run(ctx)
//
//	_, err = engine.Connect(ctx, sync.ConnectRequest{ID: "acme", LeverKey: key, …})
//	_, err = engine.SetAutomations(ctx, "acme", sync.Plan{Automations: []sync.Automation{{
//		ID: "backend", Role: role, Posting: posting, Stage: stage, Mode: sync.ModeLive,
//	}}})
//
// examples/quickstart is the same in forty lines that run without a network, and
// examples/server is the whole service.
package leverhipeople
