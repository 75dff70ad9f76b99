// Package hipeopletest is a fake HiPeople: roles, candidates, referees, reports and
// webhooks that behave as HiPeople's help pages say, behind the paths and names of
// [Profile], or of another profile ([WithProfile]).
//
// It keeps state, so that a whole reference check can be played: a client creates a
// candidate, the test lets the candidate name referees and the referees answer, the
// report can be downloaded. Two creations for the same ATS candidate make two
// candidates: the fake is there to catch who invites somebody twice ([Fake.Invited]).
//
// It is an [net/http.Handler], a server on loopback ([Fake.Start]), or a network inside
// the process ([Fake.RoundTripper]), which works inside testing/synctest. Faults are
// planned with [Fake.Inject], or in the script of [Fake.Faults]; what was called is in
// [Fake.Calls]. Other processes drive it under /_fake/:
//
//	GET    /_fake/state
//	POST   /_fake/roles                          {"name": "…", "kind": "reference_check", "required": 3}
//	POST   /_fake/integrations                   {"type": "ats"}
//	POST   /_fake/candidates/{id}/referees       {"count": 3}
//	POST   /_fake/candidates/{id}/answer         {"referee": "…"}, or {} for the next
//	POST   /_fake/candidates/{id}/complete
//	POST   /_fake/candidates/{id}/mark_complete
//	POST   /_fake/candidates/{id}/reopen         {"more": 1}
//	POST   /_fake/candidates/{id}/overdue
//	POST   /_fake/candidates/{id}/fraud_warning  {"referee": "…"}, or {} for the candidate
//	DELETE /_fake/candidates/{id}
//	PUT    /_fake/webhook                        {"url": "http://…"}; an empty url sends them nowhere
//	GET    /_fake/deliveries                     webhooks sent so far
//
// and the fault script, call log and reset that all our fakes have (/_fake/faults,
// /_fake/calls, /_fake/reset).
//
// Names of paths and fields are the fake's own where HiPeople has published none: that
// something works here shows that our code works, not that HiPeople answers this way.
package hipeopletest
