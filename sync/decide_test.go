package sync

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// plainSight is one that every rule passes: Ada entered the stage a minute ago.
func plainSight() Sight {
	return Sight{
		Now: noon,
		Connection: Connection{
			ID: "acme", State: ConnectionLive, LiveSince: noon.Add(-24 * time.Hour),
			Lever: LeverAccount{Environment: "sandbox", Author: "usr-fallback"},
		},
		Plan: Plan{Automations: []Automation{{
			ID: "backend", Revision: 3, Role: "role-1", Posting: "post-1", Stage: "stage-ref", Mode: ModeLive, LiveSince: noon.Add(-12 * time.Hour),
		}}},
		Opportunity: lever.Opportunity{
			ID: "opp-1", Name: " Ada Winter ", Emails: []string{"ada@example.com"}, CreatedAt: lever.NewTime(noon.Add(-72 * time.Hour)),
			Stage: lever.Expandable[lever.Stage]{ID: "stage-ref"}, Contact: lever.Expandable[lever.Contact]{ID: "con-1"},
			Applications: []lever.Expandable[lever.Application]{application("app-1", "post-1", -48*time.Hour)},
			StageChanges: []lever.StageChange{change("stage-new", -48*time.Hour), change("stage-ref", -time.Minute)},
			Phones:       []lever.Phone{{Value: "+45 11 22 33 44"}},
		},
		Invited: map[string]int{},
	}
}

func application(id, posting string, made time.Duration) lever.Expandable[lever.Application] {
	return lever.Expandable[lever.Application]{ID: id, Value: &lever.Application{
		ID: id, Posting: posting, CreatedAt: lever.NewTime(noon.Add(made)), PostingOwner: "usr-owner", PostingHiringManager: "usr-manager",
	}}
}

func change(stage string, at time.Duration) lever.StageChange {
	return lever.StageChange{ToStageID: stage, UpdatedAt: lever.NewTime(noon.Add(at))}
}

// standing is a check of opp-1 in the state, opened by the entry of a minute ago.
func standing(state State, edit ...func(*Check)) Check {
	key := CheckKey{"sandbox", "opp-1", "role-1", 1}
	c := Check{
		ID: key.ID(), Connection: "acme", Environment: "sandbox", Automation: "backend", Opportunity: "opp-1", Contact: "con-1", Role: "role-1",
		Round: 1, State: state, EnteredAt: noon.Add(-time.Minute), OpenedAt: noon.Add(-30 * time.Second), Revision: 3,
	}
	for _, e := range edit {
		e(&c)
	}
	return c
}

func earlier(d time.Duration) func(*Check) {
	return func(c *Check) { c.EnteredAt = noon.Add(-d) }
}

// elsewhere makes a check one of the same contact by another opportunity.
func elsewhere(c *Check) {
	c.Opportunity = "opp-2"
	c.ID = c.CheckKey().ID()
}

func known(checks ...Check) func(*Sight) {
	return func(s *Sight) { s.Checks = append(s.Checks, checks...) }
}

// again decides on a check that is held or skipped.
func again(c Check) func(*Sight) {
	return func(s *Sight) { s.Checks, s.Again = append(s.Checks, c), &c }
}

func first(s *Sight) *Automation { return &s.Plan.Automations[0] }

func edits(all ...func(*Sight)) func(*Sight) {
	return func(s *Sight) {
		for _, e := range all {
			e(s)
		}
	}
}

func held(hold time.Duration) func(*Sight) {
	return func(s *Sight) { first(s).Hold = Duration(hold) }
}

func TestDecide(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit   func(*Sight)
		want   Verdict
		rule   string // that decided; "" when all passed
		reason string // part of its reason
		state  State  // of the check; "": no check
	}{
		"every rule passes":                   {func(*Sight) {}, Invite, "", "", Held},
		"no application":                      {func(s *Sight) { s.Opportunity.Applications = nil }, Skip, "posting", "no active application", ""},
		"application not expanded":            {func(s *Sight) { s.Opportunity.Applications[0].Value = nil }, Skip, "posting", "no active", ""},
		"application archived":                {func(s *Sight) { s.Opportunity.Applications[0].Value.Archived = &lever.ArchiveState{} }, Skip, "posting", "no active", ""},
		"application without posting":         {func(s *Sight) { s.Opportunity.Applications[0].Value.Posting = "" }, Skip, "posting", "no active", ""},
		"newest of two is another posting":    {applied("post-2", -time.Hour), Ignore, "automation", "no automation for posting post-2", ""},
		"older of two is another posting":     {applied("post-2", -99*time.Hour), Invite, "", "", Held},
		"stage of nobody":                     {func(s *Sight) { s.Opportunity.Stage.ID = "stage-x" }, Ignore, "automation", "stage stage-x", ""},
		"automation off":                      {func(s *Sight) { first(s).Mode = ModeOff }, Ignore, "automation", "no automation", ""},
		"no automation":                       {func(s *Sight) { s.Plan = Plan{} }, Ignore, "automation", "no automation", ""},
		"entry before the automation":         {entered(-13 * time.Hour), Skip, "live-since", "before the automation went live", Skipped},
		"entry as the automation goes live":   {entered(-12 * time.Hour), Invite, "", "", Held},
		"entry before the connection is back": {func(s *Sight) { s.Connection.LiveSince = noon.Add(-30 * time.Second) }, Skip, "live-since", "before the connection came back", Skipped},
		"entry not listed":                    {func(s *Sight) { s.Opportunity.StageChanges = nil }, Skip, "live-since", "before the automation", Skipped},
		"entry not listed, made just now": {func(s *Sight) {
			s.Opportunity.StageChanges, s.Opportunity.CreatedAt = nil, lever.NewTime(noon.Add(-time.Second))
		}, Invite, "", "", Held},
		"older than the window":          {edits(liveLong, entered(-49*time.Hour)), Skip, "window", "49h0m0s old, the window is 48h0m0s", Skipped},
		"just within the window":         {edits(liveLong, entered(-48*time.Hour)), Invite, "", "", Held},
		"older than its own window":      {edits(entered(-2*time.Hour), func(s *Sight) { first(s).Window = Duration(time.Hour) }), Skip, "window", "the window is 1h0m0s", Skipped},
		"archived":                       {func(s *Sight) { s.Opportunity.Archived = &lever.ArchiveState{} }, Skip, "archived", "archived", Skipped},
		"confidential":                   {private, Skip, "confidential", "confidential", Skipped},
		"confidential and allowed":       {edits(private, func(s *Sight) { first(s).Private = true }), Invite, "", "", Held},
		"anonymised":                     {func(s *Sight) { s.Opportunity.IsAnonymized = true }, Skip, "anonymised", "anonymised", Skipped},
		"contact refused":                {consent(lever.DataPermission{}), Skip, "contact-allowed", "did not agree", Skipped},
		"contact allowed for ever":       {consent(lever.DataPermission{Allowed: true}), Invite, "", "", Held},
		"contact allowed once":           {consent(lever.DataPermission{Allowed: true, ExpiresAt: lever.NewTime(noon.Add(-time.Second))}), Skip, "contact-allowed", "ended at", Skipped},
		"contact allowed still":          {consent(lever.DataPermission{Allowed: true, ExpiresAt: lever.NewTime(noon.Add(time.Second))}), Invite, "", "", Held},
		"contact not asked about":        {func(s *Sight) { s.Opportunity.DataProtection = &lever.DataProtection{} }, Invite, "", "", Held},
		"no mail address":                {func(s *Sight) { s.Opportunity.Emails = nil }, Skip, "mail-address", "no usable mail address", Skipped},
		"no usable mail address":         {func(s *Sight) { s.Opportunity.Emails = []string{"ada", "Ada <a@example.com>"} }, Skip, "mail-address", "no usable", Skipped},
		"no name":                        {func(s *Sight) { s.Opportunity.Name = "" }, Skip, "mail-address", "no name", Skipped},
		"same person is being invited":   {known(standing(Inviting, elsewhere)), Hold, "same-contact", "the same person has check", Held},
		"same person is invited":         {known(standing(Invited, elsewhere)), Hold, "same-contact", "(invited)", Held},
		"same person is overdue":         {known(standing(Overdue, elsewhere)), Hold, "same-contact", "(overdue)", Held},
		"same person is in review":       {known(standing(NeedsReview, elsewhere)), Hold, "same-contact", "(needs_review)", Held},
		"same person was checked lately": {known(standing(Completed, elsewhere, invitedAgo(89*24*time.Hour))), Hold, "same-contact", "(completed)", Held},
		"same person was checked once":   {known(standing(MarkedComplete, elsewhere, invitedAgo(90*24*time.Hour))), Invite, "", "", Held},
		"same person was skipped":        {known(standing(Skipped, elsewhere)), Invite, "", "", Held},
		"same person was cancelled":      {known(standing(Cancelled, elsewhere)), Invite, "", "", Held},
		"same person, another role":      {known(standing(Invited, elsewhere, func(c *Check) { c.Role = "role-2" })), Invite, "", "", Held},
		"another person":                 {known(standing(Invited, elsewhere, func(c *Check) { c.Contact = "con-2" })), Invite, "", "", Held},
		"a link that is not known":       {links("https://h.test/r#leverhipeople-chk_other-v1"), Hold, "known-elsewhere", "check chk_other", Held},
		"a link of another tool":         {links("https://h.test/r#someone-chk_other-v1", "https://h.test/#leverhipeople-chk_x"), Invite, "", "", Held},
		"a tag that is not known":        {tags("senior", "hipeople: in progress 1/3"), Hold, "known-elsewhere", `the tag "hipeople: in progress 1/3"`, Held},
		"a tag of a person":              {tags("hipeople: our favourite", "HiPeople: completed", "hipeople:completed"), Invite, "", "", Held},
		"paused":                         {func(s *Sight) { s.Connection.State = ConnectionPaused }, Hold, "connection", "paused", Held},
		"dry run":                        {func(s *Sight) { first(s).Mode = ModeDryRun }, Skip, "dry-run", "would be invited", Skipped},
		"brake reached":                  {func(s *Sight) { s.Invited["backend"] = 25 }, Hold, "brake", "25 invitations within an hour", Held},
		"brake not reached":              {func(s *Sight) { s.Invited["backend"] = 24 }, Invite, "", "", Held},
		"own brake reached":              {func(s *Sight) { s.Invited["backend"], first(s).Brake = 2, 2 }, Hold, "brake", "the brake is at 2", Held},
		"brake of another":               {func(s *Sight) { s.Invited["designer"] = 100 }, Invite, "", "", Held},
		"hold window":                    {held(30 * time.Minute), Hold, "hold", "waits until 2026-03-02 12:29:00 UTC", Held},
		"hold window is over":            {held(time.Minute), Invite, "", "", Held},

		// Rounds.
		"invited by this entry":            {known(standing(Invited)), Known, "round", "opened check", ""},
		"completed by this entry":          {edits(repeats, known(standing(Completed))), Known, "round", "opened check", ""},
		"later entry, no repeat":           {known(standing(Completed, earlier(time.Hour))), Skip, "round", "already checked", ""},
		"later entry, repeats":             {edits(repeats, known(standing(Completed, earlier(time.Hour)))), Invite, "", "", Held},
		"later entry, repeats, is running": {edits(repeats, known(standing(InProgress, earlier(time.Hour)))), Known, "round", "still in_progress", ""},
		"later entry, repeats, failed":     {edits(repeats, known(standing(Failed, earlier(time.Hour)))), Known, "round", "still failed", ""},
		"earlier entry than the check's":   {edits(repeats, known(standing(Completed, earlier(-time.Hour)))), Known, "round", "opened check", ""},
		"held already":                     {known(standing(Held)), Known, "round", "looks again", ""},
		"skipped already":                  {known(standing(Skipped, earlier(time.Hour))), Known, "round", "looks again", ""},
		"another role was checked":         {known(standing(Completed, func(c *Check) { c.Role = "role-2" })), Invite, "", "", Held},

		// Deciding again.
		"held, and all is well":              {again(standing(Held)), Invite, "", "", Held},
		"held, and left the stage":           {edits(again(standing(Held)), func(s *Sight) { s.Opportunity.Stage.ID = "stage-x" }), Skip, "automation", "no automation", Skipped},
		"held, and left the posting":         {edits(again(standing(Held)), func(s *Sight) { s.Opportunity.Applications = nil }), Skip, "posting", "no active", Skipped},
		"held, and the role was changed":     {edits(again(standing(Held)), func(s *Sight) { first(s).Role = "role-2" }), Skip, "automation", "another role", Skipped},
		"held, and the address is gone":      {edits(again(standing(Held)), func(s *Sight) { s.Opportunity.Emails = nil }), Skip, "mail-address", "no usable", Skipped},
		"held over a pause":                  {edits(again(standing(Held)), func(s *Sight) { s.Connection.LiveSince = noon }), Invite, "", "", Held},
		"held, entered again in a pause":     {edits(again(standing(Held, earlier(time.Hour))), func(s *Sight) { s.Connection.LiveSince = noon }), Skip, "live-since", "came back", Skipped},
		"skipped for a pause":                {edits(again(standing(Skipped)), func(s *Sight) { s.Connection.LiveSince = noon }), Skip, "live-since", "came back", Skipped},
		"skipped, and mended":                {again(standing(Skipped)), Invite, "", "", Held},
		"held over the end of the window":    {edits(liveLong, entered(-60*time.Hour), held(72*time.Hour), again(standing(Held, earlier(60*time.Hour)))), Hold, "hold", "waits until 2026-03-03 00:00:00", Held},
		"a long hold is over":                {edits(liveLong, entered(-73*time.Hour), held(72*time.Hour), again(standing(Held, earlier(73*time.Hour)))), Invite, "", "", Held},
		"released after the window":          {edits(liveLong, entered(-60*time.Hour), again(standing(Held, earlier(60*time.Hour), released))), Invite, "", "", Held},
		"released from the brake":            {edits(again(standing(Held, released, braked)), func(s *Sight) { s.Invited["backend"] = 99 }), Invite, "", "", Held},
		"the brake does not loosen":          {again(standing(Held, braked)), Hold, "brake", "0 invitations within an hour", Held},
		"entered again after the brake":      {again(standing(Held, braked, earlier(time.Hour))), Invite, "", "", Held},
		"released, though the same person":   {edits(known(standing(Invited, elsewhere)), again(standing(Held, released))), Invite, "", "", Held},
		"released, though known elsewhere":   {edits(links("https://h.test/r#leverhipeople-chk_other-v1"), again(standing(Held, released))), Invite, "", "", Held},
		"released, but not over the window":  {edits(held(time.Hour), again(standing(Held, released))), Hold, "hold", "waits until", Held},
		"held again after its window":        {edits(held(time.Minute), again(standing(Held, func(c *Check) { c.HoldUntil = noon.Add(-time.Second) }))), Invite, "", "", Held},
		"entered again while held":           {edits(held(time.Hour), again(standing(Held, earlier(2*time.Hour)))), Hold, "hold", "waits until 2026-03-02 12:59:00", Held},
		"held with our own tag on it":        {edits(tags("hipeople: needs review"), again(standing(Held, takenBack))), Invite, "", "", Held},
		"held, with a tag of another one":    {edits(tags("hipeople: invited"), again(standing(Held))), Hold, "known-elsewhere", "the tag", Held},
		"held, with its link of another one": {edits(links("https://h.test/#leverhipeople-"+standing(Held).ID+"-v1"), again(standing(Held))), Hold, "known-elsewhere", "a link", Held},
		"own tag of another role's check":    {edits(tags("hipeople: invited"), known(standing(Invited, func(c *Check) { c.Role, c.ID = "role-2", "chk_two" }))), Invite, "", "", Held},
		"link of the check of a known round": {edits(repeats, known(standing(Completed, earlier(time.Hour))), links("https://h.test/#leverhipeople-"+standing(Held).ID+"-v1")), Invite, "", "", Held},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sight := plainSight()
			c.edit(&sight)
			got := Decide(sight)
			last := got.Rules[len(got.Rules)-1]
			if got.Verdict != c.want {
				t.Errorf("verdict %s, want %s; last rule %+v", got.Verdict, c.want, last)
			}
			switch {
			case c.rule == "" && last.Name != rules[len(rules)-1].name:
				t.Errorf("ended at rule %s (%s), want all rules asked", last.Name, last.Reason)
			case c.rule != "" && last.Name != c.rule:
				t.Errorf("rule %s decided (%s), want %s", last.Name, last.Reason, c.rule)
			case !strings.Contains(last.Reason, c.reason):
				t.Errorf("reason %q, want one with %q", last.Reason, c.reason)
			}
			switch {
			case c.state == "" && got.Check.ID != "":
				t.Errorf("made check %s (%s), want none", got.Check.ID, got.Check.State)
			case c.state != "" && got.Check.State != c.state:
				t.Errorf("check is %q, want %q", got.Check.State, c.state)
			case got.Verdict == Invite && (got.Check.Reason != "" || !got.Check.HoldUntil.IsZero()):
				t.Errorf("to be invited, yet held for %q until %s", got.Check.Reason, got.Check.HoldUntil)
			case c.state == Skipped && got.Check.Reason == "":
				t.Errorf("skipped without a reason")
			}
		})
	}
}

func applied(posting string, made time.Duration) func(*Sight) {
	return func(s *Sight) {
		s.Opportunity.Applications = append(s.Opportunity.Applications, application("app-2", posting, made))
	}
}

func entered(at time.Duration) func(*Sight) {
	return func(s *Sight) { s.Opportunity.StageChanges[1] = change("stage-ref", at) }
}

func liveLong(s *Sight) {
	s.Connection.LiveSince, first(s).LiveSince = noon.Add(-999*time.Hour), noon.Add(-999*time.Hour)
}

func private(s *Sight)   { s.Opportunity.Confidentiality = lever.ConfidentialityConfidential }
func repeats(s *Sight)   { first(s).Repeat = true }
func released(c *Check)  { c.Released = true }
func takenBack(c *Check) { c.Steps = []Step{{Name: StepInvite, State: Ready, Sends: 1}} }
func braked(c *Check)    { c.Braked = true }

func invitedAgo(d time.Duration) func(*Check) {
	return func(c *Check) { c.InvitedAt = noon.Add(-d) }
}

func consent(p lever.DataPermission) func(*Sight) {
	return func(s *Sight) { s.Opportunity.DataProtection = &lever.DataProtection{Contact: &p} }
}

func links(all ...string) func(*Sight) { return func(s *Sight) { s.Opportunity.Links = all } }
func tags(all ...string) func(*Sight)  { return func(s *Sight) { s.Opportunity.Tags = all } }

// TestDecideOrder: what costs least and explains most comes first, so that of several
// reasons the same one is told each time.
func TestDecideOrder(t *testing.T) {
	t.Parallel()
	want := []string{
		"posting", "automation", "stage-entry", "round", "live-since", "window", "archived", "confidential", "anonymised", "contact-allowed",
		"mail-address", "same-contact", "known-elsewhere", "connection", "dry-run", "brake", "hold",
	}
	var got []string
	for _, rule := range Decide(plainSight()).Rules {
		got = append(got, rule.Name)
		if rule.Verdict != Pass || rule.Reason == "" {
			t.Errorf("rule %s: %s %q, want a pass with a reason", rule.Name, rule.Verdict, rule.Reason)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("rules asked %q, want %q", got, want)
	}
	sight := plainSight()
	edits(func(s *Sight) { s.Opportunity.Archived = &lever.ArchiveState{} }, private, consent(lever.DataPermission{}))(&sight)
	if rules := Decide(sight).Rules; rules[len(rules)-1].Name != "archived" {
		t.Errorf("%s decided, want the first that does not pass", rules[len(rules)-1].Name)
	}
}

func TestDecideFillsTheCheck(t *testing.T) {
	t.Parallel()
	sight := plainSight()
	sight.Opportunity.URLs.Show = "https://hire.lever.example/opp-1"
	sight.Opportunity.Emails = []string{"none", "ada@example.com", "ada@work.example"}
	c := Decide(sight).Check
	want := CheckKey{"sandbox", "opp-1", "role-1", 1}
	if c.CheckKey() != want || c.ID != want.ID() {
		t.Errorf("key %+v, id %s", c.CheckKey(), c.ID)
	}
	if want := (Person{"Ada Winter", "ada@example.com", "+45 11 22 33 44"}); c.Person != want {
		t.Errorf("person %+v, want %+v", c.Person, want)
	}
	if want := []string{"usr-owner", "usr-manager", "usr-fallback"}; !slices.Equal(c.Authors, want) {
		t.Errorf("authors %q, want %q", c.Authors, want)
	}
	if !c.EnteredAt.Equal(noon.Add(-time.Minute)) || !c.DecidedAt.Equal(noon) || !c.OpenedAt.Equal(noon) {
		t.Errorf("entered %s, decided %s, opened %s", c.EnteredAt, c.DecidedAt, c.OpenedAt)
	}
	if c.Connection != "acme" || c.Automation != "backend" || c.Revision != 3 || c.Contact != "con-1" || c.Posting != "post-1" || c.Private || c.LeverURL == "" {
		t.Errorf("check %+v", c)
	}
}

func TestDecideFillsARevivedCheck(t *testing.T) {
	t.Parallel()
	sight := plainSight()
	first(&sight).Revision = 4
	sight.Opportunity.Emails = []string{"new@example.com"}
	old := standing(Skipped, earlier(time.Hour), func(c *Check) { c.Reason, c.Person.Email = "left the stage", "old@example.com" })
	again(old)(&sight)
	c := Decide(sight).Check
	if c.ID != old.ID || c.Round != 1 || !c.OpenedAt.Equal(old.OpenedAt) {
		t.Errorf("made %s round %d, want the old check revived", c.ID, c.Round)
	}
	if c.State != Held || c.Reason != "" || c.Person.Email != "new@example.com" || c.Revision != 4 || !c.EnteredAt.Equal(noon.Add(-time.Minute)) {
		t.Errorf("revived as %+v", c)
	}
	if old.Reason == "" {
		t.Error("the decision wrote into what it was given")
	}
}

func TestDecideNextRound(t *testing.T) {
	t.Parallel()
	sight := plainSight()
	repeats(&sight)
	second := standing(Completed, earlier(time.Hour), func(c *Check) { c.Round = 2; c.ID = c.CheckKey().ID() })
	known(standing(Completed, earlier(2*time.Hour)), second)(&sight)
	got := Decide(sight)
	if got.Verdict != Invite || got.Check.Round != 3 || got.Check.ID != (CheckKey{"sandbox", "opp-1", "role-1", 3}).ID() {
		t.Errorf("%s, round %d", got.Verdict, got.Check.Round)
	}
}

// TestDecideAuthors: each once, those that are missing left out.
func TestDecideAuthors(t *testing.T) {
	t.Parallel()
	sight := plainSight()
	sight.Opportunity.Applications[0].Value.PostingOwner = "usr-fallback"
	sight.Opportunity.Applications[0].Value.PostingHiringManager = ""
	if got := Decide(sight).Check.Authors; !slices.Equal(got, []string{"usr-fallback"}) {
		t.Errorf("authors %q", got)
	}
	sight.Opportunity.Applications[0].Value.PostingOwner, sight.Connection.Lever.Author = "", ""
	if got := Decide(sight).Check.Authors; len(got) != 0 {
		t.Errorf("authors %q, want none", got)
	}
}

// TestDecideIsPure: the same sight, the same decision, and the sight stays as it is.
func TestDecideIsPure(t *testing.T) {
	t.Parallel()
	sight := plainSight()
	again(standing(Held))(&sight)
	one, two := Decide(sight), Decide(sight)
	if one.Check.ID != two.Check.ID || !one.Check.DecidedAt.Equal(two.Check.DecidedAt) || !slices.Equal(one.Rules, two.Rules) {
		t.Error("two decisions on one sight differ")
	}
	if !sight.Again.DecidedAt.IsZero() || sight.Again.Person != (Person{}) {
		t.Error("the decision wrote into the sight")
	}
}

func TestMailAddressRule(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		emails      []string
		application string
		want        string
		reason      string
	}{
		"only one":           {[]string{"a@example.com"}, "", "a@example.com", "one mail address"},
		"first of two":       {[]string{"a@example.com", "b@example.com"}, "", "a@example.com", "mail address 1"},
		"second, usable":     {[]string{"nothing", "b@example.com"}, "", "b@example.com", "mail address 2"},
		"of the application": {nil, "c@example.com", "c@example.com", "one mail address"},
		"application's last": {[]string{"nothing"}, "c@example.com", "c@example.com", "mail address 2"},
		"spaces are cut":     {[]string{"  a@example.com\n"}, "", "a@example.com", "one"},
		"nothing is usable":  {[]string{"a@localhost"}, "x", "", "no usable"},
		"header injection":   {[]string{"a@example.com\r\nBcc: b@example.com"}, "", "", "no usable"},
		"a name around it":   {[]string{"Ada <a@example.com>"}, "", "", "no usable"},
		"two in one":         {[]string{"a@example.com, b@example.com"}, "", "", "no usable"},
	} {
		sight := plainSight()
		sight.Opportunity.Emails, sight.Opportunity.Applications[0].Value.Email = c.emails, c.application
		got := Decide(sight)
		if got.Check.Person.Email != c.want {
			t.Errorf("%s: %q, want %q", name, got.Check.Person.Email, c.want)
		}
		i := slices.IndexFunc(got.Rules, func(r Rule) bool { return r.Name == "mail-address" })
		if !strings.Contains(got.Rules[i].Reason, c.reason) {
			t.Errorf("%s: %q, want %q", name, got.Rules[i].Reason, c.reason)
		}
	}
}
