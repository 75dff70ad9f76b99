package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

const maxBody = 1 << 20

// bodies makes a value for the body of each call that has one. The generated code
// decodes leniently; a misspelt field must not be passed over in silence.
var bodies = map[string]func() any{
	"PUT /api/connections/{connection}":             func() any { return new(ConnectionRequest) },
	"PUT /api/connections/{connection}/automations": func() any { return new(Plan) },
	"POST /api/checks/{check}/release":              func() any { return new(ReleaseRequest) },
	"POST /api/checks/{check}/resolve":              func() any { return new(ResolveRequest) },
}

// checkBody refuses what is not exactly one JSON value of the type of into, and leaves
// the body to be read again.
func checkBody(w http.ResponseWriter, req *http.Request, into any) error {
	kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return &problem{http.StatusUnsupportedMediaType, "unsupported_media_type", "the body must be sent with Content-Type: application/json", ""}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return &problem{http.StatusRequestEntityTooLarge, "too_large", "the body is larger than 1 MiB", ""}
	case err != nil:
		return invalid("", "the body ended early")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return invalidJSON(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return invalid("", "more follows behind the body's JSON object")
	}
	req.Body = io.NopCloser(bytes.NewReader(raw))
	return nil
}

// invalidJSON says what encoding/json found without quoting values: a key may stand in
// the wrong place.
func invalidJSON(err error) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); {
	case unknown:
		name = strings.Trim(name, `"`)
		return invalid(name, "the body has a field that is not known: "+name)
	case errors.As(err, &kind):
		return invalid(kind.Field, kind.Field+" is a JSON "+jsonKind(kind.Value)+", which does not fit")
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return invalid("", "the body is not JSON")
	}
	return invalid("", err.Error()) // a text of our own, such as of a duration
}

// jsonKind leaves out the number that encoding/json quotes.
func jsonKind(value string) string {
	kind, _, _ := strings.Cut(value, " ")
	return kind
}
