package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// outcome is what a command left behind.
type outcome struct {
	code           int
	stdout, stderr string
}

func execute(t *testing.T, environment map[string]string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, func(name string) string { return environment[name] }, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args   []string
		code   int
		stdout string // must be in it
		stderr string // must be in it
	}{
		"nothing":           {nil, 2, "", "server --help"},
		"unknown command":   {[]string{"server"}, 2, "", "unexpected argument server"},
		"unknown flag":      {[]string{"serve", "--port=80"}, 2, "", "unknown flag --port"},
		"one argument more": {[]string{"version", "please"}, 2, "", "unexpected argument please"},
		"help":              {[]string{"--help"}, 0, "serve", ""},
		"help of one":       {[]string{"demo", "--help"}, 0, "--once", ""},
		"version":           {[]string{"version"}, 0, "leverhipeople ", ""},
		"fakes, wrong":      {[]string{"fakes", "--lever-addr=nowhere"}, 1, "", "nowhere"},
	} {
		got := execute(t, nil, test.args...)
		if got.code != test.code || !strings.Contains(got.stdout, test.stdout) || !strings.Contains(got.stderr, test.stderr) {
			t.Errorf("%s: %+v", name, got)
		}
		if (test.stderr == "") != (got.stderr == "") {
			t.Errorf("%s: standard error is %q", name, got.stderr)
		}
	}
}

func TestServeWithoutConfiguration(t *testing.T) {
	t.Parallel()
	got := execute(t, map[string]string{"ADMIN_TOKEN": "hunter2", "SMTP_URL": "smtp://me:hunter2@localhost"}, "serve")
	lines := strings.Split(strings.TrimSpace(got.stderr), "\n")
	if got.code != 2 || got.stdout != "" || len(lines) != 4 {
		t.Fatalf("%+v", got)
	}
	for i, variable := range []string{"PUBLIC_URL", "ENCRYPTION_KEYS", "ADMIN_TOKEN", "MAIL_FROM"} {
		if !strings.HasPrefix(lines[i], variable+" is ") || !strings.Contains(lines[i], ", want ") {
			t.Errorf("line %d is %q", i, lines[i])
		}
	}
	if strings.Contains(got.stderr, "hunter2") {
		t.Errorf("a secret is shown: %s", got.stderr)
	}
}

func serving(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"PUBLIC_URL": "https://checks.example.com", "LISTEN_ADDR": "127.0.0.1:0", "ADMIN_TOKEN": "sesame-sesame-sesame",
		"ENCRYPTION_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "serve.db"),
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	environment := serving(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, stdout := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve"}, func(name string) string { return environment[name] }, stdout, &stderr)
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		t.Fatalf("first line %q, %v", line, err)
	}
	resp, err := http.Get(url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("/readyz answered %d", resp.StatusCode)
	}

	second := execute(t, environment, "serve")
	if second.code != 1 || !strings.Contains(second.stderr, "database: ") {
		t.Errorf("a second server on the same database: %+v", second)
	}

	cancel()
	if got := <-code; got != 0 {
		t.Errorf("exit code %d: %s", got, stderr.String())
	}
	for line := range strings.SplitSeq(strings.TrimSpace(stderr.String()), "\n") {
		if !json.Valid([]byte(line)) {
			t.Errorf("the log holds %q", line)
		}
	}
	if !strings.Contains(stderr.String(), `"msg":"stopped"`) || strings.Contains(stderr.String(), "sesame") {
		t.Errorf("the log is %s", stderr.String())
	}
}

func TestServeInASpotOfTrouble(t *testing.T) {
	t.Parallel()
	environment := serving(t)
	environment["DATABASE_URL"] = "sqlite:" + filepath.Join(t.TempDir(), "missing", "serve.db")
	if got := execute(t, environment, "serve"); got.code != 1 || !strings.Contains(got.stderr, "database: ") {
		t.Errorf("%+v", got)
	}
}
