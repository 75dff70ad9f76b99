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
	Fraud        FraudSpec     `yaml:"fraud"`
	Report       ReportSpec    `yaml:"report"`
	Share        ShareSpec     `yaml:"share"`
	App          AppSpec       `yaml:"app"`
	Remind       ActionSpec    `yaml:"remind"`
	Resend       ActionSpec    `yaml:"resend"`
	Cancel       ActionSpec    `yaml:"cancel"`
	MarkComplete ActionSpec    `yaml:"mark_complete"`
	Webhook      WebhookSpec   `yaml:"webhook"`
	AccessToken  TokenSpec     `yaml:"access_token"`
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

// Capability is one line of [Profile.Capabilities].
type Capability struct {
	Name      string // the key in YAML: "invite", "find", "webhook.create", …
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
		{"status", p.Status.Evidence, len(p.Status.Paths) > 0 || len(p.Status.Rules) > 0},
		{"referees", p.Referees.Evidence, p.Referees.Path != "" || len(p.Referees.List) > 0},
		{"fraud", p.Fraud.Evidence, len(p.Fraud.Candidate) > 0 || len(p.Fraud.Referee) > 0},
		{"report", p.Report.Evidence, p.Report.Path != "" || len(p.Report.URL) > 0},
		{"share", p.Share.Evidence, len(p.Share.URL) > 0 || p.Share.Template != ""},
		{"app", p.App.Evidence, p.App.Candidate != "" || p.App.Role != ""},
		{"remind", p.Remind.Evidence, p.Remind.Path != ""},
		{"resend", p.Resend.Evidence, p.Resend.Path != ""},
		{"cancel", p.Cancel.Evidence, p.Cancel.Path != ""},
		{"mark_complete", p.MarkComplete.Evidence, p.MarkComplete.Path != ""},
		{"webhook", p.Webhook.Evidence, len(p.Webhook.CandidateID) > 0},
		{"webhook.create", p.Webhook.Create.Evidence, p.Webhook.Create.Path != ""},
		{"webhook.delete", p.Webhook.Delete.Evidence, p.Webhook.Delete.Path != ""},
		{"webhook.signature", p.Webhook.Signature.Evidence, p.Webhook.Signature.Scheme != ""},
		{"access_token", p.AccessToken.Evidence, len(p.AccessToken.Key) > 0 && len(p.AccessToken.Secret) > 0},
	}
}

// Proven reports whether people may be invited for real: creating a candidate and
// looking one up are both supported and neither is a guess. The look-up matters as
// much as the creation: it is what keeps a person from being invited twice. A profile
// of guesses may become safe by a test invitation, see [Profile.SafeWith].
func (p Profile) Proven() bool {
	return p.invites() && p.Invite.Evidence != Guess && p.Find.Evidence != Guess
}

// invites reports whether the profile says how to invite and how to look up.
func (p Profile) invites() bool { return p.Invite.Path != "" && p.Find.Path != "" }

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
