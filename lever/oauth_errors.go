package lever

import (
	"errors"
	"fmt"
	"strings"
)

// DeniedError is a callback that brings no code: the person said no, or the app may not ask.
type DeniedError struct {
	Code        string // as access_denied
	Description string // one line, bounded, without mail addresses; whoever made the link could choose it
}

// Error tells code and description.
func (e *DeniedError) Error() string {
	return "lever: oauth: access was not given: " + withDescription(e.Code, e.Description)
}

// RevokedError is a refresh token that Lever no longer takes, although nobody else renewed it: access was revoked in
// Lever's settings, or not used for 90 days. Nothing but a new consent helps.
type RevokedError struct {
	Generation  int64
	Description string // Lever's, one line, bounded
}

// Error says what to do.
func (e *RevokedError) Error() string {
	return fmt.Sprintf("lever: oauth: access was revoked: Lever refuses the refresh token of generation %d (%s); connect the account again",
		e.Generation, withDescription(invalidGrant, e.Description))
}

// LostRotationError is a refresh token that Lever no longer takes after an earlier renewal with it got no answer, or its
// answer could not be stored: Lever has most likely given out new tokens that were lost on the way. The account did
// nothing wrong, yet nothing but a new consent helps.
type LostRotationError struct {
	Generation  int64
	Description string // Lever's, one line, bounded
}

// Error says what to do.
func (e *LostRotationError) Error() string {
	return fmt.Sprintf("lever: oauth: the renewed tokens were lost: an earlier renewal of generation %d got no answer that was stored, and Lever refuses its refresh token now (%s); nobody revoked access, yet the account must be connected again",
		e.Generation, withDescription(invalidGrant, e.Description))
}

// IsRevoked reports that the account took its access back: there is a [*RevokedError] in err.
func IsRevoked(err error) bool {
	var revoked *RevokedError
	return errors.As(err, &revoked)
}

// invalidGrant is the code of a token endpoint for a code or refresh token that is not valid (RFC 6749, 5.2).
const invalidGrant = "invalid_grant"

func withDescription(code, description string) string {
	if description == "" {
		return printable(code)
	}
	return printable(code) + ": " + printable(description)
}

// withoutSecrets takes out what an answer quotes of the request, and bounds it.
func withoutSecrets(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, redacted)
		}
	}
	return printable(text)
}
