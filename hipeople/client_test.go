package hipeople_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

func TestNewClientRefuses(t *testing.T) {
	t.Parallel()
	keys := hipeople.Keys("key", "secret")
	bad := hipeople.DefaultProfile()
	bad.Find.PageSize = 0
	tests := []struct {
		name  string
		auth  hipeople.Auth
		opt   hipeople.Option
		field string
	}{
		{"no auth", hipeople.Auth{}, nil, "auth"},
		{"no secret", hipeople.Keys("key", ""), nil, "auth"},
		{"line break", hipeople.Keys("key\n", "secret"), nil, "auth"},
		{"no token", hipeople.BearerToken(""), nil, "auth"},
		{"relative base", keys, hipeople.WithBaseURL("/api"), "base URL"},
		{"other scheme", keys, hipeople.WithBaseURL("ftp://example.com"), "base URL"},
		{"password in base", keys, hipeople.WithBaseURL("https://u:hush@example.com"), "base URL"},
		{"query in base", keys, hipeople.WithBaseURL("https://example.com?a=hush"), "base URL"},
		{"nil client", keys, hipeople.WithHTTPClient(nil), "HTTP client"},
		{"nil limiter", keys, hipeople.WithLimiter(nil), "limiter"},
		{"nil logger", keys, hipeople.WithLogger(nil), "logger"},
		{"rate", keys, hipeople.WithRateLimit(0, 5), "rate"},
		{"burst", keys, hipeople.WithRateLimit(2, 0), "burst"},
		{"report host", keys, hipeople.WithReportHosts("https://example.com"), "report host"},
		{"report size", keys, hipeople.WithMaxReportSize(10), "report size"},
	}
	for _, tt := range tests {
		opts := []hipeople.Option{}
		if tt.opt != nil {
			opts = append(opts, tt.opt)
		}
		_, err := hipeople.NewClient(tt.auth, opts...)
		var config *hipeople.ConfigError
		if !errors.As(err, &config) || config.Field != tt.field || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v, want a ConfigError of %s", tt.name, err, tt.field)
		}
	}
	var problem *hipeople.ProfileError
	if _, err := hipeople.NewClient(keys, hipeople.WithProfile(bad)); !errors.As(err, &problem) || problem.Key != "find.page_size" {
		t.Errorf("bad profile: %v", err)
	}
}

func TestAuthHeaders(t *testing.T) {
	t.Parallel()
	var got http.Header
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		reply(200, `{"result":{"id":"a"}}`)(w, r)
	})
	if _, err := client.Roles.Get(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got.Get("X-API-Key") != hipeopletest.Key || got.Get("X-API-Secret") != hipeopletest.Secret || got.Get("Authorization") != "" || got.Get("Accept") != "application/json" {
		t.Errorf("headers %v", got)
	}
}

// Two requests a second in bursts of five is what the client keeps to unless told.
func TestDefaultLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := hipeopletest.New(hipeopletest.WithRateLimit(2, 5))
		defer fake.Close()
		client, err := hipeople.NewClient(hipeople.Keys(hipeopletest.Key, hipeopletest.Secret),
			hipeople.WithBaseURL(fake.BaseURL()), hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		start := time.Now()
		for range 9 {
			if _, err := client.Roles.List(t.Context(), hipeople.RoleListOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 2*time.Second || len(fake.Violations()) != 0 {
			t.Errorf("9 calls took %s with %d violations, want 2s and none", took, len(fake.Violations()))
		}
	})
}

func TestReadsAreRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := hipeopletest.New()
		defer fake.Close()
		role := fake.AddRole(hipeopletest.Role{})
		var log bytes.Buffer
		client := newClient(t, fake.BaseURL(), hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}),
			hipeople.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		defer client.Close()
		for _, fault := range []hipeopletest.Fault{
			{Kind: hipeopletest.FaultStatus, Status: 503, RetryAfter: 2 * time.Second},
			{Kind: hipeopletest.FaultReset},
			{Kind: hipeopletest.FaultTruncate},
		} {
			fake.Inject(fault)
		}
		if _, err := client.Roles.Get(t.Context(), role.ID); err != nil {
			t.Error(err)
		}
		if n := len(fake.Calls(hipeopletest.CallFilter{})); n != 4 {
			t.Errorf("%d calls, want 4", n)
		}
		fake.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 429, RetryAfter: time.Hour})
		_, err := client.Roles.Get(t.Context(), role.ID)
		var failed *hipeople.Error
		if !hipeople.IsRateLimited(err) || !errors.As(err, &failed) || failed.RetryAfter != time.Hour {
			t.Errorf("asked to wait an hour: %v", err)
		}
		if text := log.String(); !strings.Contains(text, "operation=roles.get") || strings.Contains(text, hipeopletest.Secret) || strings.Contains(text, role.ID) {
			t.Errorf("log %s", text)
		}
	})
}
