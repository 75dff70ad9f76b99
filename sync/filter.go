package sync

import (
	"fmt"
	"slices"
)

// Bound is the page's limit, checked.
func (p Page) Bound() (int, error) {
	switch {
	case p.Limit == 0:
		return 100, nil
	case p.Limit < 0 || p.Limit > 1000:
		return 0, &ArgumentError{"page.limit", fmt.Sprint(p.Limit), "1 to 1000"}
	}
	return p.Limit, nil
}

// Matches reports whether the filter lets d through.
func (f DeliveryFilter) Matches(d Delivery) bool {
	return free(f.Connection, d.Connection) && free(f.Verdict, d.Verdict)
}

// Matches reports whether the filter lets c through.
func (f CheckFilter) Matches(c *Check) bool {
	return free(f.Connection, c.Connection) && free(f.Environment, c.Environment) &&
		free(f.Automation, c.Automation) && free(f.Opportunity, c.Opportunity) &&
		free(f.Contact, c.Contact) && free(f.Role, c.Role) && free(f.Candidate, c.Candidate) &&
		(len(f.States) == 0 || slices.Contains(f.States, c.State)) &&
		(f.OpenedSince.IsZero() || !c.OpenedAt.Before(f.OpenedSince)) &&
		(f.InvitedSince.IsZero() || !c.InvitedAt.Before(f.InvitedSince))
}

// Matches reports whether the filter lets e through.
func (f EntryFilter) Matches(e Entry) bool {
	return free(f.Connection, e.Owner.Connection) && free(f.Owner, e.Owner) && free(f.Opportunity, e.Opportunity)
}

// free reports whether a filter field is unset or equals value.
func free[T comparable](field, value T) bool {
	var zero T
	return field == zero || field == value
}
