package lever

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// Request is a call of any operation, for [Client.Do].
type Request struct {
	Method     string     // as GET
	Path       []string   // elements below the base URL, as "requisitions", id; each is escaped, none may be empty
	Query      url.Values // never shown in an error
	JSON       any        // body, nil for none
	Repeatable bool       // may be sent again when its effect is unknown; GET and DELETE always may
}

// Response is a 2xx answer of [Client.Do].
type Response struct {
	Status int
	Header http.Header
	Body   []byte // at most 8 MiB

	op operation
}

// Do calls an operation that has no verb, under the same limits, retries and errors as the verbs.
func (c *Client) Do(ctx context.Context, req Request, opts ...RequestOption) (Response, error) {
	op := operation{name: "do", method: req.Method, path: "/" + strings.Join(req.Path, "/"), repeatable: req.Repeatable}
	if !isMethod(req.Method) {
		return Response{}, op.argument("method", quoted(req.Method), "an HTTP method in capitals")
	}
	if len(req.Path) == 0 {
		return Response{}, op.argument("path", "empty", "at least one element")
	}
	for _, element := range req.Path {
		if strings.TrimSpace(element) == "" {
			return Response{}, op.argument("path", "a list with "+quoted(element), "elements that are not empty")
		}
	}
	s, err := call{op: op, opts: append([]RequestOption{withQuery(req.Query)}, opts...)}.settings()
	if err != nil {
		return Response{}, err
	}
	resp, err := c.sendTo(ctx, req.Path, call{op: op, json: req.JSON}, s)
	if err != nil {
		return Response{}, err
	}
	return Response{Status: resp.Status, Header: resp.Header, Body: resp.Body, op: op}, nil
}

// Decode reads the answer into value, a pointer, with or without the data envelope round it.
func (r Response) Decode(value any) error {
	if _, err := decode(r.Body, value); err != nil {
		return unusable(r.op, &transport.Response{Status: r.Status, Body: r.Body}, err)
	}
	return nil
}

func withQuery(query url.Values) RequestOption {
	return func(s *settings) error {
		for key, values := range query {
			s.query[key] = append(s.query[key], values...)
		}
		return nil
	}
}

func isMethod(method string) bool {
	for _, r := range method {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return method != ""
}
