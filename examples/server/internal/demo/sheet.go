package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// sheet is what [Fakes] prints: where the fakes are, what they hold and what to try.
type sheet struct {
	Lever    leverSheet    `json:"lever"`
	HiPeople hipeopleSheet `json:"hipeople"`
	Try      []try         `json:"try"`
}

type leverSheet struct {
	URL           string        `json:"url"`      // of the host
	BaseURL       string        `json:"base_url"` // of the Data API
	APIKey        string        `json:"api_key"`
	Users         []named       `json:"users"`
	Stages        []named       `json:"stages"`
	Postings      []named       `json:"postings"`
	Opportunities []opportunity `json:"opportunities"`
}

type hipeopleSheet struct {
	URL       string  `json:"url"`      // of the host
	BaseURL   string  `json:"base_url"` // of the API
	APIKey    string  `json:"api_key"`
	APISecret string  `json:"api_secret"`
	Roles     []named `json:"roles"`
}

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type opportunity struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Stage   string `json:"stage"`
	Posting string `json:"posting,omitzero"`
}

// try is one thing to do and the line that does it.
type try struct {
	What string `json:"what"`
	Line string `json:"line"`
}

func newSheet(f *fakes, server string) sheet {
	c := f.company
	s := sheet{
		Lever: leverSheet{
			URL: f.leverURL, BaseURL: f.leverURL + "/v1", APIKey: levertest.APIKey,
			Stages:   []named{{c.Screen.ID, c.Screen.Text}, {c.Interview.ID, c.Interview.Text}, {c.ReferenceCheck.ID, c.ReferenceCheck.Text}},
			Postings: []named{{c.Backend.ID, c.Backend.Text}, {c.Designer.ID, c.Designer.Text}},
		},
		HiPeople: hipeopleSheet{
			URL: f.hipeopleURL, BaseURL: f.hipeopleURL + "/api", APIKey: hipeopletest.Key, APISecret: hipeopletest.Secret,
		},
	}
	for _, user := range []levertest.User{c.Admin, c.Recruiter, c.HiringManager, c.Interviewer} {
		s.Lever.Users = append(s.Lever.Users, named{user.ID, user.Name + ", " + user.JobTitle})
	}
	for _, o := range []levertest.Opportunity{c.Ada, c.Bruno, c.Chloe, c.Dario} {
		shown := opportunity{ID: o.ID, Name: o.Contact.Name, Email: o.Contact.Emails[0], Stage: o.Stage}
		if len(o.Applications) > 0 {
			shown.Posting = o.Applications[0].Posting
		}
		s.Lever.Opportunities = append(s.Lever.Opportunities, shown)
	}
	for _, role := range f.roles {
		name := role.Name
		if role.Inactive {
			name += ", archived"
		}
		s.HiPeople.Roles = append(s.HiPeople.Roles, named{role.ID, name})
	}
	s.Try = tries(f, server)
	return s
}

// print writes the sheet for people, or as JSON for programs.
func (s sheet) print(out io.Writer, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(s)
	}
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Fake Lever\t%s\n  API key\t%s\n", s.Lever.BaseURL, s.Lever.APIKey)
	rows := func(kind string, list []named) {
		for _, row := range list {
			fmt.Fprintf(w, "  %s\t%s\t%s\n", kind, row.ID, row.Name)
		}
	}
	rows("user", s.Lever.Users)
	rows("stage", s.Lever.Stages)
	rows("posting", s.Lever.Postings)
	for _, o := range s.Lever.Opportunities {
		fmt.Fprintf(w, "  opportunity\t%s\t%s <%s>\n", o.ID, o.Name, o.Email)
	}
	fmt.Fprintf(w, "\nFake HiPeople\t%s\n  key, secret\t%s, %s\n", s.HiPeople.BaseURL, s.HiPeople.APIKey, s.HiPeople.APISecret)
	rows("role", s.HiPeople.Roles)
	if err := w.Flush(); err != nil {
		return err
	}
	for i, t := range s.Try {
		fmt.Fprintf(&text, "\n%d. %s:\n   %s\n", i+1, t.What, t.Line)
	}
	text.WriteString("\nBoth list what happened at /_fake/state and /_fake/calls, and break on request at /_fake/faults. Ctrl-C ends them.\n")
	_, err := io.WriteString(out, text.String())
	return err
}
