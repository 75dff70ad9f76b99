// Package levertest is a fake Lever that anybody can test against: stateful, with the whole Data API
// under /v1, OAuth, signed webhooks, strict rate limiting, scripted faults and a log of calls.
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
// [Fake.Seed] adds a small company; [Fake.AddUser], [Fake.AddStage], [Fake.AddPosting],
// [Fake.AddOpportunity] and their like add what a test needs, also what the API can't make: offers,
// referrals, resumes, audit events, and templates, panels, notes and webhooks made by hand, which the
// API can't change. [Fake.MoveToStage], [Fake.Archive], [Fake.Apply], [Fake.Delete] and
// [Fake.Anonymize] are what people do in Lever's own pages: they send webhooks like the API does.
// [Fake.Opportunity] shows what came of it all.
//
// # How it answers
//
// As the live API was recorded to answer, where that differs from its documentation: replies of
// stage, archive, tag and source writes have blank contact fields; updates of feedback and writes of
// requisitions answer Lever's own record, not what a read answers; updatedAt is null until the first
// change; the next page's token arrives percent-encoded; the list of webhooks has neither hasNext
// nor signature tokens; deleted feedback and canceled panels stay readable. What nobody has recorded,
// such as the texts of most errors, file actions and diversity surveys, is the fake's own wording.
//
// Lists leave out what is confidential unless asked for it, and always without [ConfidentialAccess];
// by id it is 403 then. Users named in perform_as must be active, and interviewers may write nothing
// but notes and feedback.
//
// # OAuth
//
// [Fake.AddApp] registers an app. /authorize shows a page with a form to accept or decline; a test
// without a browser uses [WithAutoApprove] or [Fake.Approve]. /oauth/token exchanges codes and
// refresh tokens, each of which works once. Access tokens are JWTs of one hour with Lever's claims;
// each operation wants its scope. [Fake.RevokeGrant] and [Fake.ExpireTokens] take access away.
// Production and sandbox ([WithSandbox]) are two fakes, which refuse each other's tokens.
//
// # Webhooks
//
// All ten events go to every webhook made with POST /v1/webhooks, signed with the token that was
// shown once. A delivery that is not answered 2xx is repeated five times with growing waits
// ([WithRetries]); [Fake.Deliveries] is the history, [Fake.Rerun] and [Fake.Ping] are the buttons of
// Lever's settings page.
//
// # Driving it from outside
//
// Beside the endpoints that the fakes share (state, calls, faults, reset), /_fake/ mirrors the
// helpers:
//
//	curl localhost:8080/_fake/state
//	curl localhost:8080/_fake/users -d '{"name":"Noor","email":"noor@example.com","accessRole":"admin"}'
//	curl localhost:8080/_fake/stages -d '{"text":"Reference check"}'
//	curl localhost:8080/_fake/archive_reasons -d '{"text":"Moved away"}'
//	curl localhost:8080/_fake/postings -d '{"text":"Backend Engineer","owner":"ID"}'
//	curl -X DELETE localhost:8080/_fake/postings/ID
//	curl localhost:8080/_fake/requisitions -d '{"name":"Cooks","requisitionCode":"R-1","headcountTotal":2}'
//	curl localhost:8080/_fake/requisition_fields -d '{"text":"Start","type":"date"}'
//	curl localhost:8080/_fake/feedback_templates -d '{"text":"Call","fields":[{"type":"score-system","text":"Rating"}]}'
//	curl localhost:8080/_fake/form_templates -d '{"text":"Check","fields":[{"type":"text","text":"Name"}]}'
//	curl localhost:8080/_fake/audit_events -d '{"type":"key:created","targetType":"key","targetId":"ID"}'
//	curl localhost:8080/_fake/webhooks -d '{"event":"candidateHired","url":"https://…"}'
//	curl localhost:8080/_fake/opportunities -d '{"name":"Ada Example","emails":["ada@example.com"]}'
//	curl localhost:8080/_fake/opportunities/ID/apply -d '{"posting":"ID"}'
//	curl localhost:8080/_fake/opportunities/ID/stage -d '{"stage":"Reference check"}'
//	curl localhost:8080/_fake/opportunities/ID/archive -d '{"reason":"Hired"}'   # reason "" takes it back
//	curl localhost:8080/_fake/opportunities/ID/snooze -d '{"until":1790000000000}'   # 0 wakes it
//	curl localhost:8080/_fake/opportunities/ID/notes -d '{"values":["Call back"]}'
//	curl localhost:8080/_fake/opportunities/ID/panels -d '{"timezone":"UTC","interviews":[{"duration":30}]}'
//	curl localhost:8080/_fake/opportunities/ID/referrals -d '{"referrer":"ID"}'
//	curl localhost:8080/_fake/opportunities/ID/resumes -d '{"name":"cv.pdf","content":"BASE64"}'
//	curl localhost:8080/_fake/opportunities/ID/offers -d '{"sent":{"name":"offer.pdf","content":"BASE64"}}'
//	curl -X POST localhost:8080/_fake/opportunities/ID/anonymize
//	curl -X DELETE localhost:8080/_fake/opportunities/ID
//	curl -X POST localhost:8080/_fake/webhooks/ID/ping
//	curl -X POST localhost:8080/_fake/deliveries/ID/rerun
//	curl localhost:8080/_fake/events -d '{"event":"candidateStageChange","on":true}'
//	curl localhost:8080/_fake/apps -d '{"name":"Bridge","redirect_uris":["https://…"]}'
//	curl -X POST localhost:8080/_fake/apps/CLIENT_ID/revoke
//	curl -X POST localhost:8080/_fake/expire     # ends the hour of all OAuth access tokens
//	curl -X POST localhost:8080/_fake/revoke     # and /_fake/restore
//	curl localhost:8080/_fake/violations
package levertest
