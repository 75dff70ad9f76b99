package sync

import (
	"context"
	"slices"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/failpoint"
	"github.com/leverhipeople/leverhipeople/lever"
)

// mark makes one contact's profile in Lever show its checks as they are now: one tag
// on each opportunity, links on the contact. Nothing is queued: what is wanted is
// computed from all checks, compared with a fresh read, and what is missing is added
// before what is stale is removed. The claim on the contact's row is the lock.
func (e *Engine) mark(ctx context.Context, claim Claim) error {
	connection, err := e.store.Connection(ctx, claim.Key.Connection)
	if err != nil {
		return err
	}
	if connection.State != ConnectionLive {
		return &later{time.Now().Add(e.timing.Recheck), "the connection is " + string(connection.State)}
	}
	account, err := e.accounts.get(connection)
	if err != nil {
		return err
	}
	plan, err := e.store.Automations(ctx, connection.ID)
	if err != nil {
		return err
	}
	checks, _, err := e.store.ListChecks(ctx, CheckFilter{Connection: connection.ID, Contact: claim.Key.ID}, Page{Limit: 1000})
	if err != nil {
		return err
	}
	m := marker{e, claim, account, plan, checks}
	var entries []Entry
	linked := false
	for _, opportunity := range opportunitiesOf(checks) {
		written, reached, err := m.opportunity(ctx, opportunity, !linked)
		if err != nil {
			return m.failed(ctx, opportunity, err)
		}
		linked = linked || reached
		entries = append(entries, written...)
	}
	return e.apply(ctx, claim, Change{Entries: entries})
}

type marker struct {
	engine  *Engine
	claim   Claim
	account *account
	plan    Plan
	checks  []Check // of the contact
}

func opportunitiesOf(checks []Check) []string {
	var out []string
	for _, c := range checks {
		if !slices.Contains(out, c.Opportunity) {
			out = append(out, c.Opportunity)
		}
	}
	return out
}

func (m marker) writes(kind string) func(*Check) bool {
	return func(c *Check) bool {
		automation, ok := m.plan.Find(c.Automation)
		return !ok || automation.Writes(kind)
	}
}

// opportunity brings the tag of one opportunity, and if asked the contact's links,
// up to date. reached tells that the opportunity is still there.
func (m marker) opportunity(ctx context.Context, id string, links bool) (entries []Entry, reached bool, err error) {
	var own []Check
	for _, c := range m.checks {
		if c.Opportunity == id {
			own = append(own, c)
		}
	}
	on, err := m.engine.turn(ctx, m.claim.Key, "marks of "+id, need{m.account.lever, 3}) // read, add a tag, remove one; a link waits
	if err != nil {
		return nil, false, err
	}
	ctx = on(m.account.lever)
	o, err := m.account.lever.Opportunities.Get(ctx, id)
	if lever.IsNotFound(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	tell := func(rule, what string) {
		entries = append(entries, m.engine.told(own[0], rule, Told, what, ""))
	}
	if slices.ContainsFunc(own, func(c Check) bool { return m.writes(WriteTag)(&c) }) {
		add, remove := tagChanges(o.Tags, wantedTag(own, m.writes(WriteTag)))
		if err := m.change(ctx, id, add, remove, m.account.lever.Opportunities.AddTags, m.account.lever.Opportunities.RemoveTags); err != nil {
			return nil, false, err
		}
		if len(add) > 0 {
			tell("tag", "the tag in Lever says: "+add[0])
		}
	}
	if links {
		add, remove := linkChanges(o.Links, wantedLinks(m.checks, m.engine.config.PublicURL, m.writes(WriteLink)), m.checks)
		if len(add) > 0 {
			failpoint.Hit(failpoint.BeforeLink)
		}
		if err := m.change(ctx, id, add, remove, m.account.lever.Opportunities.AddLinks, m.account.lever.Opportunities.RemoveLinks); err != nil {
			return nil, false, err
		}
		if len(add) > 0 {
			tell("link", "the link to the report is on the profile in Lever")
		}
	}
	return entries, true, nil
}

type write func(ctx context.Context, opportunity string, texts []string, opts ...lever.RequestOption) (lever.Opportunity, error)

// change adds before it removes, so that at no moment nothing stands there.
func (m marker) change(ctx context.Context, id string, add, remove []string, adder, remover write) error {
	for _, part := range []struct {
		texts []string
		write write
	}{{add, adder}, {remove, remover}} {
		if len(part.texts) == 0 {
			continue
		}
		if _, err := part.write(ctx, id, part.texts, lever.WriteBefore(m.claim.Until)); err != nil {
			return err
		}
	}
	return nil
}

// failed puts the marks off, or, where Lever will not have them, says so once.
func (m marker) failed(ctx context.Context, opportunity string, err error) error {
	trouble := m.engine.classify(err)
	switch {
	case trouble.later != nil:
		return trouble.later
	case trouble.unauthorized:
		m.engine.suspectKey(m.claim.Key.Connection)
		return &later{time.Now().Add(2 * m.engine.timing.Retry), "unauthorized"}
	case trouble.applied != denied:
		return err
	}
	var entries []Entry
	for _, c := range m.checks {
		if c.Opportunity == opportunity {
			entries = append(entries, m.engine.told(c, "marks", Trouble, err.Error(), "Give the credential the right to write tags and links."))
			break
		}
	}
	return m.engine.apply(ctx, m.claim, Change{Entries: entries})
}

// tagChanges says what to add to and remove from the tags of an opportunity. Only
// tags of our own grammar are ever removed.
func tagChanges(have []string, want string) (add, remove []string) {
	if want != "" && !slices.Contains(have, want) {
		add = []string{want}
	}
	for _, tag := range have {
		if tag != want && isOurTag(tag) {
			remove = append(remove, tag)
		}
	}
	return add, remove
}

// linkChanges says what to add to and remove from the links of a contact. Only links
// of our own grammar that speak of a check known here are ever removed.
func linkChanges(have, want []string, checks []Check) (add, remove []string) {
	for _, link := range want {
		if !slices.Contains(have, link) {
			add = append(add, link)
		}
	}
	for _, link := range have {
		id, ours := linkCheck(link)
		if ours && !slices.Contains(want, link) && slices.ContainsFunc(checks, func(c Check) bool { return c.ID == id }) {
			remove = append(remove, link)
		}
	}
	return add, remove
}
