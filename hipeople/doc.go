// Package hipeople is a client for HiPeople's reference checks: roles, invitations,
// progress and reports.
//
// # What is known, and what is not
//
// HiPeople's public developer page ends after "list roles". This package keeps apart
// what is known from what is assumed:
//
//	documented  base URL, key pair in two headers, [Roles.List] and its envelope,
//	            skip, limit, has_more, filters as field[op], the call of [AccessTokens.Create]
//	observed    [Roles.Get], reading one candidate ([Candidates.Get]) with role and ATS
//	            id, [Client.Update], [Resumes], [Integrations], values under "fields",
//	            failures as "errors" with status 200
//	guess       creating a candidate, finding one by the ATS's id, where status, referees,
//	            fraud warning, report and share link lie, reminding, resending, cancelling,
//	            marking complete, how webhooks are registered and signed and what they say,
//	            links into the app, the names in a new key pair
//
// Everything of the third line, and the details of the second, is data in a [Profile],
// which can be read from YAML. Each operation of a profile carries its [Evidence];
// [Profile.Proven] says whether it is fit to invite real people. A profile of guesses
// becomes so by a test invitation to an administrator's own address:
// [Candidates.TestInvite] makes the [Confirmation], [Profile.SafeWith] weighs it. What
// a profile does not know is [ErrNotSupported].
//
// [Client.SelfCheck] tells in words how all of this stands, and whether HiPeople's own
// ATS integration could invite the same people.
//
// # Inviting nobody twice
//
// HiPeople documents no idempotency key. [Candidates.Invite] is one call and is never
// repeated once a byte of it left; in doubt it ends in an [*AmbiguousError]. Look with
// [Candidates.Find] before and after: it compares every row itself, since a filter that
// HiPeople does not know may return everybody, and it says when it cannot tell.
//
// # States
//
// No state is final. A completed check reopens when more references are required; an
// overdue one completes late. A word the profile does not list is [StatusUnknown] and
// keeps its text. Ids vanish when HiPeople deletes people's data: [IsNotFound].
//
// # Personal data
//
// Errors, logs and printed values carry ids and counts. Names, addresses and links stay
// in the fields of [Candidate] and [InviteRequest], which print without them.
//
// Package hipeopletest is a HiPeople to test against.
package hipeople
