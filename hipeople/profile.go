package hipeople

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Profile is everything this package has to assume about HiPeople, in one value.
// HiPeople's public page ends after "list roles"; the day the full page is at hand,
// only this value changes. It is data: print it, keep it in YAML ([LoadProfile]),
// compare it ([Profile.Hash]).
//
// Paths of calls are elements below the base URL, such as "candidates/{candidate_id}".
// Paths into JSON are dot-separated names, tried in order; a name is looked for in an
// object first and in its "fields" second, a number picks an array's element. An
// operation without a call path is one that HiPeople, as far as known, does not have:
// it answers [ErrNotSupported].
type Profile struct {
	Name         string        `yaml:"name"`
	Invite       InviteSpec    `yaml:"invite"`
	Find         FindSpec      `yaml:"find"`
	Get          GetSpec       `yaml:"get"`
	Candidate    CandidateSpec `yaml:"candidate"`
	Status       StatusSpec    `yaml:"status"`
	Referees     RefereesSpec  `yaml:"referees"`
	Report       ReportSpec    `yaml:"report"`
	Share        ShareSpec     `yaml:"share"`
	Remind       ActionSpec    `yaml:"remind"`
	Cancel       ActionSpec    `yaml:"cancel"`
	MarkComplete ActionSpec    `yaml:"mark_complete"`
	Webhook      WebhookSpec   `yaml:"webhook"`
}

// Evidence says how an operation is known.
type Evidence string

// The kinds of evidence, strongest first.
const (
	Documented Evidence = "documented" // in HiPeople's own words
	Observed   Evidence = "observed"   // in public code that evidently ran
	Configured Evidence = "configured" // set by an operator who knows, or who tried it
	Guess      Evidence = "guess"      // follows the conventions seen; nobody confirmed it
)

// BodyStyle is how the values of a created thing are wrapped.
type BodyStyle string

// The body styles of [InviteSpec].
const (
	BodyFlat   BodyStyle = "flat"   // {"email": …}, as PUT /sessions was seen
	BodyFields BodyStyle = "fields" // {"fields": {"email": …}}, as answers were seen
)

// InviteSpec is the one call that creates a candidate and has HiPeople mail them.
type InviteSpec struct {
	Evidence  Evidence          `yaml:"evidence"`
	Method    string            `yaml:"method"` // PUT or POST
	Path      string            `yaml:"path"`
	Body      BodyStyle         `yaml:"body"`
	Fields    InviteFields      `yaml:"fields"`
	Constants map[string]string `yaml:"constants"` // sent with every invitation as they are
}

// InviteFields names the fields of an invitation. Dots nest ("profile.email"). A
// field without a name is not sent.
type InviteFields struct {
	Role               string `yaml:"role"`
	ATSCandidate       string `yaml:"ats_candidate"`
	ExternalReference  string `yaml:"external_reference"`
	FullName           string `yaml:"full_name"`
	Email              string `yaml:"email"`
	Phone              string `yaml:"phone"`
	JobTitle           string `yaml:"job_title"`
	OwnerName          string `yaml:"owner_name"`
	OwnerEmail         string `yaml:"owner_email"`
	HiringManagerName  string `yaml:"hiring_manager_name"`
	HiringManagerEmail string `yaml:"hiring_manager_email"`
}

// FindSpec is the look-up of candidates by what the ATS calls them. The query names
// are filters such as "ats_candidate_id[id]"; one that HiPeople ignores costs time,
// never correctness, since every row is verified. A query without a name is not sent.
type FindSpec struct {
	Evidence     Evidence `yaml:"evidence"`
	Path         string   `yaml:"path"`
	ATSCandidate string   `yaml:"ats_candidate"`
	Role         string   `yaml:"role"`
	PageSize     int      `yaml:"page_size"` // rows a page, 1 to 500
	MaxPages     int      `yaml:"max_pages"` // 1 to 1000; with more to read the look-up is no answer
}

// GetSpec is the read of one candidate.
type GetSpec struct {
	Evidence Evidence `yaml:"evidence"`
	Path     string   `yaml:"path"`
}

// CandidateSpec says where a candidate's own values lie.
type CandidateSpec struct {
	Evidence          Evidence `yaml:"evidence"`
	ID                []string `yaml:"id"`
	Role              []string `yaml:"role"`
	ATSCandidate      []string `yaml:"ats_candidate"`
	ExternalReference []string `yaml:"external_reference"`
	CreatedAt         []string `yaml:"created_at"`
}

// StatusSpec says where the state of a reference check lies and what its words mean.
// Words are compared in lower case with "_" for spaces, hyphens and case changes; a
// word that is not listed is [StatusUnknown].
type StatusSpec struct {
	Evidence    Evidence               `yaml:"evidence"`
	Paths       []string               `yaml:"paths"`
	Words       map[string]StatusValue `yaml:"words"`
	CompletedAt []string               `yaml:"completed_at"`
}

// RefereesSpec says where referees and progress lie: in the candidate (List), or
// behind a call of their own (Path).
type RefereesSpec struct {
	Evidence      Evidence `yaml:"evidence"`
	Path          string   `yaml:"path"`
	List          []string `yaml:"list"`
	ID            []string `yaml:"id"`
	Status        []string `yaml:"status"`
	AnsweredWords []string `yaml:"answered_words"`
	AnsweredAt    []string `yaml:"answered_at"`
	Required      []string `yaml:"required"` // in the candidate: how many answers are wanted
	Answered      []string `yaml:"answered"` // in the candidate: how many came, where HiPeople counts
}

// ReportSpec says where the PDF is: at a URL in the candidate, else behind a call
// with the client's credentials.
type ReportSpec struct {
	Evidence Evidence `yaml:"evidence"`
	URL      []string `yaml:"url"`
	Path     string   `yaml:"path"`
	Hosts    []string `yaml:"hosts"` // allowed beside the API's own; "*.example.com" for any below
}

// ShareSpec says where the link to the report for people lies. It is passed through,
// never built.
type ShareSpec struct {
	Evidence Evidence `yaml:"evidence"`
	URL      []string `yaml:"url"`
	Hosts    []string `yaml:"hosts"`
}

// ActionSpec is a call on one candidate that carries no body.
type ActionSpec struct {
	Evidence Evidence `yaml:"evidence"`
	Method   string   `yaml:"method"` // PUT, POST or DELETE
	Path     string   `yaml:"path"`
}

// WebhookSpec says where a webhook's payload names what it is about. A payload is a
// hint: what it says is read again from the API.
type WebhookSpec struct {
	Evidence    Evidence `yaml:"evidence"`
	CandidateID []string `yaml:"candidate_id"`
	Event       []string `yaml:"event"`
}

// Capability is one line of [Profile.Capabilities].
type Capability struct {
	Name      string // as in YAML: "invite", "find", …
	Evidence  Evidence
	Supported bool // the profile says how to do it
}

// Capabilities lists what the profile can do and how each of it is known.
func (p Profile) Capabilities() []Capability {
	return []Capability{
		{"invite", p.Invite.Evidence, p.Invite.Path != ""},
		{"find", p.Find.Evidence, p.Find.Path != ""},
		{"get", p.Get.Evidence, p.Get.Path != ""},
		{"candidate", p.Candidate.Evidence, len(p.Candidate.ID) > 0},
		{"status", p.Status.Evidence, len(p.Status.Paths) > 0},
		{"referees", p.Referees.Evidence, p.Referees.Path != "" || len(p.Referees.List) > 0},
		{"report", p.Report.Evidence, p.Report.Path != "" || len(p.Report.URL) > 0},
		{"share", p.Share.Evidence, len(p.Share.URL) > 0},
		{"remind", p.Remind.Evidence, p.Remind.Path != ""},
		{"cancel", p.Cancel.Evidence, p.Cancel.Path != ""},
		{"mark_complete", p.MarkComplete.Evidence, p.MarkComplete.Path != ""},
		{"webhook", p.Webhook.Evidence, len(p.Webhook.CandidateID) > 0},
	}
}

// Proven reports whether people may be invited for real: creating a candidate and
// looking one up are both supported and neither is a guess. The look-up matters as
// much as the creation: it is what keeps a person from being invited twice.
func (p Profile) Proven() bool {
	for _, c := range p.Capabilities() {
		if (c.Name == "invite" || c.Name == "find") && (!c.Supported || c.Evidence == Guess) {
			return false
		}
	}
	return true
}

// TellsRounds reports whether a candidate of this round can be told from one of an
// earlier round: by our reference, written at creation and read back, or by the time
// of creation. Where it is false a second round must not be invited.
func (p Profile) TellsRounds() bool {
	byReference := p.Invite.Fields.ExternalReference != "" && len(p.Candidate.ExternalReference) > 0
	return byReference || len(p.Candidate.CreatedAt) > 0
}

// Hash identifies the profile's content: 64 hex digits, the same for equal profiles.
// It is what a confirmation by a person is recorded against.
func (p Profile) Hash() string {
	text, err := json.Marshal(p)
	if err != nil {
		panic("hipeople: a profile is plain data and always encodes: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Candidate finds the candidate a webhook payload is about. "" means that the
// payload names none at the profile's paths.
func (s WebhookSpec) Candidate(payload []byte) (string, error) {
	if len(s.CandidateID) == 0 {
		return "", ErrNotSupported
	}
	item, err := decodeRecord(payload)
	if err != nil {
		return "", &DecodeError{Operation: "webhook", Err: err}
	}
	return item.id(s.CandidateID...), nil
}
