package hipeople_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

func TestDefaultProfile(t *testing.T) {
	t.Parallel()
	p := hipeople.DefaultProfile()
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	if p.Proven() {
		t.Error("creating and finding are guesses, so the default is not proven")
	}
	for _, c := range p.Capabilities() {
		want := hipeople.Guess
		if c.Name == "get" || c.Name == "candidate" {
			want = hipeople.Observed
		}
		unsupported := []string{"app", "remind", "resend", "cancel", "mark_complete", "webhook.create", "webhook.delete", "webhook.signature"}
		if c.Evidence != want || c.Supported == slices.Contains(unsupported, c.Name) {
			t.Errorf("capability %+v", c)
		}
	}
}

func TestProven(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*hipeople.Profile)
		want   bool
	}{
		{"the fake's", func(*hipeople.Profile) {}, true},
		{"create is a guess", func(p *hipeople.Profile) { p.Invite.Evidence = hipeople.Guess }, false},
		{"find is a guess", func(p *hipeople.Profile) { p.Find.Evidence = hipeople.Guess }, false},
		{"no find", func(p *hipeople.Profile) { p.Find.Path = "" }, false},
		{"no create", func(p *hipeople.Profile) { p.Invite.Path = "" }, false},
		{"report is a guess", func(p *hipeople.Profile) { p.Report.Evidence = hipeople.Guess }, true},
	}
	for _, tt := range tests {
		p := hipeopletest.Profile()
		tt.change(&p)
		if got := p.Proven(); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}

func TestTellsRounds(t *testing.T) {
	t.Parallel()
	p := hipeopletest.Profile()
	p.Invite.Fields.ExternalReference = ""
	if !p.TellsRounds() {
		t.Error("the time of creation is enough")
	}
	p.Candidate.CreatedAt = nil
	if p.TellsRounds() {
		t.Error("a reference that is not written tells nothing")
	}
	p.Invite.Fields.ExternalReference = "reference"
	if !p.TellsRounds() {
		t.Error("the reference is enough")
	}
}

func TestProfileHash(t *testing.T) {
	t.Parallel()
	a, b := hipeople.DefaultProfile(), hipeople.DefaultProfile()
	if len(a.Hash()) != 64 || a.Hash() != b.Hash() {
		t.Errorf("hashes %s, %s", a.Hash(), b.Hash())
	}
	b.Status.Words["done"] = hipeople.StatusCompleted
	if a.Hash() == b.Hash() {
		t.Error("another word, the same hash")
	}
}

func TestLoadProfile(t *testing.T) {
	t.Parallel()
	p, err := hipeople.LoadProfile(strings.NewReader(`
name: acme
invite:
  evidence: configured
  method: POST
  path: v2/people
  body: fields
  fields: {email: contact.mail}
  constants: {module: reference_check}
status:
  paths: [check.state]
  words: {all_done: completed}
report: {path: "candidates/{candidate_id}/report.pdf", hosts: ["*.files.example.com"]}
remind: {evidence: configured, method: POST, path: "candidates/{candidate_id}/nudge"}
share: {url: []}
`))
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "acme" || p.Invite.Method != "POST" || p.Invite.Fields.Email != "contact.mail" || p.Invite.Fields.FullName != "full_name" ||
		p.Invite.Constants["module"] != "reference_check" || len(p.Status.Paths) != 1 || p.Status.Words["pending"] != hipeople.StatusPending ||
		p.Status.Words["all_done"] != hipeople.StatusCompleted || p.Find.Evidence != hipeople.Guess || len(p.Share.URL) != 0 {
		t.Errorf("profile %+v", p)
	}
	if p, err := hipeople.LoadProfile(strings.NewReader("")); err != nil || p.Hash() != hipeople.DefaultProfile().Hash() {
		t.Errorf("an empty file: %v", err)
	}
}

func TestLoadProfileRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"invite: {patth: x}":                                                                        "patth",
		"invite: [":                                                                                 "yaml",
		"name: a\n---\nname: b":                                                                     "more than one YAML document",
		"find: {page_size: 900}":                                                                    "find.page_size is 900, want 1 to 500",
		"find: {max_pages: 0}":                                                                      "find.max_pages is 0, want 1 to 1000",
		"invite: {method: DELETE}":                                                                  `invite.method is "DELETE", want one of PUT, POST`,
		"invite: {evidence: sure}":                                                                  `invite.evidence is "sure", want one of documented, observed, configured, guess`,
		"invite: {path: /abs}":                                                                      `invite.path is "/abs"`,
		"invite: {path: a/../b}":                                                                    `invite.path is "a/../b"`,
		"invite: {path: 'a?b=c'}":                                                                   `invite.path is "a?b=c"`,
		"invite: {body: xml}":                                                                       `invite.body is "xml", want one of flat, fields`,
		"get: {path: candidates}":                                                                   `want a path that holds {candidate_id}`,
		"get: {path: 'x/{id}'}":                                                                     `get.path is "x/{id}"`,
		"status: {paths: [a..b]}":                                                                   `status.paths is "a..b", want names joined by single dots`,
		"status: {words: {x: odd}}":                                                                 `status.words.x is "odd", want one of not_started`,
		"status: {words: {X y: completed}}":                                                         `want the normalised word "x_y"`,
		"report: {hosts: ['*.com']}":                                                                `report.hosts is "*.com"`,
		"report: {hosts: ['https://a.example.com']}":                                                `report.hosts is "https://a.example.com"`,
		"get: {path: 'x/{webhook_id}'}":                                                             `get.path is "x/{webhook_id}"`,
		"status: {rules: [{path: a, when: maybe}]}":                                                 `status.rules[0].when is "maybe", want one of true, false, set, unset, past`,
		"status: {rules: [{path: a, when: true}]}":                                                  `status.rules[0].status is "", want one of not_started`,
		"status: {rules: [{when: set, path: ''}]}":                                                  `status.rules[0].path is "", want names`,
		"share: {template: 'http://a.example.com/{candidate_id}'}":                                  "share.template is no plain https URL",
		"share: {template: 'https://a.example.com/x'}":                                              "want a path that holds {candidate_id} as one element",
		"share: {template: 'https://a.example.com/{candidate_id}?t=1'}":                             "share.template is no plain https URL",
		"share: {template: 'https://{candidate_id}.example.com/'}":                                  "share.template is",
		"app: {role: 'https://a.example.com/{role_id}/{candidate_id}'}":                             "want no placeholder but {role_id}",
		"app: {candidate: 'https://a.example.com/{role_id}'}":                                       "want a path that holds {candidate_id}",
		"webhook: {signature: {scheme: rsa}}":                                                       `webhook.signature.scheme is "rsa", want one of , header_hmac, standard_webhooks`,
		"webhook: {signature: {scheme: header_hmac}}":                                               `webhook.signature.header is "", want the name of a header`,
		"webhook: {signature: {scheme: header_hmac, header: 'a b'}}":                                `webhook.signature.header is "a b"`,
		"webhook: {signature: {scheme: header_hmac, header: A, encoding: x}}":                       `webhook.signature.encoding is "x", want one of`,
		"webhook: {delete: {path: 'w/{candidate_id}', method: DELETE}}":                             "webhook.delete.path is",
		"webhook: {create: {path: w, method: PUT, body: flat, id: [id]}}":                           "webhook.create.url is empty",
		"webhook: {create: {path: w, method: PUT, body: flat, url: u}}":                             "webhook.create.id is empty, want at least one path",
		"webhook: {create: {path: w, method: GET, body: flat, url: u, id: [id]}}":                   `webhook.create.method is "GET", want one of PUT, POST`,
		"webhook: {create: {path: w, method: PUT, body: flat, url: u, secret: u, id: [id]}}":        "want a name that does not collide",
		"webhook: {create: {path: w, method: PUT, body: flat, url: u, event_names: [a], id: [id]}}": "webhook.create.events is empty",
		"access_token: {key: [a..b]}":                                                               `access_token.key is "a..b"`,
		"remind: {path: 'c/{candidate_id}'}":                                                        `remind.method is "", want one of PUT, POST, DELETE`,
		"candidate: {role: []}":                                                                     "candidate.role is empty",
		"invite: {fields: {email: ''}}":                                                             "invite.fields.email is empty",
		"invite: {fields: {email: full_name}}":                                                      "want a name that does not collide",
		"invite: {fields: {email: full_name.address}}":                                              "want a name that does not collide",
		"invite: {constants: {email: a@example.com}}":                                               "want a name that does not collide",
		"name: " + strings.Repeat("x", 1<<20):                                                       "at most 1 MiB",
	} {
		if _, err := hipeople.LoadProfile(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want it to say %q", text, err, want)
		}
	}
	_, err := hipeople.LoadProfile(strings.NewReader("find: {page_size: 0, max_pages: 0}"))
	if got := strings.Count(err.Error(), "\n") + 1; got != 2 {
		t.Errorf("%d lines, want one for each of 2 problems: %v", got, err)
	}
}

func TestLoadProfileFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "profile.yaml")
	if err := os.WriteFile(name, []byte("name: from a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := hipeople.LoadProfileFile(name); err != nil || p.Name != "from a file" {
		t.Errorf("%q, %v", p.Name, err)
	}
	if _, err := hipeople.LoadProfileFile(name + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func FuzzLoadProfile(f *testing.F) {
	f.Add("name: x\nstatus: {words: {a: completed}}")
	f.Add("find: {page_size: 3}\nreport: {hosts: ['*.a.b']}")
	f.Add("invite: &a {path: x}\nget: *a")
	f.Add("? [a]\n: b")
	f.Add("status: {rules: [{path: a.0, when: past, status: overdue}]}\nshare: {template: 'https://a.b/{candidate_id}'}")
	f.Add("webhook: {signature: {scheme: header_hmac, header: X-A, timestamp: X-B, encoding: base64}, create: {path: w, method: PUT, body: flat, url: u, id: [i]}}")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := hipeople.LoadProfile(strings.NewReader(text))
		if err != nil {
			return
		}
		if err := p.Validate(); err != nil {
			t.Errorf("a loaded profile does not validate: %v", err)
		}
		if _, err := hipeople.NewClient(hipeople.Keys("k", "s"), hipeople.WithProfile(p)); err != nil {
			t.Errorf("a loaded profile is not accepted: %v", err)
		}
	})
}
