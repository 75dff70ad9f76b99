package hipeople

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// Verdict is how a [Finding] came out.
type Verdict string

// The verdicts, worst last.
const (
	VerdictOK      Verdict = "ok"
	VerdictUnknown Verdict = "unknown" // could not be found out: look by hand
	VerdictWarn    Verdict = "warn"    // works, and somebody should know
	VerdictFail    Verdict = "fail"    // does not work
)

// Finding is one line of a self-check. It holds ids and names of roles, no secret and
// nobody's data.
type Finding struct {
	Name    string // "auth", "clock", "envelope", "roles", "role", "invite", "guesses", "lacking", "own integration"
	Verdict Verdict
	Detail  string
	Fix     string // what a person can do; "" where there is nothing to do
}

// EnvelopeStyle is how HiPeople lays out an item.
type EnvelopeStyle string

// The styles. Both are read; which one answers is worth knowing when a path of the
// profile leads to nothing.
const (
	EnvelopeUnknown EnvelopeStyle = ""       // no item was seen
	EnvelopeFlat    EnvelopeStyle = "flat"   // values in the item itself
	EnvelopeFields  EnvelopeStyle = "fields" // values under "fields"
)

// SelfCheckOptions says what to look at beyond the credential.
type SelfCheckOptions struct {
	Roles        []string     // ids of the roles that this integration invites to
	Confirmation Confirmation // of the profile, if there is one
}

// SelfCheck is what [Client.SelfCheck] found.
type SelfCheck struct {
	Authorized   bool
	Envelope     EnvelopeStyle
	Roles        int           // that the credential sees, -1 when unknown
	ClockSkew    time.Duration // how far HiPeople's clock is ahead of ours, to about a second
	ClockKnown   bool
	Capabilities []Capability
	Safe         bool          // see [Profile.SafeWith]
	ATS          []Integration // HiPeople's own connections with an ATS
	Findings     []Finding     // the same and more, in words
}

// OK reports whether no finding failed. Warnings pass.
func (s SelfCheck) OK() bool {
	for _, finding := range s.Findings {
		if finding.Verdict == VerdictFail {
			return false
		}
	}
	return true
}

func (s *SelfCheck) add(name string, verdict Verdict, detail, fix string) {
	s.Findings = append(s.Findings, Finding{Name: name, Verdict: verdict, Detail: detail, Fix: fix})
}

// SelfCheck looks whether the client can do its work: credential, layout of answers,
// roles, clocks, what of the profile is proven, and whether HiPeople's own ATS
// integration could invite the same people. It only reads, with two calls and one for
// each role of the options. What goes wrong is a finding, so it returns no error.
func (c *Client) SelfCheck(ctx context.Context, opts SelfCheckOptions) SelfCheck {
	s := SelfCheck{Roles: -1, Capabilities: c.profile.Capabilities(), Safe: c.profile.SafeWith(opts.Confirmation)}
	first, ok := s.reach(ctx, c)
	s.judge(c.profile)
	if !ok {
		return s
	}
	driven := s.driven(ctx, c, opts.Roles)
	s.integrations(ctx, c, first.OrganizationID, driven)
	return s
}

// reach lists one role, which shows most of what there is to show.
func (s *SelfCheck) reach(ctx context.Context, c *Client) (Role, bool) {
	const operation = "self_check"
	start := time.Now()
	answer, resp, err := c.exchange(ctx, transport.Request{
		Operation: operation, Method: http.MethodGet, Path: []string{"open_job_roles"},
		Query: url.Values{"skip": {"0"}, "limit": {"1"}},
	}, nil)
	if err != nil {
		s.unreached(err)
		return Role{}, false
	}
	s.Authorized = true
	s.add("auth", VerdictOK, "HiPeople takes the credential", "")
	s.clock(resp.Header, start, time.Now())
	p, err := answer.rows(1)
	if err != nil {
		s.add("envelope", VerdictFail, "the list of roles cannot be read: "+err.Error(), "the API has changed, or the base URL is not HiPeople's")
		return Role{}, false
	}
	if p.counted {
		s.Roles = p.total
	}
	if len(p.rows) == 0 {
		s.Roles = 0
		s.add("envelope", VerdictUnknown, "there is no role to tell it by", "")
		s.add("roles", VerdictWarn, "the credential sees no role", "a key pair sees what its owner sees: have an admin or recruiter make it")
		return Role{}, true
	}
	s.Envelope = EnvelopeFlat
	if p.rows[0].has([]string{"fields"}) {
		s.Envelope = EnvelopeFields
	}
	s.add("envelope", VerdictOK, "items are laid out "+string(s.Envelope), "")
	count := "not counted by HiPeople"
	if s.Roles >= 0 {
		count = strconv.Itoa(s.Roles)
	}
	s.add("roles", VerdictOK, "roles that the credential sees: "+count, "")
	return roleOf(p.rows[0]), true
}

func (s *SelfCheck) unreached(err error) {
	var failed *Error
	switch {
	case hasStatus(err, http.StatusUnauthorized):
		s.add("auth", VerdictFail, "HiPeople refuses the credential (401)", "make a new key pair in HiPeople's settings; a pair may end with the user who made it")
	case hasStatus(err, http.StatusForbidden):
		s.add("auth", VerdictFail, "the credential may not list roles (403)", "let an admin or recruiter make the key pair")
	case errors.As(err, &failed) && failed.Status == 0:
		s.add("auth", VerdictFail, "HiPeople does not answer: "+err.Error(), "check base URL, DNS and firewall")
	default:
		s.add("auth", VerdictFail, "unexpected answer: "+err.Error(), "check the base URL")
	}
}

// maxSkew is well below the five minutes that signatures of webhooks usually allow.
const maxSkew = 30 * time.Second

// clock compares HiPeople's Date header with the middle of the call. The header has
// whole seconds, cut off, so almost half of one is added before rounding.
func (s *SelfCheck) clock(header http.Header, start, end time.Time) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		s.add("clock", VerdictUnknown, "the answer carries no date", "")
		return
	}
	s.ClockKnown = true
	s.ClockSkew = date.Add(time.Second/2 - 1).Sub(start.Add(end.Sub(start) / 2)).Round(time.Second)
	switch skew := s.ClockSkew.Abs(); {
	case skew <= maxSkew:
		s.add("clock", VerdictOK, "our clock and HiPeople's differ by "+skew.String(), "")
	case s.ClockSkew > 0:
		s.add("clock", VerdictWarn, "our clock is "+skew.String()+" behind HiPeople's", "set this machine's clock by NTP: signed webhooks would look as if from the future")
	default:
		s.add("clock", VerdictWarn, "our clock is "+skew.String()+" ahead of HiPeople's", "set this machine's clock by NTP: signed webhooks would look expired")
	}
}
