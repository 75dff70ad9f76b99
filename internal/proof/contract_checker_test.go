package proof

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// violation is one difference between the contract and what went over the wire.
type violation struct {
	operation string // operationId
	place     string // such as "query limit" or "answer 200 body/data/0/name"
	reason    string
}

func (v violation) String() string { return v.operation + ": " + v.place + ": " + v.reason }

// traffic is what of one operation was seen in calls that were answered 2xx.
type traffic struct{ query, body map[string]bool }

// checker is a transport that holds each request and answer against the contract.
type checker struct {
	next   http.RoundTripper
	router routers.Router

	mu         sync.Mutex
	violations []violation
	seen       map[string]*traffic // by operationId
}

func newChecker(t *testing.T, document *openapi3.T, next http.RoundTripper) *checker {
	t.Helper()
	router, err := gorillamux.NewRouter(document)
	if err != nil {
		t.Fatal(err)
	}
	return &checker{next: next, router: router, seen: make(map[string]*traffic)}
}

// report fails the test once for each violation.
func (c *checker) report(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	told := make(map[violation]bool)
	for _, v := range c.violations {
		if !told[v] {
			told[v] = true
			t.Error(v)
		}
	}
}

func (c *checker) RoundTrip(req *http.Request) (*http.Response, error) {
	sent, err := drained(req.Body)
	if err != nil {
		return nil, err
	}
	forwarded := req.Clone(req.Context())
	forwarded.Body = replay(sent)
	resp, err := c.next.RoundTrip(forwarded)
	if err != nil {
		return nil, err
	}
	answered, err := drained(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = replay(answered)
	checked := req.Clone(req.Context())
	checked.Body = replay(sent)
	c.check(checked, sent, resp, answered)
	return resp, nil
}

// drained reads a body, which may be missing, to its end.
func drained(body io.ReadCloser) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	defer body.Close()
	return io.ReadAll(body)
}

func replay(data []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(data)) }

func (c *checker) check(req *http.Request, sent []byte, resp *http.Response, answered []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	route, params, err := c.router.FindRoute(req)
	if err != nil {
		c.violations = append(c.violations, violation{req.Method + " " + req.URL.Path, "path", err.Error()})
		return
	}
	id := route.Operation.OperationID
	input := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route, Options: contractOptions}
	c.violations = append(c.violations, requestViolations(id, input, sent)...)
	c.violations = append(c.violations, answerViolations(id, input, resp, answered)...)
	if resp.StatusCode/100 == 2 {
		c.record(id, req, sent)
	}
}

// record remembers what a successful request consisted of.
func (c *checker) record(id string, req *http.Request, sent []byte) {
	if c.seen[id] == nil {
		c.seen[id] = &traffic{make(map[string]bool), make(map[string]bool)}
	}
	for name := range req.URL.Query() {
		c.seen[id].query[name] = true
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(sent, &fields) == nil {
		for name := range fields {
			c.seen[id].body[name] = true
		}
	}
}

var contractOptions = &openapi3filter.Options{
	IncludeResponseStatus: true, SkipSettingDefaults: true, MultiError: true,
	AuthenticationFunc: credential,
}

func requestViolations(id string, input *openapi3filter.RequestValidationInput, sent []byte) []violation {
	var out []violation
	declared := queryOf(input.Route.Operation)
	for _, name := range slices.Sorted(maps.Keys(input.Request.URL.Query())) {
		if !slices.Contains(declared, name) { // openapi3filter looks at declared ones only
			out = append(out, violation{id, "query " + name, "not in the contract"})
		}
	}
	if len(sent) > 0 && input.Route.Operation.RequestBody == nil {
		out = append(out, violation{id, "request body", "not in the contract"})
	}
	return append(out, flattened(id, "request", openapi3filter.ValidateRequest(input.Request.Context(), input))...)
}

func answerViolations(id string, input *openapi3filter.RequestValidationInput, resp *http.Response, answered []byte) []violation {
	place := fmt.Sprint("answer ", resp.StatusCode)
	documented := input.Route.Operation.Responses.Status(resp.StatusCode)
	if documented == nil && resp.StatusCode < 400 {
		return []violation{{id, place, "the contract has no such status"}} // default is for errors
	}
	if documented != nil && len(documented.Value.Content) == 0 {
		if len(answered) > 0 {
			return []violation{{id, place + " body", "the contract has none"}}
		}
		return nil
	}
	out := flattened(id, place, openapi3filter.ValidateResponse(input.Request.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: resp.StatusCode, Header: resp.Header, Body: replay(answered), Options: contractOptions,
	}))
	if input.Request.URL.Query().Has("include") { // which drops all fields but those it names
		out = slices.DeleteFunc(out, func(v violation) bool {
			return strings.HasPrefix(v.place, place+" body/data/") && strings.HasSuffix(v.reason, "is missing")
		})
	}
	return out
}

// validatorsPlace is where the JSON Schema validator sees the fault, which it writes before its reason.
var validatorsPlace = regexp.MustCompile(`^(error at ".*?": )?at '.*?': `)

// flattened makes one violation of each innermost error.
func flattened(id, place string, err error) []violation {
	switch err := err.(type) { //nolint:errorlint // takes the wrapping apart itself, for the place that each layer adds
	case nil:
		return nil
	case openapi3.MultiError:
		var out []violation
		for _, inner := range err {
			out = append(out, flattened(id, place, inner)...)
		}
		return out
	case *openapi3filter.RequestError:
		if err.Parameter != nil {
			place = err.Parameter.In + " " + err.Parameter.Name
		} else {
			place += " body"
		}
		if err.Err != nil {
			return flattened(id, place, err.Err)
		}
	case *openapi3filter.ResponseError:
		if err.Err != nil {
			return flattened(id, place+" body", err.Err)
		}
	case *openapi3.SchemaError:
		if err.Origin != nil {
			return flattened(id, place, err.Origin)
		}
		for _, key := range err.JSONPointer() {
			place += "/" + key
		}
		return []violation{{id, place, validatorsPlace.ReplaceAllString(err.Reason, "")}}
	case *openapi3filter.ParseError:
		return []violation{{id, place, err.Error()}}
	}
	if inner := errors.Unwrap(err); inner != nil {
		return flattened(id, place, inner)
	}
	return []violation{{id, place, err.Error()}}
}
