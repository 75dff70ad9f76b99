package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

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
	address := t.base.Scheme + "://" + t.base.Host + strings.TrimRight(t.base.EscapedPath(), "/") + path
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
		out.Header[name] = values
	}
	if contentType != "" {
		out.Header.Set("Content-Type", contentType)
	}
	if out.Header.Get("Accept") == "" {
		out.Header.Set("Accept", "application/json")
	}
	out.Header.Set("User-Agent", t.userAgent)
	return out, nil
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
		styled, err := runtime.StyleParamWithOptions("simple", false, "id", element, runtime.StyleParamOptions{ParamLocation: runtime.ParamLocationPath})
		if err != nil {
			return "", &ArgumentError{Operation: req.Operation, Field: fmt.Sprintf("path element %d", i+1), Got: "an unusable id", Want: "a text"}
		}
		path.WriteByte('/')
		path.WriteString(styled)
	}
	return path.String(), nil
}

// lazyBody opens its source when a try is about to start. go-retryablehttp opens
// every body once more to measure it; a file or a download must not be opened for that.
//
// Close may come while a Read runs, and even before the first one.
type lazyBody struct {
	open   func() (io.ReadCloser, error)
	mu     sync.Mutex
	source io.ReadCloser
	closed bool
}

func (b *lazyBody) Read(p []byte) (int, error) {
	source, err := b.opened()
	if err != nil {
		return 0, err
	}
	return source.Read(p)
}

func (b *lazyBody) opened() (io.ReadCloser, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, http.ErrBodyReadAfterClose
	}
	if b.source == nil {
		source, err := b.open()
		if err != nil {
			return nil, &openError{err}
		}
		b.source = source
	}
	return b.source, nil
}

func (b *lazyBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	closed := b.closed
	b.closed = true
	if closed || b.source == nil {
		return nil
	}
	return b.source.Close()
}

// openError says that the caller's body could not be opened.
type openError struct{ err error }

func (e *openError) Error() string { return "open the request body: " + e.err.Error() }
func (e *openError) Unwrap() error { return e.err }
