package hipeople

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// UpdateRequest changes some fields of one thing and leaves the others as they are.
// Printing one shows no values.
type UpdateRequest struct {
	Resource string         // the collection: "candidate_profiles", "resumes"
	ID       string         // of the thing
	Values   map[string]any // at least one field, under HiPeople's names
}

// String shows the names of the fields only.
func (r UpdateRequest) String() string {
	return fmt.Sprintf("update of %s %s: %v", r.Resource, r.ID, sortedKeys(r.Values))
}

// Format prints String whatever the verb.
func (r UpdateRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// Update sends the fields with a mask that names them, as HiPeople's own people were
// seen to do for full_name of candidate_profiles and external_link of resumes
// (observed). Mask and values come from one map, so they never disagree. The call is
// not repeated in doubt: an *[AmbiguousError] may be answered by sending it again,
// since it sets the same values.
func (c *Client) Update(ctx context.Context, update UpdateRequest, opts ...RequestOption) error {
	const operation = "update"
	for _, given := range []struct{ field, value string }{{"Resource", update.Resource}, {"ID", update.ID}} {
		if err := checkID(operation, given.field, given.value); err != nil {
			return err
		}
	}
	if len(update.Values) == 0 {
		return &ArgumentError{Operation: operation, Field: "Values", Got: "empty", Want: "at least one field"}
	}
	var personal []string
	for name, value := range update.Values {
		if name == "" {
			return &ArgumentError{Operation: operation, Field: "Values", Got: "a field without a name", Want: "names"}
		}
		if text, ok := value.(string); ok {
			personal = append(personal, text)
			personal = append(personal, strings.Fields(text)...)
		}
	}
	_, _, err := c.call(with(ctx, opts), transport.Request{
		Operation: operation, Method: http.MethodPut, Path: []string{update.Resource, update.ID},
		JSON: map[string]any{"updates": update.Values, "updated": sortedKeys(update.Values)},
	}, personal...)
	if isUnreadable(err) {
		return nil
	}
	return ambiguous(operation, err)
}
