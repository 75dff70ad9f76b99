package webhook

import (
	"bytes"
	"errors"
	"net/http"
)

// startBuffer bounds what is set aside on the word of a Content-Length alone.
const startBuffer = 64 << 10

// readBody reads at most limit bytes. A longer body ends the connection, so that its
// rest is not read either.
func readBody(w http.ResponseWriter, req *http.Request, limit int64) ([]byte, *Error) {
	reader := http.MaxBytesReader(w, req.Body, limit)
	var buf bytes.Buffer
	buf.Grow(int(min(max(req.ContentLength, 0), startBuffer)) + bytes.MinRead)
	_, err := buf.ReadFrom(reader)
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return buf.Bytes(), nil
	case errors.As(err, &tooLarge):
		return nil, &Error{Reason: ReasonTooLarge}
	default:
		return nil, &Error{Reason: ReasonMalformed, Detail: "body ended early", Err: err}
	}
}
