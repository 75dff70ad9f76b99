package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/oapi-codegen/runtime"
)

// Request is one call, described once and sent as often as the policy allows.
type Request struct {
	Operation  string      // stable name such as "opportunities.get", used in errors and logs
	Method     string      // HTTP method
	Path       []string    // elements below the base URL; each is escaped, none may be empty
	Query      url.Values  // never appears in an error or a log: it may hold a mail address
	Header     http.Header // extra headers
	JSON       any         // marshalled as the body, unless Body is set
	Body       *Body       // a streamed body
	Repeatable bool        // may be sent again when the effect of a try is unknown; GET, HEAD and DELETE always are
	Stream     bool        // hand the open response body over instead of reading it
}

// Body is a request body that is opened once per try.
type Body struct {
	ContentType string
	Length      int64 // bytes; unless above 0 it counts as unknown, and the body goes out in chunks
	Open        func() (io.ReadCloser, error)
}

// Response is a 2xx answer.
type Response struct {
	Status int
	Header http.Header
	Body   []byte        // nil when Stream was asked for
	Stream io.ReadCloser // the caller closes it
	Length int64         // bytes of Stream, -1 when the server did not say
}

func (req *Request) repeatable() bool {
	return req.Repeatable || req.safe() || req.Method == http.MethodDelete
}

func (req *Request) safe() bool {
	return req.Method == http.MethodGet || req.Method == http.MethodHead
}

// shownPath is the path as errors show it: without the query, and escaped, so that
// an id cannot break the line.
func (req *Request) shownPath() string {
	var path strings.Builder
	for _, element := range req.Path {
		path.WriteString("/" + url.PathEscape(element))
	}
	return path.String()
}

// build turns the description into a request that can be sent again.
func (t *Transport) build(ctx context.Context, req *Request) (*retryablehttp.Request, error) {
	path, err := escape(req)
	if err != nil {
		return nil, err
	}
	address := t.address + path
	if len(req.Query) > 0 {
		address += "?" + req.Query.Encode()
	}
	body, contentType, length, err := req.body()
	if err != nil {
		return nil, err
	}
	out, err := retryablehttp.NewRequestWithContext(ctx, req.Method, address, body)
	if err != nil {
		return nil, &ArgumentError{Operation: req.Operation, Field: "request", Got: "an invalid method or path", Want: "a valid one"}
	}
	if length >= 0 {
		out.ContentLength = length
	}
	for name, values := range req.Header {
		if key := http.CanonicalHeaderKey(name); key == "Idempotency-Key" || key == "X-Idempotency-Key" {
			return nil, &ArgumentError{Operation: req.Operation, Field: "header", Got: key, Want: "none: with it net/http would by itself send a create again"}
		}
		out.Header[name] = values
	}
	if contentType != "" {
		out.Header.Set("Content-Type", contentType)
	}
	return out, nil
}

// header is one try's own copy of the request's header, with what all tries carry.
func (t *tripper) header(of http.Header) http.Header {
	header := make(http.Header, len(of)+4)
	for name, values := range of {
		header[name] = slices.Clone(values)
	}
	always := []string{"application/json", t.userAgent}
	if header.Get("Accept") == "" {
		header["Accept"] = always[:1:1]
	}
	header["User-Agent"] = always[1:]
	return header
}

// body returns what go-retryablehttp needs to open the body anew for each try.
func (req *Request) body() (open any, contentType string, length int64, err error) {
	switch {
	case req.Body != nil:
		source := req.Body.Open
		reopen := retryablehttp.ReaderFunc(func() (io.Reader, error) { return &lazyBody{open: source}, nil })
		return reopen, req.Body.ContentType, req.Body.Length, nil
	case req.JSON != nil:
		data, err := json.Marshal(req.JSON)
		if err != nil {
			return nil, "", -1, &ArgumentError{Operation: req.Operation, Field: "body", Got: fmt.Sprintf("%T", req.JSON), Want: "a value that encodes as JSON"}
		}
		return bytes.NewReader(data), "application/json", -1, nil
	default:
		return nil, "", -1, nil
	}
}

// escape styles each path element as OpenAPI's "simple" style does, so that an
// id can never leave its place in the path.
func escape(req *Request) (string, error) {
	var path strings.Builder
	for i, element := range req.Path {
		if element == "" || element == "." || element == ".." {
			return "", &ArgumentError{Operation: req.Operation, Field: fmt.Sprintf("path element %d", i+1), Got: fmt.Sprintf("%q", element), Want: "a non-empty id"}
		}
		path.WriteByte('/')
		if isUnreserved(element) { // as nearly all are: styling would leave it as it is, and cost a tenth of the call's overhead
			path.WriteString(element)
			continue
		}
		styled, err := runtime.StyleParamWithOptions("simple", false, "id", element, runtime.StyleParamOptions{ParamLocation: runtime.ParamLocationPath})
		if err != nil {
			return "", &ArgumentError{Operation: req.Operation, Field: fmt.Sprintf("path element %d", i+1), Got: "an unusable id", Want: "a text"}
		}
		path.WriteString(styled)
	}
	return path.String(), nil
}

// isUnreserved reports a text of the characters that a URL never escapes (RFC 3986, 2.3).
func isUnreserved(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == '~':
		default:
			return false
		}
	}
	return true
}
