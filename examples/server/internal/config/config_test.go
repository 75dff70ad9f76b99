package config_test

import (
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/config"
	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

const (
	key   = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
	token = "sesame-sesame-sesame"
)

// least is an environment that says no more than it must.
func least() map[string]string {
	return map[string]string{"PUBLIC_URL": "https://checks.example.com", "ENCRYPTION_KEYS": key, "ADMIN_TOKEN": token}
}

func load(environment map[string]string) (config.Config, error) {
	return config.Load(func(name string) string { return environment[name] })
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := load(least())
	if err != nil {
		t.Fatal(err)
	}
	a := c.App
	if a.PublicURL != "https://checks.example.com" || a.Listen != "127.0.0.1:8080" || a.Database != "leverhipeople.db" {
		t.Errorf("places: %q %q %q", a.PublicURL, a.Listen, a.Database)
	}
	if a.LeverURL != "https://api.lever.co/v1" || a.HiPeopleURL != "https://api.hipeople.io/api" {
		t.Errorf("sides: %q %q", a.LeverURL, a.HiPeopleURL)
	}
	if a.AdminToken != token || a.Keyring == nil || a.Notifier != nil || a.OpenPages || a.LocalReports {
		t.Errorf("access: %+v", a)
	}
	if a.Profile.Hash() != (hipeople.Profile{}).Hash() || c.LogLevel != slog.LevelInfo {
		t.Errorf("profile or log level: %v", c.LogLevel)
	}
	if a.Timing.Lease != time.Minute || a.Timing.Poll != 15*time.Minute {
		t.Errorf("timing: %+v", a.Timing)
	}
}

func TestEverything(t *testing.T) {
	t.Parallel()
	c, err := load(map[string]string{
		"PUBLIC_URL": "http://localhost:9000/", "LISTEN_ADDR": ":9000", "DATABASE_URL": "sqlite:/var/lib/checks.db",
		"ENCRYPTION_KEYS": key, "ADMIN_TOKEN": token, "LEVER_ENVIRONMENT": "sandbox", "HIPEOPLE_PROFILE": "fake",
		"HIPEOPLE_BASE_URL": "http://127.0.0.1:8092/api/", "SMTP_URL": "smtp://localhost:1025", "MAIL_FROM": "Checks <checks@example.com>",
		"LOG_LEVEL": "debug", "ENGINE_LEASE": "12s", "ENGINE_SWEEP": "10ms", "ENGINE_SLOT": "2s", "ENGINE_QUARANTINE": "3s",
		"ENGINE_SPACING": "4s", "ENGINE_RETRY": "5s", "ENGINE_FRESH": "6s", "ENGINE_POLL": "7s", "ENGINE_POLL_DONE": "8s", "ENGINE_RECHECK": "9s",
	})
	if err != nil {
		t.Fatal(err)
	}
	a := c.App
	if a.PublicURL != "http://localhost:9000" || a.Listen != ":9000" || a.Database != "/var/lib/checks.db" {
		t.Errorf("places: %q %q %q", a.PublicURL, a.Listen, a.Database)
	}
	if a.LeverURL != "https://api.sandbox.lever.co/v1" || a.HiPeopleURL != "http://127.0.0.1:8092/api" {
		t.Errorf("sides: %q %q", a.LeverURL, a.HiPeopleURL)
	}
	if a.Profile.Hash() != hipeopletest.Profile().Hash() || !a.LocalReports || a.Notifier == nil || c.LogLevel != slog.LevelDebug {
		t.Errorf("profile, reports, notifier or log level: %v %v %v", a.LocalReports, a.Notifier, c.LogLevel)
	}
	w := a.Timing
	for i, got := range []time.Duration{w.Slot, w.Quarantine, w.Spacing, w.Retry, w.Fresh, w.Poll, w.PollDone, w.Recheck} {
		if want := time.Duration(i+2) * time.Second; got != want {
			t.Errorf("wait %d is %s, want %s", i, got, want)
		}
	}
	if w.Lease != 12*time.Second || w.Sweep != 10*time.Millisecond {
		t.Errorf("lease %s, sweep %s", w.Lease, w.Sweep)
	}
}

// TestProblems alters one or two variables and wants one line, which begins as given.
func TestProblems(t *testing.T) {
	t.Parallel()
	type vars = map[string]string
	profile := filepath.Join(t.TempDir(), "profile.yaml")
	if err := os.WriteFile(profile, []byte("nonsense: yes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change vars
		want   string
	}{
		"no public url":        {vars{"PUBLIC_URL": ""}, "PUBLIC_URL is not set, want the https URL"},
		"blank public url":     {vars{"PUBLIC_URL": "  "}, "PUBLIC_URL is not set"},
		"no url":               {vars{"PUBLIC_URL": "checks.example.com"}, "PUBLIC_URL is no absolute URL"},
		"plain http":           {vars{"PUBLIC_URL": "http://checks.example.com"}, `PUBLIC_URL is "http://checks.example.com"`},
		"with a path":          {vars{"PUBLIC_URL": "https://example.com/checks"}, `PUBLIC_URL is "https://example.com/checks"`},
		"with a user":          {vars{"PUBLIC_URL": "https://me:hunter2@example.com"}, `PUBLIC_URL is "https://…@example.com"`},
		"listen":               {vars{"LISTEN_ADDR": "8080"}, `LISTEN_ADDR is "8080", want host:port`},
		"listen port":          {vars{"LISTEN_ADDR": "localhost:http"}, `LISTEN_ADDR is "localhost:http"`},
		"postgres":             {vars{"DATABASE_URL": "postgres://me:hunter2@db/checks"}, "DATABASE_URL is a postgres: URL of another form, want sqlite:PATH on a local disk; Postgres is not part of this version"},
		"database no url":      {vars{"DATABASE_URL": "hunter2.db"}, "DATABASE_URL is no URL"},
		"database no path":     {vars{"DATABASE_URL": "sqlite:"}, "DATABASE_URL is a sqlite: URL of another form"},
		"database host":        {vars{"DATABASE_URL": "sqlite://checks.db"}, "DATABASE_URL is a sqlite: URL of another form"},
		"no keys":              {vars{"ENCRYPTION_KEYS": ""}, "ENCRYPTION_KEYS is not set"},
		"short key":            {vars{"ENCRYPTION_KEYS": "k1:aHVudGVyMg=="}, `ENCRYPTION_KEYS is not readable: keys[0] is key "k1" of 7 bytes`},
		"key without id":       {vars{"ENCRYPTION_KEYS": "aHVudGVyMg=="}, "ENCRYPTION_KEYS is not readable: keys[0] is something else"},
		"no token":             {vars{"ADMIN_TOKEN": ""}, "ADMIN_TOKEN is not set"},
		"short token":          {vars{"ADMIN_TOKEN": "hunter2"}, "ADMIN_TOKEN is 7 characters long, want at least 16"},
		"environment":          {vars{"LEVER_ENVIRONMENT": "staging"}, `LEVER_ENVIRONMENT is "staging", want production or sandbox`},
		"environment and url":  {vars{"LEVER_ENVIRONMENT": "sandbox", "LEVER_BASE_URL": "https://api.lever.co/v1"}, `LEVER_BASE_URL is "https://api.lever.co/v1" while LEVER_ENVIRONMENT is sandbox`},
		"lever url":            {vars{"LEVER_BASE_URL": "http://api.lever.co/v1"}, `LEVER_BASE_URL is "http://api.lever.co/v1", want an https URL`},
		"hipeople url":         {vars{"HIPEOPLE_BASE_URL": "ftp://x"}, `HIPEOPLE_BASE_URL is "ftp://x"`},
		"hipeople query":       {vars{"HIPEOPLE_BASE_URL": "https://x.example/api?key=hunter2"}, `HIPEOPLE_BASE_URL is "https://x.example/api?…"`},
		"fake against real":    {vars{"HIPEOPLE_PROFILE": "fake", "HIPEOPLE_BASE_URL": "https://api.hipeople.io/api"}, `HIPEOPLE_PROFILE is "fake" while HIPEOPLE_BASE_URL is "https://api.hipeople.io/api"`},
		"profile missing":      {vars{"HIPEOPLE_PROFILE": "/nowhere/profile.yaml"}, "HIPEOPLE_PROFILE is not usable: "},
		"profile wrong":        {vars{"HIPEOPLE_PROFILE": profile}, "HIPEOPLE_PROFILE is not usable: "},
		"smtp alone":           {vars{"SMTP_URL": "smtp://localhost"}, "MAIL_FROM is not set while SMTP_URL is, want both of them, or none"},
		"sender alone":         {vars{"MAIL_FROM": "checks@example.com"}, "SMTP_URL is not set while MAIL_FROM is, want both of them, or none"},
		"smtp scheme":          {vars{"SMTP_URL": "http://me:hunter2@localhost", "MAIL_FROM": "checks@example.com"}, "SMTP_URL is not usable: SMTP URL's scheme must be smtp or smtps"},
		"sender":               {vars{"SMTP_URL": "smtp://localhost", "MAIL_FROM": "checks"}, "MAIL_FROM is no such address"},
		"log level":            {vars{"LOG_LEVEL": "loud"}, `LOG_LEVEL is "loud", want debug, info, warn or error`},
		"duration":             {vars{"ENGINE_POLL": "soon"}, `ENGINE_POLL is "soon", want a duration above 0`},
		"negative":             {vars{"ENGINE_RETRY": "-1s"}, `ENGINE_RETRY is "-1s"`},
		"zero":                 {vars{"ENGINE_SWEEP": "0s"}, `ENGINE_SWEEP is "0s"`},
		"lease too short":      {vars{"ENGINE_LEASE": "5s"}, "ENGINE_LEASE is 5s while ENGINE_SLOT is 1s, want at least six times as long: 6s"},
		"slot too long":        {vars{"ENGINE_SLOT": "20s"}, "ENGINE_LEASE is 1m0s while ENGINE_SLOT is 20s, want at least six times as long: 2m0s"},
		"file and value":       {vars{"ADMIN_TOKEN_FILE": "/hunter2"}, "ADMIN_TOKEN is set together with ADMIN_TOKEN_FILE, want one of the two"},
		"file missing":         {vars{"ADMIN_TOKEN": "", "ADMIN_TOKEN_FILE": "/hunter2"}, "ADMIN_TOKEN_FILE is not readable: no such file or directory, want the path of a file that holds ADMIN_TOKEN"},
		"file that is no file": {vars{"ENCRYPTION_KEYS": "", "ENCRYPTION_KEYS_FILE": t.TempDir()}, "ENCRYPTION_KEYS_FILE is not readable: is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := least()
			maps.Copy(environment, test.change)
			_, err := load(environment)
			var problems *config.Error
			if !errors.As(err, &problems) || len(problems.Problems) != 1 {
				t.Fatalf("got %v, want one problem", err)
			}
			text := err.Error()
			if !strings.HasPrefix(text, test.want) {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
			if strings.Contains(text, "\n") || !strings.Contains(text, ", want ") {
				t.Errorf("not one line that says what is wanted: %q", text)
			}
			for _, secret := range []string{"hunter2", "aHVudGVyMg", token, key} {
				if strings.Contains(text, secret) {
					t.Errorf("%q is in %q", secret, text)
				}
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := load(map[string]string{"LOG_LEVEL": "loud", "MAIL_FROM": "checks@example.com"})
	var problems *config.Error
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	var got []string
	for _, problem := range problems.Problems {
		got = append(got, problem.Variable)
	}
	if want := "PUBLIC_URL ENCRYPTION_KEYS ADMIN_TOKEN LOG_LEVEL SMTP_URL"; strings.Join(got, " ") != want {
		t.Errorf("problems of %v, want of %s", got, want)
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != len(got) {
		t.Errorf("%d lines for %d problems", len(lines), len(got))
	}
}

func TestSecretFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	c, err := load(map[string]string{
		"PUBLIC_URL": "https://checks.example.com", "MAIL_FROM": "checks@example.com",
		"ENCRYPTION_KEYS_FILE": file("keys", key+"\n"), "ADMIN_TOKEN_FILE": file("token", token+"\r\n"), "SMTP_URL_FILE": file("smtp", "smtp://localhost"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.App.AdminToken != token || c.App.Keyring == nil || c.App.Notifier == nil {
		t.Errorf("token %q", c.App.AdminToken)
	}
	for content, want := range map[string]string{
		"\n":                          "ADMIN_TOKEN_FILE is an empty file",
		strings.Repeat("x", 64<<10+1): "ADMIN_TOKEN_FILE is a file of more than 64 KiB",
	} {
		environment := least()
		delete(environment, "ADMIN_TOKEN")
		environment["ADMIN_TOKEN_FILE"] = file("wrong", content)
		if _, err := load(environment); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestFakeNeedsNoAddress(t *testing.T) {
	t.Parallel()
	environment := least()
	environment["HIPEOPLE_PROFILE"] = "fake"
	c, err := load(environment)
	if err != nil {
		t.Fatal(err)
	}
	if c.App.HiPeopleURL != "" {
		t.Errorf("connections that name no address would speak to %s in the words of the fake", c.App.HiPeopleURL)
	}
}
