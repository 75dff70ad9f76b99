// Package webhook receives signed deliveries from any sender and fails closed.
//
// Three steps, each with its own kind of failure:
//
//   - verify: [Verifier.Verify] proves that the sender holds the secret and that
//     the delivery is fresh. What fails is an [Error] with a [Reason].
//   - decode: [DecodeLever] turns a verified body into a typed event. What fails
//     is [ReasonMalformed], never a signature problem.
//   - accept: [Handler] calls the application's Accept, and answers 2xx only
//     after Accept returned nil.
//
// A [Verifier] is a value made once from a [Scheme] and one or more secrets; it is
// safe for concurrent use. Schemes: [LeverBody], [HeaderHMAC], [StandardWebhooks]
// and [URLToken]. [Verifier.Sign] is the sender's side, for fakes and tests.
//
// Freshness bounds how old a delivery may be; it does not stop a replay within
// those bounds. Applications stop replays by [Delivery.Digest], kept at least as
// long as the verifier's past tolerance.
package webhook
