package hipeople_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

// completed returns a candidate of the fake whose report is ready.
func completed(t *testing.T, fake *hipeopletest.Fake, client *hipeople.Client) hipeople.Candidate {
	t.Helper()
	role := fake.AddRole(hipeopletest.Role{Name: "Engineer"})
	invited, err := client.Candidates.Invite(t.Context(), invitation(role.ID))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Reports.Open(t.Context(), invited); !errors.Is(err, hipeople.ErrNotReady) {
		t.Errorf("before completion: %v", err)
	}
	if err := fake.Complete(invited.ID); err != nil {
		t.Fatal(err)
	}
	candidate, err := client.Candidates.Get(t.Context(), invited.ID)
	if err != nil {
		t.Fatal(err)
	}
	return candidate
}

func TestReport(t *testing.T) {
	t.Parallel()
	byPath := hipeopletest.Profile()
	byPath.Report.URL = nil
	for name, opts := range map[string][]hipeople.Option{"by URL": nil, "by path": {hipeople.WithProfile(byPath)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, _ := startFake(t)
			client := newClient(t, fake.BaseURL(), opts...)
			candidate := completed(t, fake, client)
			var sums []string
			for range 2 {
				report, err := client.Reports.Open(t.Context(), candidate)
				if err != nil {
					t.Fatal(err)
				}
				if report.SHA256() != "" {
					t.Error("a digest before the end")
				}
				data, err := io.ReadAll(report)
				sum := sha256.Sum256(data)
				if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.HasSuffix(data, []byte("%%EOF\n")) ||
					report.Size() != int64(len(data)) || report.Length() != int64(len(data)) || report.SHA256() != hex.EncodeToString(sum[:]) {
					t.Errorf("%d bytes of %d, digest %s, %v", report.Size(), report.Length(), report.SHA256(), err)
				}
				if err := report.Close(); err != nil {
					t.Error(err)
				}
				sums = append(sums, report.SHA256())
			}
			if sums[0] == sums[1] {
				t.Error("the fake's reports must differ in bytes")
			}
		})
	}
}

func TestReportCut(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	candidate := completed(t, fake, client)
	fault := fake.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultTruncate, Path: "/reports/*"})
	report, err := client.Reports.Open(t.Context(), candidate)
	if err != nil {
		t.Fatal(err)
	}
	defer report.Close()
	data, err := io.ReadAll(report)
	var failed *hipeople.ReportError
	if !errors.As(err, &failed) || !errors.Is(err, io.ErrUnexpectedEOF) || len(data) == 0 || report.SHA256() != "" || fault.Fired() != 1 {
		t.Errorf("%d bytes, digest %q, %v", len(data), report.SHA256(), err)
	}
	if strings.Contains(err.Error(), "signature") {
		t.Errorf("the link is in %v", err)
	}
	if _, again := report.Read(make([]byte, 10)); !errors.Is(again, io.ErrUnexpectedEOF) {
		t.Errorf("read on after the cut: %v", again)
	}
}

// candidateWith is a completed candidate whose report lies at link.
func candidateWith(link string) string {
	return fmt.Sprintf(`{"result":{"id":"a","reference_check":{"status":"Completed"},"report_url":%q,"share_url":%q}}`, link, link)
}

// openAt has the API hand out link and opens it.
func openAt(t *testing.T, client *hipeople.Client) (*hipeople.Report, error) {
	t.Helper()
	candidate, err := client.Candidates.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	report, err := client.Reports.Open(t.Context(), candidate)
	if err == nil {
		t.Cleanup(func() { report.Close() })
	}
	return report, err
}

const pdf = "%PDF-1.7\nbody\n%%EOF\n"

func TestReportAnswers(t *testing.T) {
	t.Parallel()
	big := "%PDF-" + strings.Repeat("x", 2000)
	tests := []struct {
		name   string
		answer http.HandlerFunc
		ready  bool   // else ErrNotReady
		reason string // of the ReportError; "" for a whole report
	}{
		{"a page", reply(200, "<html>"), true, "not a PDF"},
		{"empty", reply(200, ""), true, "cut before the first bytes"},
		{"too short", reply(200, "%PD"), true, "cut before the first bytes"},
		{"announced too large", reply(200, big), true, "2005 bytes announced"},
		{"grows too large", func(w http.ResponseWriter, _ *http.Request) {
			w.(http.Flusher).Flush() // the length is then not announced
			_, _ = io.WriteString(w, big)
		}, true, "larger than 1024 bytes"},
		{"202", reply(202, ""), false, ""},
		{"204", reply(204, ""), false, ""},
		{"404", reply(404, ""), true, "answered 404"},
		{"403", reply(403, ""), true, "answered 403"},
		{"500", reply(500, ""), true, "answered 500"},
		{"206", reply(206, pdf), true, "answered 206"},
		{"redirect nowhere", reply(302, ""), true, "redirect without a usable location"},
		{"redirect in circles", redirectTo("/again"), true, "more than 4 redirects"},
		{"redirect inwards", redirectTo("http://169.254.169.254/latest"), true, "not https"},
		{"redirect to a stranger", redirectTo("https://evil.example.net/"), true, "not on the list"},
		{"redirect to a file", redirectTo("file:///etc/passwd"), true, "names no host"},
		{"whole", reply(200, pdf), true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := httptest.NewServer(tt.answer)
			defer files.Close()
			client := serve(t, reply(200, candidateWith(files.URL+"/r.pdf?signature=sesame")), hipeople.WithMaxReportSize(1024))
			report, err := openAt(t, client)
			if err == nil {
				_, err = io.ReadAll(report)
			}
			var failed *hipeople.ReportError
			switch {
			case !tt.ready:
				if !errors.Is(err, hipeople.ErrNotReady) {
					t.Errorf("got %v, want ErrNotReady", err)
				}
			case tt.reason == "":
				if err != nil || report.SHA256() == "" {
					t.Errorf("got %v", err)
				}
			case !errors.As(err, &failed) || !strings.Contains(failed.Reason, tt.reason) || strings.Contains(err.Error(), "sesame"):
				t.Errorf("got %v, want %q", err, tt.reason)
			}
		})
	}
}

func redirectTo(location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(http.StatusFound)
	}
}

// Credentials go to the API and to nobody else, whatever way leads there.
func TestReportCredentials(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	note := func(r *http.Request) { seen[r.Host+r.URL.Path] = r.Header.Get("X-Api-Secret") != "" }
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		note(r)
		reply(200, pdf)(w, r)
	}))
	defer files.Close()
	profile := hipeopletest.Profile()
	profile.Report.URL = nil
	var host string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		note(r)
		host = r.Host
		switch r.URL.Path {
		case "/api/candidates/a":
			reply(200, candidateWith(""))(w, r)
		case "/api/candidates/a/report":
			redirectTo("/files/r.pdf")(w, r)
		case "/files/r.pdf":
			redirectTo(files.URL+"/r.pdf")(w, r)
		default:
			t.Errorf("path %s", r.URL.Path)
		}
	}, hipeople.WithProfile(profile))
	report, err := openAt(t, client)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(report); err != nil {
		t.Error(err)
	}
	filesHost := strings.TrimPrefix(files.URL, "http://")
	for path, want := range map[string]bool{
		host + "/api/candidates/a": true, host + "/api/candidates/a/report": true, host + "/files/r.pdf": false, filesHost + "/r.pdf": false,
	} {
		if got, asked := seen[path]; !asked || got != want {
			t.Errorf("%s: asked %t, with credentials %t, want %t", path, asked, got, want)
		}
	}
}

// A name on the list that resolves inwards is refused when it is dialled.
func TestReportResolvesInwards(t *testing.T) {
	t.Parallel()
	asked := false
	files := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer files.Close()
	link := strings.Replace(files.URL, "127.0.0.1", "localhost", 1) + "/r.pdf"
	api := httptest.NewServer(reply(200, candidateWith(link)))
	defer api.Close()
	client, err := hipeople.NewClient(hipeople.Keys("key", "secret"), hipeople.WithBaseURL(api.URL+"/api"),
		hipeople.WithProfile(hipeopletest.Profile()), hipeople.WithReportHosts("localhost"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := openAt(t, client); err == nil || !strings.Contains(err.Error(), "the address is not public") || asked {
		t.Errorf("got %v, asked %t", err, asked)
	}
}

func TestReportNotThere(t *testing.T) {
	t.Parallel()
	profile := hipeopletest.Profile()
	profile.Report.Path = ""
	client := serve(t, reply(200, `{"result":{"id":"a","reference_check":{"status":"Completed"}}}`), hipeople.WithProfile(profile))
	if _, err := openAt(t, client); !errors.Is(err, hipeople.ErrNotReady) {
		t.Errorf("completed, no link yet: %v", err)
	}
	profile.Report.URL = nil
	client = serve(t, reply(200, candidateWith("https://files.example.com/")), hipeople.WithProfile(profile))
	if _, err := openAt(t, client); !errors.Is(err, hipeople.ErrNotSupported) {
		t.Errorf("no way to a report: %v", err)
	}
	client = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/candidates/a" {
			reply(200, candidateWith(""))(w, r)
			return
		}
		reply(404, `{"errors":["not yet"]}`)(w, r)
	})
	if _, err := openAt(t, client); !errors.Is(err, hipeople.ErrNotReady) {
		t.Errorf("404 of the API's own path: %v", err)
	}
}

func TestReportRefusedByTheAPI(t *testing.T) {
	t.Parallel()
	for status, is := range map[int]func(error) bool{401: hipeople.IsUnauthorized, 429: hipeople.IsRateLimited, 500: isError} {
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/candidates/a" {
				reply(200, candidateWith(""))(w, r)
				return
			}
			w.Header().Set("Retry-After", "7")
			reply(status, "")(w, r)
		})
		_, err := openAt(t, client)
		var failed *hipeople.Error
		if !is(err) || !errors.As(err, &failed) || failed.RetryAfter.Seconds() != 7 || failed.Path != "/candidates/{candidate_id}/report" {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestShareURL(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]bool{
		"https://app.hipeople.io/share/1": true, "https://reports.example.com/1": true,
		"http://app.hipeople.io/share/1": false, "https://evil.example.net/1": false, "javascript:alert(1)": false, "not a link": false,
	} {
		client := serve(t, reply(200, candidateWith(link)), hipeople.WithReportHosts("reports.example.com"))
		candidate, err := client.Candidates.Get(t.Context(), "a")
		if err != nil || (candidate.ShareURL == link) != want || !want && candidate.ShareURL != "" {
			t.Errorf("%s: %q, %v", link, candidate.ShareURL, err)
		}
	}
}
