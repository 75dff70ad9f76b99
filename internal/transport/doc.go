// Package transport is the one way both clients talk HTTP.
//
// It decides what may be sent again, keeps to a credential's rate limit, bounds
// what it reads, keeps secrets and query strings out of errors, and, when a
// request carries a write deadline, refuses every byte after it.
//
// Each request the server sees takes a slot of the limit: tries, redirects, the one
// repetition after a renewed credential, and what net/http sends again by itself
// when a kept connection turns out to be dead.
//
// A try is one attempt on the wire; a call is all tries of one [Transport.Do].
package transport
