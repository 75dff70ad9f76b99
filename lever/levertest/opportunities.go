package levertest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// OpportunitySpec describes an opportunity to add. All fields may be left out.
type OpportunitySpec struct {
	ID string `json:"id"` // made up if empty
	// Contact is an existing contact's id. If it is empty, a contact with one of the mail addresses
	// is used, and its data wins over that given here, as in Lever.
	Contact  string   `json:"contact"`
	Name     string   `json:"name"`
	Headline string   `json:"headline"`
	Location string   `json:"location"`
	Emails   []string `json:"emails"`
	Phones   []Phone  `json:"phones"`
	Links    []string `json:"links"`
	// Stage is a stage's id or text; lead-new if empty.
	Stage string `json:"stage"`
	// Postings are ids; each becomes an application, the last one the newest. The opportunity
	// inherits texts and tags of its postings as tags.
	Postings        []string `json:"postings"`
	Owner           string   `json:"owner"`           // user id; the first posting's owner if empty
	Origin          string   `json:"origin"`          // sourced if empty
	Confidentiality string   `json:"confidentiality"` // non-confidential if empty
	Tags            []string `json:"tags"`
	Sources         []string `json:"sources"`
	SourcedBy       string   `json:"sourcedBy"` // user id; the owner if empty
	Followers       []string `json:"followers"` // user ids; the owner if empty
	// OpportunityLocation is the first posting's location if empty.
	OpportunityLocation string `json:"opportunityLocation"`
}

// Opportunity is what is known about an opportunity at one moment, contact data included.
type Opportunity struct {
	ID              string        `json:"id"`
	Contact         Contact       `json:"contact"`
	Stage           string        `json:"stage"`
	Confidentiality string        `json:"confidentiality"`
	Owner           string        `json:"owner,omitzero"`
	Origin          string        `json:"origin"`
	Archived        Archived      `json:"archived,omitzero"` // zero: not archived
	Tags            []string      `json:"tags"`
	Sources         []string      `json:"sources"`
	StageChanges    []StageChange `json:"stageChanges"` // the entry into the first stage is one, too
	Applications    []Application `json:"applications"`
	Files           []File        `json:"files"`
	Notes           []Note        `json:"notes"`
	Feedback        []Feedback    `json:"feedback"`
	Forms           []Form        `json:"forms"`
	Panels          []Panel       `json:"panels"`
	Offers          []Offer       `json:"offers"`
	Referrals       []Referral    `json:"referrals"`
	Resumes         []File        `json:"resumes"`
	SourcedBy       string        `json:"sourcedBy,omitzero"`
	Followers       []string      `json:"followers"`
	Location        string        `json:"opportunityLocation,omitzero"`
	CreatedAt       time.Time     `json:"createdAt"`
	UpdatedAt       time.Time     `json:"updatedAt,omitzero"`    // zero: never changed
	SnoozedUntil    time.Time     `json:"snoozedUntil,omitzero"` // zero: never snoozed
}

// Archived says why and when an opportunity was archived.
type Archived struct {
	Reason string    `json:"reason"` // id
	At     time.Time `json:"archivedAt"`
}

// StageChange is one entry into a stage.
type StageChange struct {
	Stage string    `json:"stage"` // id
	Index int       `json:"index"` // the stage's place in the pipeline
	User  string    `json:"user,omitzero"`
	At    time.Time `json:"at"`
}

// opportunity is an Opportunity whose contact lies in the state, since contacts are shared.
type opportunity struct {
	Opportunity
	contact     string
	fileActions []fileAction
}

func (o *opportunity) clone() *opportunity {
	c := *o
	c.Tags, c.Sources = slices.Clone(o.Tags), slices.Clone(o.Sources)
	c.StageChanges, c.Applications = slices.Clone(o.StageChanges), slices.Clone(o.Applications)
	c.Files, c.Notes, c.Resumes = slices.Clone(o.Files), slices.Clone(o.Notes), slices.Clone(o.Resumes)
	c.Feedback, c.Forms = slices.Clone(o.Feedback), slices.Clone(o.Forms)
	c.Offers, c.Referrals, c.Followers = slices.Clone(o.Offers), slices.Clone(o.Referrals), slices.Clone(o.Followers)
	c.fileActions, c.Panels = slices.Clone(o.fileActions), nil
	for _, panel := range o.Panels {
		c.Panels = append(c.Panels, panel.clone())
	}
	return &c
}

// snapshot wants the state's lock held.
func (s *state) snapshot(o *opportunity) Opportunity {
	c := o.clone().Opportunity
	c.Contact = s.contacts[o.contact].clone()
	return c
}

// AddOpportunity adds an opportunity and returns it. It panics if the specification names a
// posting, stage, contact or id that can't be: a test built on it would prove nothing.
func (f *Fake) AddOpportunity(spec OpportunitySpec) Opportunity {
	return must(f.addOpportunity(spec))
}

func (f *Fake) addOpportunity(spec OpportunitySpec) (Opportunity, error) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	added, err := f.state.add(spec, now())
	if err != nil {
		return Opportunity{}, err
	}
	return f.state.snapshot(added.opportunity), nil
}

// addition is a new opportunity, and how its contact was found.
type addition struct {
	*opportunity
	newContact bool // the contact is new, too
	deduped    bool // the contact was found by a mail address
}

// add wants the lock held.
func (s *state) add(spec OpportunitySpec, at time.Time) (addition, error) {
	if spec.ID == "" {
		spec.ID = newID()
	}
	if s.opportunities[spec.ID] != nil {
		return addition{}, fmt.Errorf("levertest: there is an opportunity %q already", spec.ID)
	}
	stage, ok := s.stage(cmp.Or(spec.Stage, "lead-new"))
	if !ok {
		return addition{}, fmt.Errorf("levertest: no stage %q", spec.Stage)
	}
	o := &opportunity{Opportunity: Opportunity{
		ID: spec.ID, Stage: stage.ID, Confidentiality: cmp.Or(spec.Confidentiality, nonConfidential),
		Owner: spec.Owner, Origin: cmp.Or(spec.Origin, "sourced"), Tags: union(spec.Tags, nil), Sources: union(spec.Sources, nil),
		Location: spec.OpportunityLocation, CreatedAt: at,
	}}
	for i, id := range spec.Postings {
		posting, ok := s.posting(id)
		if !ok {
			return addition{}, fmt.Errorf("levertest: no posting %q", id)
		}
		o.apply(posting, at.Add(time.Duration(i)*time.Millisecond))
	}
	before := len(s.contacts)
	contact, err := s.contactFor(spec)
	if err != nil {
		return addition{}, err
	}
	o.contact = contact.ID
	o.SourcedBy, o.Followers = cmp.Or(spec.SourcedBy, o.Owner), union(spec.Followers, nil)
	if len(o.Followers) == 0 && o.Owner != "" {
		o.Followers = []string{o.Owner}
	}
	o.StageChanges = []StageChange{{Stage: stage.ID, Index: s.stageIndex(stage.ID), User: o.Owner, At: at}}
	s.opportunities[o.ID] = o
	added := addition{opportunity: o, newContact: len(s.contacts) > before}
	added.deduped = !added.newContact && spec.Contact == ""
	return added, nil
}

// apply adds an application and returns it; the opportunity inherits the posting's words as tags.
func (o *opportunity) apply(posting Posting, at time.Time) Application {
	if o.Owner == "" {
		o.Owner = posting.Owner
	}
	application := Application{ID: newID(), Type: "user", Posting: posting.ID, User: posting.Owner, CreatedAt: at}
	o.Applications = append(o.Applications, application)
	words := append([]string{posting.Text, posting.Department, posting.Team, posting.Location, posting.Commitment}, posting.Tags...)
	o.Tags = union(o.Tags, slices.DeleteFunc(words, func(word string) bool { return word == "" }))
	return application
}

// Opportunity returns what is known about an opportunity now, and whether it exists.
func (f *Fake) Opportunity(id string) (Opportunity, bool) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	o := f.state.opportunities[id]
	if o == nil {
		return Opportunity{}, false
	}
	return f.state.snapshot(o), true
}

// Opportunities returns all opportunities, oldest first.
func (f *Fake) Opportunities() []Opportunity {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	all := []Opportunity{}
	for o := range maps.Values(f.state.opportunities) {
		all = append(all, f.state.snapshot(o))
	}
	slices.SortFunc(all, func(a, b Opportunity) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), strings.Compare(a.ID, b.ID))
	})
	return all
}

// union returns a new list of the texts of both, each once, in their order.
func union(have, add []string) []string {
	all := slices.Clone(have)
	for _, text := range add {
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return list(all)
}

// without returns a new list of the texts that are not to be removed.
func without(have, remove []string) []string {
	return slices.DeleteFunc(slices.Clone(have), func(text string) bool { return slices.Contains(remove, text) })
}
