// Package lever is a typed client for Lever's Data API v1.
//
//	client, err := lever.NewClient(lever.APIKey(os.Getenv("LEVER_API_KEY")))
//	opportunity, err := client.Opportunities.Get(ctx, id, lever.Expand(lever.ExpandApplications))
//
// # Resources and verbs
//
//	Opportunities      Get List All   Create CreateWithFiles UpdateStage Archive Unarchive AddTags RemoveTags AddLinks
//	                                  RemoveLinks AddSources RemoveSources ListDeleted AllDeleted
//	Contacts           Get            Update
//	Applications       Get List All   ListDeleted AllDeleted
//	Feedback           Get List All   Create Update Delete
//	Files              Get List All   Upload Download Delete ListActions AllActions
//	Forms              Get List All   Create
//	Interviews         Get List All   Create Update Delete
//	Notes              Get List All   Create Update Delete
//	Offers                 List All   Download
//	Panels             Get List All   Create Update Delete
//	Referrals          Get List All
//	Resumes            Get List All   Download
//	Postings           Get List All   Create Update ApplicationForm Apply Access ListDeleted AllDeleted
//	Requisitions       Get List All   Create Update Delete
//	RequisitionFields  Get List All   Create Update Delete AddOptions UpdateOptions RemoveOptions
//	Stages             Get List All
//	ArchiveReasons     Get List All
//	DispositionStages  Get
//	Sources                List All
//	Tags                   List All
//	FeedbackTemplates  Get List All   Create Update Delete
//	FormTemplates      Get List All   Create Update Delete
//	Users              Get List All   Create Update Deactivate Reactivate
//	Uploads                           Create
//	EEO                    List All   ListPII AllPII
//	Surveys                           Diversity
//	AuditEvents            List All
//	Webhooks               List All   Create Update Delete
//
// List answers one page and All walks over all of them. [Client.Do] calls whatever has no verb, and answers fields that no
// model has. The deprecated /candidates of Lever are left out: an opportunity's id is the old candidate's. Applications come
// inside opportunities too, by [Expand].
//
// Creates that Lever makes in somebody's name need [PerformAs], and so do most changes of what hangs on an opportunity; a verb
// that lacks it is refused before the network.
//
// # Credentials
//
// An API key needs no more than [APIKey]. With OAuth, [OAuth.AuthCodeURL] leads a Super Admin to Lever's consent page and
// [OAuth.Callback] takes what comes back; [OAuth.Source] then keeps the tokens in a [TokenStore] and renews them, and its
// [OAuthSource.Auth] is what [NewClient] wants:
//
//	tokens, err := app.Callback(ctx, req.URL.Query())
//	source, err := app.Source(store)
//	client, err := lever.NewClient(source.Auth())
//
// Lever hands out a new refresh token at each renewal, so a renewal is made by one process at a time, under a lease of the
// store, and is stored before it is used. [IsRevoked] and [*LostRotationError] tell the two ways in which access ends apart.
// [ScopesFor] names the scopes that operations need.
//
// # Walking
//
// Rows move from one page to another while they are read, as opportunities do whose stage changes. All leaves out a row whose
// id came within the last 5,000 rows; one that comes back later comes twice. So a walk of any length holds one page, some
// hundred kilobytes of ids, and 8 bytes for each page it has seen: a page that leads back ends it with a [*PageError].
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
// Values that take the shape of a form's field, of an event or of the account's own fields are [json.RawMessage] in answers and
// mostly any in requests. Some answers differ from the object that Get answers, and have a type of their own: [StoredRequisition],
// [StoredFeedback], [CreatedOpportunity], [ApplicationReference].
//
// Some updates change what is sent ([ContactUpdateRequest], [PostingUpdateRequest], [FeedbackUpdateRequest], [WebhookUpdate]);
// all others replace the whole, and what is left out is deleted: of interviews, notes, panels, templates, users, requisitions and
// their fields. Start from what Get answers, as [Requisition.Request] does.
//
// Answers of stage, archive, tag and source changes come back with blank contact data. Never save contact fields from them.
//
// # Limits, retries and doubt
//
// Lever allows a key 10 requests a second with bursts of 20. Each try of a [Client] waits for its slot, pages and uploads
// included; see [WithLimiter] and [Client.Reserve].
//
// Lever knows no idempotency key. Reads, deletions and changes that a repetition leaves as they are (tags, links, sources,
// stage, archive) are tried again after 429, 5xx and broken connections. Creates and all other updates are tried again only
// if provably nothing was done. What is known after a failure is in [Error.Outcome]: [IsNotApplied] says that nothing was
// changed, [IsAmbiguous] that nobody knows, so look before creating again.
//
// # Errors
//
// A failed call is an [*Error], a call or option refused before the network an [*ArgumentError], and a list whose pages
// lead nowhere a [*PageError]. An answer that is no JSON, or not of the shape it should have, or longer than 8 MiB, is an
// [*Error] too. Their texts hold no credentials, query strings, bodies or mail addresses.
package lever
