package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"slices"
	"strings"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const (
	selectCheck = `
		SELECT 0 AS seq, doc FROM checks WHERE id = ?1
		UNION ALL
		SELECT seq, doc FROM steps
		WHERE owner_id = ?1 AND owner_kind = 'check' AND owner_connection = (SELECT connection FROM checks WHERE id = ?1)
		ORDER BY seq`
	insertCheck = `
		INSERT INTO checks (id, connection, environment, automation, opportunity, contact, role, candidate, state, opened, invited, doc)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	connectionOf = `SELECT connection FROM checks WHERE id = ?`
	openCheck    = insertCheck + ` ON CONFLICT (id) DO NOTHING`
	putCheck     = insertCheck + ` ON CONFLICT (id) DO UPDATE SET
		connection = excluded.connection, environment = excluded.environment, automation = excluded.automation,
		opportunity = excluded.opportunity, contact = excluded.contact, role = excluded.role,
		candidate = excluded.candidate, state = excluded.state, opened = excluded.opened,
		invited = excluded.invited, doc = excluded.doc`
)

// Check returns one with its steps.
func (s *Store) Check(ctx context.Context, id string) (hpsync.Check, error) {
	check, steps, err := withSteps[hpsync.Check](ctx, s, selectCheck, id)
	check.Steps = steps
	return check, failure("read a check", err)
}

// withSteps reads a noun and its steps in one statement, and so at one instant. A
// step that can't be read is an error: who overlooked it might act a second time.
func withSteps[T any](ctx context.Context, s *Store, query, id string) (noun T, steps []hpsync.Step, err error) {
	found := false
	err = s.read(ctx, query, []any{id}, func(r *sql.Rows) error {
		var seq int64
		var doc string
		if err := r.Scan(&seq, &doc); err != nil {
			return err
		}
		if !found {
			found = true
			noun, err = document[T](doc)
			return err
		}
		step, err := document[hpsync.Step](doc)
		steps = append(steps, step)
		return err
	})
	if err == nil && !found {
		err = hpsync.ErrNotFound
	}
	return noun, steps, err
}

// ListChecks returns a page, newest first.
func (s *Store) ListChecks(ctx context.Context, filter hpsync.CheckFilter, page hpsync.Page) ([]hpsync.Check, string, error) {
	limit, err := page.Bound()
	if err != nil {
		return nil, "", err
	}
	before, err := cursor(page, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	query, args := checkList(filter, before, limit)
	return list[hpsync.Check](ctx, s, "checks", query, args, limit)
}

// CountChecks counts by state.
func (s *Store) CountChecks(ctx context.Context, filter hpsync.CheckFilter) (map[hpsync.State]int, error) {
	query, args := checkCount(filter)
	counts := map[hpsync.State]int{}
	err := s.read(ctx, query, args, func(r *sql.Rows) error {
		var state hpsync.State
		var n int
		if err := r.Scan(&state, &n); err != nil {
			return err
		}
		counts[state] = n
		return nil
	})
	if err != nil {
		return nil, failure("count checks", err)
	}
	return counts, nil
}

// checkList asks for the newest of each state apart, so that an index gives them in
// order and no more are read than the page needs.
func checkList(filter hpsync.CheckFilter, before int64, limit int) (query string, args []any) {
	one := func(state ...hpsync.State) string {
		where := checkConditions(filter, state)
		where.add("seq < ?", before)
		args = append(append(args, where.args...), limit+1)
		return "SELECT seq, doc FROM checks WHERE " + where.String() + " ORDER BY seq DESC LIMIT ?"
	}
	states := distinct(filter.States)
	if len(states) < 2 {
		query = one(states...)
		return query, args
	}
	var each []string
	for _, state := range states {
		each = append(each, "SELECT * FROM ("+one(state)+")")
	}
	query = strings.Join(each, " UNION ALL ") + " ORDER BY seq DESC LIMIT ?"
	return query, append(args, limit+1)
}

func checkCount(filter hpsync.CheckFilter) (query string, args []any) {
	where := checkConditions(filter, distinct(filter.States))
	return "SELECT state, count(*) FROM checks WHERE " + where.String() + " GROUP BY state", where.args
}

// checkConditions are filter's, with states in place of its own.
func checkConditions(filter hpsync.CheckFilter, states []hpsync.State) *conditions {
	where := &conditions{}
	where.equal("candidate", filter.Candidate)
	where.equal("opportunity", filter.Opportunity)
	where.equal("contact", filter.Contact)
	if !filter.InvitedSince.IsZero() {
		where.equal("automation", filter.Automation)
		where.add("invited >= ?", instant(filter.InvitedSince))
	}
	state := "state"
	if where.led {
		state = "+state"
	}
	where.equal("connection", filter.Connection)
	if filter.InvitedSince.IsZero() {
		where.equal("automation", filter.Automation)
	}
	if where.led && filter.Connection == "" {
		state = "+state"
	}
	if len(states) > 0 {
		where.add(state + " IN (?" + strings.Repeat(", ?", len(states)-1) + ")")
		for _, state := range states {
			where.args = append(where.args, string(state))
		}
	}
	if !filter.OpenedSince.IsZero() {
		where.add("opened >= ?", instant(filter.OpenedSince))
	}
	where.led = true // the rest has no index
	where.equal("environment", filter.Environment)
	where.equal("role", filter.Role)
	return where
}

func distinct(states []hpsync.State) []hpsync.State {
	states = slices.Clone(states)
	slices.Sort(states)
	return slices.Compact(states)
}

// encodedCheck are the columns of a check.
func encodedCheck(check hpsync.Check) ([]any, error) {
	doc, err := json.Marshal(check)
	if err != nil {
		return nil, failure("encode a check", err)
	}
	return []any{
		check.ID, check.Connection, check.Environment, check.Automation, check.Opportunity, check.Contact, check.Role,
		optional(check.Candidate), string(check.State), nanos(check.OpenedAt), nanos(check.InvitedAt), string(doc),
	}, nil
}
