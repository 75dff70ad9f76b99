package hipeopletest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

func TestWithProfileRefuses(t *testing.T) {
	t.Parallel()
	p := hipeopletest.Profile()
	p.Find.PageSize = 0
	defer func() {
		if said := fmt.Sprint(recover()); !strings.Contains(said, "find.page_size") {
			t.Errorf("panicked with %s", said)
		}
	}()
	hipeopletest.New(hipeopletest.WithProfile(p))
	t.Error("a fake was made of a profile that does not validate")
}

// What a profile does not support is not served, and constants must be right.
func TestWithProfileStrict(t *testing.T) {
	t.Parallel()
	p := hipeopletest.Profile()
	p.Find.Path, p.Remind.Path = "", ""
	p.Invite.Body, p.Invite.Constants = hipeople.BodyFields, map[string]string{"module": "references"}
	fake, client := inProcess(t, hipeopletest.WithProfile(p))
	role := fake.AddRole(hipeopletest.Role{})
	person := `"open_job_role_id":"` + role.ID + `","full_name":"Ada Example","email":"ada@example.com"`
	for _, tt := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/candidates", ``, 404},
		{"PUT", "/candidates/x/remind", ``, 404},
		{"PUT", "/candidates", `{` + person + `}`, 400},
		{"PUT", "/candidates", `{"fields":{` + person + `}}`, 422},
		{"PUT", "/candidates", `{"fields":{` + person + `,"module":"other"}}`, 422},
		{"PUT", "/candidates", `{"fields":{` + person + `,"module":"references"}}`, 200},
	} {
		if status, body := send(t, client, tt.method, fake.BaseURL()+tt.path, tt.body); status != tt.status {
			t.Errorf("%s %s %s: %d %s, want %d", tt.method, tt.path, tt.body, status, body, tt.status)
		}
	}
}

func TestProfileMatchesTheFake(t *testing.T) {
	t.Parallel()
	p := hipeopletest.Profile()
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	for _, c := range p.Capabilities() {
		if !c.Supported || c.Evidence != hipeople.Configured {
			t.Errorf("capability %+v", c)
		}
	}
	if !p.TellsRounds() {
		t.Error("the fake keeps references and times of creation")
	}
}
