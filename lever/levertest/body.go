package levertest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"
)

// maxJSON bounds a request body in JSON.
const maxJSON = 1 << 20

// buffered reads the body before the state is locked, so that a slow caller holds up nobody.
func (r *request) buffered() (io.ReadCloser, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxJSON+1))
	if err != nil {
		return nil, badRequest("the body could not be read")
	}
	if len(raw) > maxJSON {
		return nil, badRequest("the body is larger than 1 MiB")
	}
	return io.NopCloser(bytes.NewReader(raw)), nil
}

// decode reads a body in JSON.
func (r *request) decode(to any) error {
	if err := json.NewDecoder(r.Body).Decode(to); err != nil {
		return badRequest("the body is not JSON of the expected shape")
	}
	return nil
}

// performAs returns the user in whose name the request acts, or empty where that may be left out.
// Deactivated users may write nothing, interviewers only where forAll: notes and feedback.
func (a *api) performAs(r *request, required, forAll bool) (string, error) {
	id := r.query.Get("perform_as")
	if id == "" {
		if required {
			return "", badRequest("perform_as is required")
		}
		return "", nil
	}
	user, ok := a.state.user(id)
	if !ok {
		return "", badRequest("perform_as is no user of this account")
	}
	if !user.DeactivatedAt.IsZero() || user.AccessRole == Interviewer && !forAll {
		return "", forbidden("the user of perform_as may not do this")
	}
	return id, nil
}

// past reads a time in milliseconds that must not lie in the future; 0 leaves it to what is usual.
func past(field string, ms int64, usual time.Time) (time.Time, error) {
	if ms == 0 {
		return usual, nil
	}
	at := time.UnixMilli(ms).UTC()
	if at.After(now()) {
		return time.Time{}, badRequest(field + " lies in the future")
	}
	return at, nil
}

// texts reads the list of texts in one field of the body.
func (r *request) texts(field string) ([]string, error) {
	var body map[string]json.RawMessage
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	var values []string
	if err := json.Unmarshal(body[field], &values); err != nil || len(values) == 0 || slices.Contains(values, "") {
		return nil, badRequest(field + " must be a list of texts")
	}
	return values, nil
}

// noContent is the answer of a deletion.
func noContent() reply { return reply{status: http.StatusNoContent} }
