package hipeople

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// collectionPath splits a profile's path that names no id. An empty path is an
// operation HiPeople lacks.
func collectionPath(operation, path string) ([]string, error) {
	if path == "" {
		return nil, fmt.Errorf("%s: %w", operation, ErrNotSupported)
	}
	return strings.Split(path, "/"), nil
}

// idPath fills the placeholder of a profile's path.
func idPath(operation, template, placeholder, id string) ([]string, error) {
	path, err := collectionPath(operation, template)
	if err != nil {
		return nil, err
	}
	if err := checkID(operation, "id", id); err != nil {
		return nil, err
	}
	for i, element := range path {
		if element == placeholder {
			path[i] = id
		}
	}
	return path, nil
}

// checkID refuses an empty id before the network: /x/{id} must not turn into /x/.
func checkID(operation, field, id string) error {
	if strings.TrimSpace(id) == "" {
		return &ArgumentError{Operation: operation, Field: field, Got: "empty", Want: "an id"}
	}
	return nil
}

// fillTemplate puts ids, given as placeholder and id in turns, into a link's path. An
// empty id, or one that would leave its place in the path, yields no link.
func fillTemplate(template string, ids ...string) string {
	for i := 0; i < len(ids) && template != ""; i += 2 {
		placeholder, id := ids[i], ids[i+1]
		if !strings.Contains(template, placeholder) {
			continue
		}
		if strings.TrimSpace(id) == "" || id == "." || id == ".." {
			return ""
		}
		template = strings.ReplaceAll(template, placeholder, url.PathEscape(id))
	}
	return template
}

// act makes a call without a body on one thing. By PUT or POST it is never repeated,
// since a reminder is a mail. What a success says does not matter, unless it says errors.
func (c *Client) act(ctx context.Context, operation string, action ActionSpec, placeholder, id string, opts []RequestOption) error {
	path, err := idPath(operation, action.Path, placeholder, id)
	if err != nil {
		return err
	}
	_, _, err = c.call(with(ctx, opts), transport.Request{Operation: operation, Method: action.Method, Path: path})
	if isUnreadable(err) {
		return nil
	}
	return ambiguous(operation, err)
}
