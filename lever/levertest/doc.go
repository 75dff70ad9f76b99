// Package levertest is a fake Lever that anybody can test against: stateful, with the Data API
// under /v1, signed webhooks, strict rate limiting, scripted faults and a log of calls.
//
// One line starts it in a test; the fake ends with the test:
//
//	fake := levertest.New()
//	url := fake.Start(t) // http://127.0.0.1:…/v1, key levertest.APIKey
//
// Without a test there is [Fake.Serve]; [Fake] itself is an [http.Handler] to mount; and
// [Fake.RoundTripper] reaches it without sockets, which is what a testing/synctest bubble needs.
//
// # State
//
// A new fake holds what every Lever account has: the built-in stages and the archive reason Hired.
// [Fake.Seed] adds a small company; [Fake.AddUser], [Fake.AddStage], [Fake.AddPosting] and
// [Fake.AddOpportunity] add what a test needs. [Fake.MoveToStage], [Fake.Archive], [Fake.Delete]
// and [Fake.Anonymize] are what people do in Lever's own pages: they send webhooks like the API
// does. [Fake.Opportunity] shows what came of it all.
//
// # How it answers
//
// As the live API was recorded to answer, where that differs from its documentation: replies of
// stage, archive and tag writes have blank contact fields; updatedAt is null until the first
// change; the next page's token arrives percent-encoded; the list of webhooks has neither hasNext
// nor signature tokens. What nobody has recorded, such as the texts of most errors, is the fake's
// own wording.
//
// # Webhooks
//
// Changes of stage and archive state and deletions go to every webhook made with POST /v1/webhooks,
// signed with the token that was shown once. A delivery that is not answered 2xx is repeated five
// times with growing waits ([WithRetries]); [Fake.Deliveries] is the history, [Fake.Rerun] and
// [Fake.Ping] are the buttons of Lever's settings page.
//
// # Driving it from outside
//
// Beside the endpoints that the fakes share (state, calls, faults, reset), /_fake/ mirrors the
// helpers:
//
//	curl localhost:8080/_fake/state
//	curl localhost:8080/_fake/users -d '{"name":"Noor","email":"noor@example.com","accessRole":"admin"}'
//	curl localhost:8080/_fake/stages -d '{"text":"Reference check"}'
//	curl localhost:8080/_fake/postings -d '{"text":"Backend Engineer","owner":"ID"}'
//	curl localhost:8080/_fake/opportunities -d '{"name":"Ada Example","emails":["ada@example.com"]}'
//	curl localhost:8080/_fake/opportunities/ID/apply -d '{"posting":"ID"}'
//	curl localhost:8080/_fake/opportunities/ID/stage -d '{"stage":"Reference check"}'
//	curl localhost:8080/_fake/opportunities/ID/archive -d '{"reason":"Hired"}'   # reason "" takes it back
//	curl -X POST localhost:8080/_fake/opportunities/ID/anonymize
//	curl -X DELETE localhost:8080/_fake/opportunities/ID
//	curl -X POST localhost:8080/_fake/webhooks/ID/ping
//	curl -X POST localhost:8080/_fake/deliveries/ID/rerun
//	curl localhost:8080/_fake/events -d '{"event":"candidateStageChange","on":true}'
//	curl -X POST localhost:8080/_fake/revoke     # and /_fake/restore
//	curl localhost:8080/_fake/violations
package levertest
