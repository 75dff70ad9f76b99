package webhook

import (
	"net/http"
	"strconv"
	"time"
)

// single reads a header that must be there once: of two, sender and receiver could
// each mean another.
func single(header http.Header, name string) (string, error) {
	values := header[name]
	switch {
	case len(values) == 0 || values[0] == "":
		return "", &Error{Reason: ReasonUnsigned, Detail: "no " + name + " header"}
	case len(values) > 1:
		return "", malformed("more than one " + name + " header")
	}
	return values[0], nil
}

// timestamp reads Unix seconds from a header, as text and as number.
func timestamp(header http.Header, name string) (text string, seconds int64, err error) {
	if text, err = single(header, name); err != nil {
		return "", 0, err
	}
	seconds, ok := decimal(text)
	if !ok {
		return "", 0, malformed(name + " is not a Unix time in seconds")
	}
	return text, seconds, nil
}

func unixText(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

func cloneHeader(header http.Header) http.Header {
	if header == nil {
		return http.Header{}
	}
	return header.Clone()
}
