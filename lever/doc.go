// Package lever is a typed client for Lever's Data API v1.
//
//	client, err := lever.NewClient(lever.APIKey(os.Getenv("LEVER_API_KEY")))
//	opportunity, err := client.Opportunities.Get(ctx, id, lever.Expand(lever.ExpandApplications))
//
// # Resources and verbs
//
//	               Get  List  All  others
//	Opportunities   x    x     x   AddTags RemoveTags AddLinks RemoveLinks UpdateStage
//	Stages          x    x     x
//	Postings        x    x     x
//	Users           x    x     x
//	Files           x    x     x   Upload Download Delete
//	Notes           x    x     x   Create Update Delete
//	Webhooks             x         Create Delete
//
// [Client.Do] calls any other operation. List answers one page and All walks over all of them. Applications come inside
// opportunities, by [Expand].
//
// # Models
//
// The nouns are generated from openapi.yaml, which [OpenAPI] returns. It describes the API as it answers: where Lever's
// documentation and a recorded answer disagree, the recorded answer wins. Fields this package does not know are no
// error, unknown words in enumerations are kept, and numbers written as text are read.
//
// Fields are values. A null becomes the zero value, and a field is a pointer only where null means something else than
// zero, as in [Opportunity.Archived]. Times are [Time], references are [Expandable], ids are texts without a shape: some
// are UUIDs, some are words as lead-new.
//
// Answers of stage and tag changes come back with blank contact data. Never save contact fields from them.
//
// # Limits, retries and doubt
//
// Lever allows a key 10 requests a second with bursts of 20. Each try of a [Client] waits for its slot, pages and uploads
// included; see [WithLimiter] and [Client.Reserve].
//
// Lever knows no idempotency key. Reads, deletions and changes that a repetition leaves as they are (tags, links, stage)
// are tried again after 429, 5xx and broken connections. Creates and the update of a note are tried again only if
// provably nothing was done. What is known after a failure is in [Error.Outcome]: [IsNotApplied] says that nothing was
// changed, [IsAmbiguous] that nobody knows, so look before creating again.
//
// # Errors
//
// A failed call is an [*Error], a call or option refused before the network an [*ArgumentError], and a list whose pages
// lead nowhere a [*PageError]. Their texts hold no credentials, query strings, bodies or mail addresses.
package lever
