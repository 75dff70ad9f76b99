package lever

import (
	"bytes"
	"context"
	"net/url"
	"time"

	"github.com/google/go-querystring/query"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// RequestOption sets one thing of one call. A bad value is an [*ArgumentError] of that call.
type RequestOption func(*settings) error

// settings are the options of one call.
type settings struct {
	op          operation
	query       url.Values
	writeBefore time.Time
	reserved    bool
}

// PerformAs makes the change in the name of a user, by id. What is made or changed on an opportunity mostly needs it; the
// verbs say so. The user's role must allow the change, else Lever answers 403.
func PerformAs(user string) RequestOption {
	return idOption("perform_as", user)
}

// ThreadOf makes a new note an answer to another one, by id.
func ThreadOf(note string) RequestOption {
	return idOption("note_id", note)
}

// Expand answers references as whole objects instead of ids, as [ExpandApplications]. It costs no further request.
func Expand(fields ...string) RequestOption {
	return func(s *settings) error {
		for _, field := range fields {
			if field == "" {
				return s.op.argument("expand", `""`, "the name of a field")
			}
			s.query.Add("expand", field)
		}
		return nil
	}
}

// Include answers the named fields alone; all others stay zero. [Expand] wins over it.
func Include(fields ...string) RequestOption {
	return func(s *settings) error {
		for _, field := range fields {
			if field == "" {
				return s.op.argument("include", `""`, "the name of a field")
			}
			s.query.Add("include", field)
		}
		return nil
	}
}

// WriteBefore refuses to put any byte of the request on the wire at or after t, even if the process was frozen meanwhile.
// A call that is refused so before its first byte is [OutcomeNotSent].
func WriteBefore(t time.Time) RequestOption {
	return func(s *settings) error {
		if t.IsZero() {
			return s.op.argument("write deadline", "the zero time", "a time")
		}
		s.writeBefore = t
		return nil
	}
}

// Reserved says that the call's first try was booked by [Client.Reserve].
func Reserved() RequestOption {
	return func(s *settings) error {
		s.reserved = true
		return nil
	}
}

func idOption(parameter, id string) RequestOption {
	return func(s *settings) error {
		if id == "" {
			return s.op.argument(parameter, `""`, "an id")
		}
		s.query.Set(parameter, id)
		return nil
	}
}

// flag sets a parameter to true.
func flag(parameter string) RequestOption {
	return func(s *settings) error {
		s.query.Set(parameter, "true")
		return nil
	}
}

// call is one use of an operation.
type call struct {
	op     operation
	ids    []string // for the path's placeholders, in order
	query  any      // an Options struct
	json   any
	body   *transport.Body
	stream bool
	fault  error // what is wrong with the arguments, nil if nothing is
	opts   []RequestOption
}

// settings applies the options on top of the query.
func (c call) settings() (settings, error) {
	s := settings{op: c.op, query: url.Values{}}
	if c.fault != nil {
		return s, c.fault
	}
	if c.query != nil {
		values, err := query.Values(c.query)
		if err != nil {
			return s, c.op.argument("options", "unusable", "options that encode as a query")
		}
		s.query = values
	}
	for _, opt := range c.opts {
		if err := opt(&s); err != nil {
			return s, err
		}
	}
	if c.op.performAs == performAsRequired && s.query.Get("perform_as") == "" {
		return s, c.op.argument("perform_as", "missing", "the option PerformAs with a user's id")
	}
	return s, nil
}

// send makes the call and returns its 2xx answer.
func (c *Client) send(ctx context.Context, call call) (*transport.Response, error) {
	s, err := call.settings()
	if err != nil {
		return nil, err
	}
	return c.sendWith(ctx, call, s)
}

func (c *Client) sendWith(ctx context.Context, call call, s settings) (*transport.Response, error) {
	elements, err := call.op.elements(call.ids)
	if err != nil {
		return nil, err
	}
	return c.sendTo(ctx, elements, call, s)
}

func (c *Client) sendTo(ctx context.Context, elements []string, call call, s settings) (*transport.Response, error) {
	if !s.writeBefore.IsZero() {
		ctx = transport.WithWriteDeadline(ctx, s.writeBefore)
	}
	if s.reserved {
		ctx = transport.WithBooked(ctx, 1)
	}
	resp, err := c.transport.Do(ctx, transport.Request{
		Operation: call.op.name, Method: call.op.method, Path: elements, Query: s.query,
		JSON: call.json, Body: call.body, Stream: call.stream, Repeatable: call.op.repeatable,
	})
	if err != nil {
		return nil, c.wrap(call.op, err)
	}
	return resp, nil
}

// none makes a call whose answer says nothing more.
func none(ctx context.Context, c *Client, call call) error {
	_, err := c.send(ctx, call)
	return err
}

// one makes a call that answers one object.
func one[T any](ctx context.Context, c *Client, call call) (T, error) {
	var value, zero T
	resp, err := c.send(ctx, call)
	if err != nil {
		return zero, err
	}
	if _, err := decode(resp.Body, &value); err != nil {
		return zero, unusable(call.op, resp, err)
	}
	return value, nil
}

// several makes a call that answers a list without pages. An empty answer is an empty list.
func several[T any](ctx context.Context, c *Client, call call) ([]T, error) {
	resp, err := c.send(ctx, call)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(resp.Body)) == 0 {
		return nil, nil
	}
	var rows []T
	if _, err := decodeRows(resp.Body, call.op, &rows); err != nil {
		return nil, unusable(call.op, resp, err)
	}
	return rows, nil
}
