package hipeopletest_test

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/webhook"
)

func renamed(t *testing.T) hipeople.Profile {
	t.Helper()
	p, err := hipeople.LoadProfileFile("testdata/renamed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// client speaks a profile to the fake inside the process.
func client(t *testing.T, fake *hipeopletest.Fake, auth hipeople.Auth, p hipeople.Profile) *hipeople.Client {
	t.Helper()
	c, err := hipeople.NewClient(auth, hipeople.WithBaseURL(fake.BaseURL()), hipeople.WithProfile(p), hipeople.WithLoopbackReports(),
		hipeople.WithRateLimit(1000, 1000), hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// names lists every text of a profile under its place in the value.
func names(at string, v reflect.Value, found map[string]string) {
	switch v.Kind() {
	case reflect.String:
		found[at] = v.String()
	case reflect.Slice:
		for i := range v.Len() {
			names(at, v.Index(i), found)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			names(at+"."+v.Type().Field(i).Name, v.Field(i), found)
		}
	}
}

// The file is only worth something if nothing in it is as in the fake's own profile.
func TestRenamedProfileRenamesEverything(t *testing.T) {
	t.Parallel()
	own, other := map[string]string{}, map[string]string{}
	names("", reflect.ValueOf(hipeopletest.Profile()), own)
	names("", reflect.ValueOf(renamed(t)), other)
	for at, was := range own {
		is := other[at]
		if strings.HasSuffix(at, ".Evidence") || strings.HasSuffix(at, ".Scheme") || at == ".Webhook.Create.NewSecret" {
			continue
		}
		if was == is || is == "" {
			t.Errorf("%s is still %q", at, is)
		}
	}
	p := renamed(t)
	for word := range hipeopletest.Profile().Status.Words {
		if p.Status.Words[word] != hipeople.StatusUnknown {
			t.Errorf("the word %q still means %s", word, p.Status.Words[word])
		}
	}
	if !p.Proven() || !p.TellsRounds() {
		t.Error("the renamed profile must be fit to invite")
	}
}

// A profile that renames everything drives a whole check against a fake configured the
// same way; by name, nothing of the client's work changes.
func TestRenamedProfilePlays(t *testing.T) {
	t.Parallel()
	rules := renamed(t)
	rules.Status.Paths = nil
	rules.Status.Rules = []hipeople.StatusRule{
		{Path: "checks.0.cancelled", When: hipeople.WhenTrue, Status: hipeople.StatusCancelled},
		{Path: "checks.0.closed_by", When: hipeople.WhenSet, Status: hipeople.StatusMarkedComplete},
		{Path: "checks.0.open", When: hipeople.WhenFalse, Status: hipeople.StatusCompleted},
		{Path: "checks.0.limit", When: hipeople.WhenPast, Status: hipeople.StatusOverdue},
		{Path: "checks.0.named", When: hipeople.WhenUnset, Status: hipeople.StatusPending},
		{Path: "checks.0.active", When: hipeople.WhenTrue, Status: hipeople.StatusInProgress},
	}
	byTemplate := renamed(t)
	byTemplate.Share.URL, byTemplate.Report.URL = nil, nil
	for name, p := range map[string]hipeople.Profile{
		"own": hipeopletest.Profile(), "renamed": renamed(t), "status by rules": rules, "report by path, share by template": byTemplate,
	} {
		for style, opts := range map[string][]hipeopletest.Option{"flat": nil, "fields": {hipeopletest.WithFieldsEnvelope()}} {
			t.Run(name+"/"+style, func(t *testing.T) {
				t.Parallel()
				fake := hipeopletest.New(append(opts, hipeopletest.WithProfile(p))...)
				defer fake.Close()
				play(t, fake, client(t, fake, hipeople.Keys(hipeopletest.Key, hipeopletest.Secret), p))
			})
		}
	}
}

func play(t *testing.T, fake *hipeopletest.Fake, c *hipeople.Client) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, role := t.Context(), fake.AddRole(hipeopletest.Role{Name: "Engineer", Required: 2})
	invite := hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "opp-1", ExternalReference: "check-1", FullName: "Ada Example", Email: "ada@example.com",
		Phone: "+45 1", JobTitle: "Engineer", OwnerName: "Orla", OwnerEmail: "orla@example.com", HiringManagerName: "Hal", HiringManagerEmail: "hal@example.com",
	}
	find := hipeople.FindRequest{ATSCandidateID: "opp-1", RoleID: role.ID, ExternalReference: "check-1"}
	if found, err := c.Candidates.Find(ctx, find); err != nil || len(found) != 0 {
		t.Fatalf("before: %v, %v", found, err)
	}
	made, err := c.Candidates.Invite(ctx, invite)
	must(err)
	sent, _ := fake.Candidate(made.ID)
	if want := 11 + len(c.Profile().Invite.Constants); sent.FullName != "Ada Example" || sent.Email != "ada@example.com" || len(sent.Fields) != want {
		t.Errorf("HiPeople was told %d fields, want %d: %v", len(sent.Fields), want, sent.Fields)
	}
	found, err := c.Candidates.Find(ctx, find)
	if err != nil || len(found) != 1 || found[0].By != hipeople.ByExternalReference || found[0].Candidate.CreatedAt.IsZero() {
		t.Fatalf("after: %v, %v", found, err)
	}
	expect := func(status hipeople.StatusValue, answered, required int) hipeople.Candidate {
		t.Helper()
		got, err := c.Candidates.Get(ctx, made.ID)
		must(err)
		if got.Status.Value != status || got.Answered() != answered || got.Required != required || got.ATSCandidateID != "opp-1" || got.RoleID != role.ID {
			t.Errorf("%v, %d of %d, role %s; want %s, %d of %d", got.Status, got.Answered(), got.Required, got.RoleID, status, answered, required)
		}
		return got
	}
	expect(hipeople.StatusPending, 0, 2)
	must(c.Candidates.Remind(ctx, made.ID))
	must(c.Candidates.Resend(ctx, made.ID))
	referees, err := fake.NameReferees(made.ID, 2)
	must(err)
	must(fake.Answer(made.ID, referees[1]))
	must(fake.WarnOfFraud(made.ID, referees[0]))
	got := expect(hipeople.StatusInProgress, 1, 2)
	if len(got.Referees) != 2 || got.Referees[1].ID != referees[1] || !got.Referees[1].Answered || got.Referees[0].Answered ||
		!got.FraudWarning || !got.Referees[0].FraudWarning || got.Referees[1].FraudWarning {
		t.Errorf("referees %+v, warning %t", got.Referees, got.FraudWarning)
	}
	must(fake.MakeOverdue(made.ID))
	expect(hipeople.StatusOverdue, 1, 2)
	must(fake.Answer(made.ID, ""))
	readReport(t, c, expect(hipeople.StatusCompleted, 2, 2))
	must(fake.Reopen(made.ID, 1))
	expect(hipeople.StatusInProgress, 2, 3)
	must(c.Candidates.MarkComplete(ctx, made.ID))
	readReport(t, c, expect(hipeople.StatusMarkedComplete, 2, 3))
	must(fake.Reopen(made.ID, 1))
	must(c.Candidates.Cancel(ctx, made.ID))
	expect(hipeople.StatusCancelled, 2, 4)
	if after, _ := fake.Candidate(made.ID); after.Reminders != 1 || after.Resent != 1 || fake.Invited("opp-1") != 1 {
		t.Errorf("%d reminders, %d resent, invited %d times", after.Reminders, after.Resent, fake.Invited("opp-1"))
	}
}

func readReport(t *testing.T, c *hipeople.Client, candidate hipeople.Candidate) {
	t.Helper()
	if !candidate.ReportReady || candidate.ShareURL == "" || candidate.CompletedAt.IsZero() {
		t.Errorf("ready %t, share %q, completed %s", candidate.ReportReady, candidate.ShareURL, candidate.CompletedAt)
	}
	report, err := c.Reports.Open(t.Context(), candidate)
	if err != nil {
		t.Fatal(err)
	}
	defer report.Close()
	if data, err := io.ReadAll(report); err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

// Registering, signing and reading webhooks follow the profile too.
func TestRenamedProfileWebhooks(t *testing.T) {
	t.Parallel()
	standard := renamed(t)
	standard.Webhook.Signature = hipeople.SignatureSpec{Evidence: hipeople.Configured, Scheme: hipeople.SchemeStandard}
	for name, p := range map[string]hipeople.Profile{"own": hipeopletest.Profile(), "renamed": renamed(t), "standard": standard} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { playWebhook(t, p) })
		})
	}
}

func playWebhook(t *testing.T, p hipeople.Profile) {
	hook := &keeper{}
	fake := hipeopletest.New(hipeopletest.WithProfile(p), hipeopletest.WithWebhookClient(&http.Client{Transport: hook}))
	defer fake.Close()
	c := client(t, fake, hipeople.Keys(hipeopletest.Key, hipeopletest.Secret), p)
	defer c.Close()
	made, err := c.Webhooks.Create(t.Context(), hipeople.WebhookCreateRequest{URL: "http://hooks.test/in", Secret: "c2VjcmV0IG9mIG91cnM="})
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := p.Webhook.Signature.Verifier([]webhook.Secret{made.Secret})
	if err != nil {
		t.Fatal(err)
	}
	role := fake.AddRole(hipeopletest.Role{})
	candidate, err := c.Candidates.Invite(t.Context(), hipeople.InviteRequest{
		RoleID: role.ID, ATSCandidateID: "opp-1", FullName: "Ada Example", Email: "ada@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	if err := c.Webhooks.Delete(t.Context(), made.ID); err != nil {
		t.Fatal(err)
	}
	if err := c.Webhooks.Delete(t.Context(), made.ID); !hipeople.IsNotFound(err) {
		t.Errorf("deleted twice: %v", err)
	}
	if _, err := fake.NameReferees(candidate.ID, 1); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	if len(hook.got) != 1 {
		t.Fatalf("%d deliveries, want the one before the deletion", len(hook.got))
	}
	if _, err := verifier.Verify(hook.got[0]); err != nil {
		t.Error(err)
	}
	if id, err := p.Webhook.Candidate(hook.got[0].Body); err != nil || id != candidate.ID {
		t.Errorf("payload %s names %q, %v", hook.got[0].Body, id, err)
	}
}

// keeper keeps what it is sent.
type keeper struct{ got []webhook.Message }

func (k *keeper) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	k.got = append(k.got, webhook.Message{Header: req.Header, Body: body})
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
}
