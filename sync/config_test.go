package sync

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

type noStore struct{ Store }

func TestConfig(t *testing.T) {
	t.Parallel()
	good := Config{Store: noStore{}, Keyring: NewKeyring(), PublicURL: "https://us.test/hp/"}
	for field, edit := range map[string]func(*Config){
		"":                      func(*Config) {},
		"config.Store":          func(c *Config) { c.Store = nil },
		"config.Keyring":        func(c *Config) { c.Keyring = nil },
		"config.PublicURL":      func(c *Config) { c.PublicURL = "us.test" },
		"config.Timing.lease":   func(c *Config) { c.Timing = Timing{Lease: 5 * time.Second} },
		"config.Timing.sweep":   func(c *Config) { c.Timing.Sweep = -1 },
		"config.Timing.recheck": func(c *Config) { c.Timing.Recheck = -time.Hour },
	} {
		c := good
		edit(&c)
		_, err := New(c)
		var argument *ArgumentError
		switch {
		case field == "" && err != nil:
			t.Errorf("refused: %v", err)
		case field != "" && (!errors.As(err, &argument) || argument.Field != field || argument.Want == ""):
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, url := range []string{"", "ftp://us.test", "https://", "://", "/path"} {
		c := good
		c.PublicURL = url
		if _, err := New(c); err == nil {
			t.Errorf("PublicURL %q is accepted", url)
		}
	}
}

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	e, err := New(Config{Store: noStore{}, Keyring: NewKeyring(), PublicURL: "https://us.test/hp/", Timing: Timing{Poll: time.Hour}})
	if err != nil {
		t.Fatal(err)
	}
	if e.timing.Lease != time.Minute || e.timing.Poll != time.Hour || e.timing.Watch != 30*24*time.Hour {
		t.Errorf("timing %+v", e.timing)
	}
	if e.queue == nil || e.log == nil || e.Profile().Hash() != hipeople.DefaultProfile().Hash() {
		t.Error("queue, logger or profile is missing")
	}
	if got := e.LeverHookURL("acme"); got != "https://us.test/hp/webhooks/lever/acme" {
		t.Errorf("hook URL %s", got)
	}
	for _, w := range e.timing.all() {
		if *w.d <= 0 {
			t.Errorf("timing %s is %s", w.name, *w.d)
		}
	}
}

func TestTimingScaled(t *testing.T) {
	t.Parallel()
	got := Timing{Poll: 10 * time.Second}.Scaled(0.1)
	if got.Lease != 6*time.Second || got.Poll != time.Second || got.Slot != 100*time.Millisecond {
		t.Errorf("scaled to %+v", got)
	}
}

func plan(edit ...func(*Plan)) Plan {
	p := Plan{Automations: []Automation{
		{ID: "a", Role: "r", Posting: "p1", Stage: "s", Mode: ModeLive},
		{ID: "b", Role: "r", Posting: "p2", Stage: "s", Mode: ModeLive},
	}}
	for _, e := range edit {
		e(&p)
	}
	return p
}

func TestPlanValidate(t *testing.T) {
	t.Parallel()
	b := func(edit func(*Automation)) func(*Plan) { return func(p *Plan) { edit(&p.Automations[1]) } }
	for name, c := range map[string]struct {
		edit func(*Plan)
		want string // what the message holds; "": it is fine
	}{
		"fine":                      {func(*Plan) {}, ""},
		"empty":                     {func(p *Plan) { p.Automations = nil }, ""},
		"no id":                     {b(func(a *Automation) { a.ID = "" }), "automations[1].id is nothing"},
		"an id twice":               {b(func(a *Automation) { a.ID = "a" }), `automations[1].id is "a" a second time`},
		"no role":                   {b(func(a *Automation) { a.Role = "" }), "automations[1].role"},
		"no posting":                {b(func(a *Automation) { a.Posting = "" }), "automations[1].posting"},
		"no stage":                  {b(func(a *Automation) { a.Stage = "" }), "automations[1].stage"},
		"no mode":                   {b(func(a *Automation) { a.Mode = "" }), "want off, dry_run or live"},
		"negative hold":             {b(func(a *Automation) { a.Hold = -1 }), "automations[1].hold"},
		"hold beyond a month":       {b(func(a *Automation) { a.Hold = Duration(721 * time.Hour) }), "want 0 to 720h"},
		"negative window":           {b(func(a *Automation) { a.Window = -1 }), "automations[1].window"},
		"negative brake":            {b(func(a *Automation) { a.Brake = -1 }), "automations[1].brake"},
		"writes something else":     {b(func(a *Automation) { a.WriteBack = []string{"pdf", "letter"} }), `automations[1].write_back is "letter"`},
		"tells nobody's address":    {b(func(a *Automation) { a.Notify = []string{"rita@company.example", "rita"} }), "automations[1].notify[1]"},
		"two own posting + stage":   {b(func(a *Automation) { a.Posting = "p1" }), `posting and stage of automation "a"`},
		"a dry run owns it too":     {b(func(a *Automation) { a.Posting, a.Mode = "p1", ModeDryRun }), `posting and stage of automation "a"`},
		"one of the two is off":     {b(func(a *Automation) { a.Posting, a.Mode = "p1", ModeOff }), ""},
		"same posting, other stage": {b(func(a *Automation) { a.Posting, a.Stage = "p1", "s2" }), ""},
	} {
		err := plan(c.edit).validate()
		if (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "rita") {
			t.Errorf("%s: the error shows the address", name)
		}
	}
}

func TestPlanFinds(t *testing.T) {
	t.Parallel()
	p := plan(func(p *Plan) {
		p.Automations[0].Mode = ModeOff
		p.Automations[1].Mode, p.Automations[1].WriteBack = ModeDryRun, []string{WriteTag}
	})
	if _, ok := p.Match("p1", "s"); ok || p.Watches("s2") || !p.Watches("s") {
		t.Error("an automation that is off matches, or a stage is watched wrongly")
	}
	b, ok := p.Match("p2", "s")
	if !ok || b.ID != "b" || !b.Writes(WriteTag) || b.Writes(WritePDF) {
		t.Errorf("matched %+v", b)
	}
	copied := p.Clone()
	copied.Automations[1].WriteBack[0] = WritePDF
	if p.Automations[1].WriteBack[0] != WriteTag {
		t.Error("the clone shares with its original")
	}
}

func TestConnectRequest(t *testing.T) {
	t.Parallel()
	good := ConnectRequest{ID: "acme", LeverURL: "https://l.test/v1", LeverKey: "k", HiPeopleURL: "https://h.test", HiPeopleKey: "k", HiPeopleSecret: "s"}
	for name, c := range map[string]struct {
		edit  func(*ConnectRequest)
		field string
	}{
		"fine":                {func(*ConnectRequest) {}, ""},
		"a token":             {func(r *ConnectRequest) { r.LeverKey, r.LeverToken = "", "t" }, ""},
		"no id":               {func(r *ConnectRequest) { r.ID = "" }, "id"},
		"id with a slash":     {func(r *ConnectRequest) { r.ID = "a/b" }, "id"},
		"long id":             {func(r *ConnectRequest) { r.ID = strings.Repeat("a", 41) }, "id"},
		"key and token":       {func(r *ConnectRequest) { r.LeverToken = "t" }, "lever.api_key"},
		"no key":              {func(r *ConnectRequest) { r.LeverKey = "" }, "lever.api_key"},
		"no HiPeople secret":  {func(r *ConnectRequest) { r.HiPeopleSecret = "" }, "hipeople.api_key"},
		"no Lever URL":        {func(r *ConnectRequest) { r.LeverURL = "" }, "lever.base_url"},
		"no HiPeople URL":     {func(r *ConnectRequest) { r.HiPeopleURL = "" }, "hipeople.base_url"},
		"empty signing token": {func(r *ConnectRequest) { r.LeverSigning = []string{"x", ""} }, "lever.signing"},
		"bad address":         {func(r *ConnectRequest) { r.Notify = []string{"rita"} }, "notify[0]"},
	} {
		r := good
		c.edit(&r)
		err := r.validate()
		var argument *ArgumentError
		if (c.field == "") != (err == nil) || err != nil && (!errors.As(err, &argument) || argument.Field != c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
