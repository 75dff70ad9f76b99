package hipeople

import (
	"context"
	"fmt"
	"time"
)

// Confirmation records that an administrator tried a profile by an invitation to their
// own address, see [Candidates.TestInvite], and got the mail. It holds for that very
// profile: any change of it makes another [Profile.Hash].
type Confirmation struct {
	ProfileHash string    `json:"profile_hash"`
	At          time.Time `json:"at"`
	By          string    `json:"by"` // who it was, in the application's own words
}

// Format shows profile and date, not the person.
func (c Confirmation) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "confirmation of profile %.12s at %s", c.ProfileHash, c.At.UTC().Format(time.RFC3339))
}

// SafeWith reports whether people may be invited for real: the profile is proven, or
// it says how to invite and to look up, and the confirmation is one of it as it
// stands. The zero Confirmation makes nothing safe.
func (p Profile) SafeWith(confirmation Confirmation) bool {
	return p.Proven() || p.invites() && !confirmation.At.IsZero() && confirmation.ProfileHash == p.Hash()
}

// TestInviteError is a test invitation after which the profile is no safer than before.
type TestInviteError struct {
	Step   string // "look before", "look after", "read back"
	Reason string
	Err    error // cause, may be nil
}

func (e *TestInviteError) Error() string {
	message := "hipeople: test invitation: " + e.Step + ": " + e.Reason
	if e.Err != nil {
		message += ": " + e.Err.Error()
	}
	return message
}

// Unwrap returns the cause.
func (e *TestInviteError) Unwrap() error { return e.Err }

// After a creation the look-up may need a moment to see it.
const (
	testLooks    = 4
	testLookWait = 3 * time.Second
)

// TestInvite plays an invitation in earnest, to show that creating and looking up work
// as the profile says: nobody must be found before, the very candidate that was
// created afterwards, by look-up and by read. It mails the address in invite, which
// has to be the administrator's own, and takes an ATSCandidateID that no candidate has.
//
// The confirmation is for [Profile.SafeWith]. Keep it only once the person says that
// the mail has come: no API tells that. What Invite fails with is returned as it is,
// the rest as a *[TestInviteError].
func (s *Candidates) TestInvite(ctx context.Context, invite InviteRequest, by string, opts ...RequestOption) (Confirmation, error) {
	find := FindRequest{ATSCandidateID: invite.ATSCandidateID, RoleID: invite.RoleID, ExternalReference: invite.ExternalReference}
	matches, err := s.Find(ctx, find)
	switch {
	case err != nil:
		return Confirmation{}, &TestInviteError{Step: "look before", Reason: "the look-up does not work", Err: err}
	case len(matches) > 0:
		return Confirmation{}, &TestInviteError{Step: "look before", Reason: "there is such a candidate already; take an id that nobody has"}
	}
	made, err := s.Invite(ctx, invite, opts...)
	if err != nil {
		return Confirmation{}, err
	}
	if err := s.lookAfter(ctx, find, made.ID); err != nil {
		return Confirmation{}, err
	}
	read, err := s.Get(ctx, made.ID)
	switch {
	case err != nil:
		return Confirmation{}, &TestInviteError{Step: "read back", Reason: "the candidate cannot be read", Err: err}
	case read.ID != made.ID || read.RoleID != invite.RoleID || read.ATSCandidateID != invite.ATSCandidateID:
		return Confirmation{}, &TestInviteError{Step: "read back", Reason: "another id, role or ATS id than was sent"}
	case invite.ExternalReference != "" && s.client.profile.Invite.Fields.ExternalReference != "" && read.ExternalReference != invite.ExternalReference:
		return Confirmation{}, &TestInviteError{Step: "read back", Reason: "the external reference was not kept; take it out of the profile"}
	}
	return Confirmation{ProfileHash: s.client.profile.Hash(), At: time.Now(), By: by}, nil
}

func (s *Candidates) lookAfter(ctx context.Context, find FindRequest, id string) error {
	for look := range testLooks {
		if look > 0 {
			if err := sleep(ctx, testLookWait); err != nil {
				return err
			}
		}
		matches, err := s.Find(ctx, find)
		if err != nil {
			return &TestInviteError{Step: "look after", Reason: "the look-up does not work", Err: err}
		}
		if len(matches) == 1 && matches[0].Candidate.ID == id {
			return nil
		}
		if len(matches) > 0 {
			return &TestInviteError{Step: "look after", Reason: fmt.Sprintf("%d candidates were found, not the one that was created", len(matches))}
		}
	}
	return &TestInviteError{Step: "look after", Reason: "the candidate that was created is not found"}
}
