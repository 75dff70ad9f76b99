// Package sync joins Lever and HiPeople: who enters a stage in Lever is invited to a
// reference check, and what comes of it goes back to Lever and to the reviewers.
//
// It shadows the standard package's name. Import it as hpsync.
//
// # What is promised
//
// A delivery that was answered with 2xx is in the store and comes to a verdict.
//
// A write that a remote would double (an invitation, a PDF, a note, a webhook) is
// sent at most once, unless two spaced looks at the remote proved that the first one
// had no effect; then it is sent once more. Everything ends done, failed with a
// reason, or needs_review, where a person resolves it with [Engine.Resolve].
//
// The promise rests on one assumption: no request takes effect later than
// [Timing.Quarantine] after its write deadline. The deadline itself is enforced at
// the socket: each Write of a connection compares the clock, so a process that was
// frozen and wakes sends nothing.
//
// A notice to a reviewer may be sent twice when a mail server broke off after the
// message; both have the same Message-ID, so that a mailbox can tell.
//
// "Exactly once" is not promised: nobody can over a network to a service that takes
// no idempotency key. What is promised is that doubt is never settled by sending.
//
// # How it works
//
// A [Connection] is one Lever account with one HiPeople organisation, an
// [Automation] says which posting and stage invite to which role, a [Delivery] is a
// webhook as received, a [Check] is one reference check, a [Step] one remote write,
// an [Entry] one line of the timeline.
//
// Each of them that may need work is a row with a due time, a lease and an epoch.
// [Engine.Run] sweeps for rows that are due and wakes them by the [Queue]; a worker
// claims a row, works, and hands it back with a new due time. A wake-up may be lost
// or come twice; a worker may die: the lease ends, the row is due again, and the
// epoch fences off the dead one's late writes.
//
// [Decide] and [Advance] are pure: data in, data out. Their results go into the store
// by one write, [Work.Apply], in one transaction, and no network call stands inside.
//
// # A check's life
//
//	         bounced, not allowed, dry run …
//	       ┌──────────────▶ skipped ──────────┐ mended, or entered again
//	       │                                  ▼
//	decide ┴─▶ held ─────▶ inviting ─────▶ invited ─▶ in_progress ─▶ completed
//	           ▲  window,   │    │            │            │  ▲           │
//	           └──brake ────┘    │            └─▶ overdue ◀┘  └─ reopened ┘
//	           provably not sent │                  └─────▶ marked_complete
//	                             ├─▶ failed         refused
//	                             └─▶ needs_review   nothing could prove it
//
// A step of a check:
//
//	ready ─▶ sending ─▶ done | failed | ready (provably not done)
//	            └─ no answer to be trusted: after deadline and quarantine look
//	                 ├─ there: done
//	                 ├─ twice not there, and the look is proven: ready, once
//	                 └─ else: needs_review
//
// Tags and links are not steps. What should stand there is computed from all checks
// when it is written, compared with a fresh read, and added before the old is
// removed; so it can be done again at any time.
//
// # Who is invited twice
//
// Nobody: a check's id is derived from the Lever environment, the opportunity, the
// role and the round ([CheckKey]). The round comes from Lever's own record of the
// stage entry, so webhook, retry, replay and a second installation mean the same one.
// The id travels as HiPeople's external reference, and before anything is created it
// is looked for.
//
// # Embedding
//
// Give [New] a [Config], mount [Engine.LeverHook] and [Engine.HiPeopleHook] on your
// own mux below [Config.PublicURL], and run [Engine.Run] until your service stops.
//
// # Writing a store
//
// Implement [Store]. Package memstore is the reference to read, and package storetest
// proves yours: it is done when that suite passes. Three things carry the weight.
// Apply is one transaction that begins with the claim: epoch equal and lease not
// over, else [ErrFenced]; it then asks [Require.Met] with the rows as they are inside
// the transaction. A poke that comes while a row is held is remembered and makes the
// row due again at its release. And the times of leases are the store's own.
package sync
