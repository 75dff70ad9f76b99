package lever

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// refusal is what the transport makes of an answer.
func refusal(status int, body []byte) error {
	return &transport.Error{Operation: "stages.get", Method: "GET", Path: "/stages/s", Status: status, Body: body, Outcome: transport.Refused}
}

func TestArgumentsAreRefusedBeforeTheNetwork(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, answer(200, oneAnswer))
	ctx := t.Context()
	as := PerformAs("u")
	for name, tt := range map[string]struct {
		err   error
		field string
	}{
		"opportunity":       {second(client.Opportunities.Get(ctx, "")), "opportunity"},
		"opportunity blank": {second(client.Opportunities.Get(ctx, " ")), "opportunity"},
		"opportunity dots":  {second(client.Opportunities.Get(ctx, "..")), "opportunity"},
		"add tags":          {second(client.Opportunities.AddTags(ctx, "", []string{"t"})), "opportunity"},
		"no tags":           {second(client.Opportunities.AddTags(ctx, "o", nil)), "tags"},
		"empty tag":         {second(client.Opportunities.RemoveTags(ctx, "o", []string{"t", ""})), "tags"},
		"no links":          {second(client.Opportunities.AddLinks(ctx, "o", nil)), "links"},
		"empty link":        {second(client.Opportunities.RemoveLinks(ctx, "o", []string{""})), "links"},
		"stage of update":   {second(client.Opportunities.UpdateStage(ctx, "o", "")), "stage"},
		"stage":             {second(client.Stages.Get(ctx, "")), "stage"},
		"posting":           {second(client.Postings.Get(ctx, "")), "posting"},
		"user":              {second(client.Users.Get(ctx, "")), "user"},
		"file":              {second(client.Files.Get(ctx, "o", "")), "file"},
		"file's owner":      {second(client.Files.Get(ctx, "", "f")), "opportunity"},
		"download":          {second(client.Files.Download(ctx, "o", "")), "file"},
		"delete file":       {client.Files.Delete(ctx, "o", "", as), "file"},
		"files":             {second(client.Files.List(ctx, "", FileListOptions{})), "opportunity"},
		"all files":         {drain(client.Files.All(ctx, "", FileListOptions{})), "opportunity"},
		"delete as nobody":  {client.Files.Delete(ctx, "o", "f"), "perform_as"},
		"upload as nobody":  {second(client.Files.Upload(ctx, "o", testUpload)), "perform_as"},
		"upload as empty":   {second(client.Files.Upload(ctx, "o", testUpload, PerformAs(""))), "perform_as"},
		"upload to nowhere": {second(client.Files.Upload(ctx, "", testUpload, as)), "opportunity"},
		"upload name":       {second(client.Files.Upload(ctx, "o", FileUploadRequest{Open: opening("")}, as)), "name"},
		"upload open":       {second(client.Files.Upload(ctx, "o", FileUploadRequest{Name: "n"}, as)), "open"},
		"upload size":       {second(client.Files.Upload(ctx, "o", FileUploadRequest{Name: "n", Size: MaxUpload + 1, Open: opening("")}, as)), "size"},
		"upload type":       {second(client.Files.Upload(ctx, "o", FileUploadRequest{Name: "n", ContentType: "a/b\r\nX: y", Open: opening("")}, as)), "content type"},
		"note":              {second(client.Notes.Get(ctx, "o", "")), "note"},
		"note value":        {second(client.Notes.Create(ctx, "o", NoteCreateRequest{})), "value"},
		"note thread":       {second(client.Notes.Create(ctx, "o", NoteCreateRequest{Value: "v"}, ThreadOf(""))), "note_id"},
		"note values":       {second(client.Notes.Update(ctx, "o", "n", NoteUpdateRequest{})), "values"},
		"webhook":           {client.Webhooks.Delete(ctx, ""), "webhook"},
		"webhook url":       {second(client.Webhooks.Create(ctx, WebhookCreateRequest{Event: "e"})), "url"},
		"webhook event":     {second(client.Webhooks.Create(ctx, WebhookCreateRequest{URL: "u"})), "event"},
		"limit":             {second(client.Stages.List(ctx, ListOptions{Limit: 101})), "limit"},
		"limit below":       {second(client.Stages.List(ctx, ListOptions{Limit: -1})), "limit"},
		"limit far above":   {drain(client.Opportunities.All(ctx, OpportunityListOptions{Limit: 1000})), "limit"},
		"expand":            {second(client.Opportunities.Get(ctx, "o", Expand(""))), "expand"},
		"deadline":          {second(client.Opportunities.Get(ctx, "o", WriteBefore(time.Time{}))), "write deadline"},
		"do method":         {second(client.Do(ctx, Request{Method: "get", Path: []string{"tags"}})), "method"},
		"do path":           {second(client.Do(ctx, Request{Method: "GET"})), "path"},
		"do element":        {second(client.Do(ctx, Request{Method: "GET", Path: []string{"tags", ""}})), "path"},
		"do dots":           {second(client.Do(ctx, Request{Method: "GET", Path: []string{".."}})), "path element 1"},
	} {
		var got *ArgumentError
		if !errors.As(tt.err, &got) || got.Field != tt.field || got.Operation == "" || got.Got == "" || got.Want == "" {
			t.Errorf("%s: got %v, want an ArgumentError for %q", name, tt.err, tt.field)
		}
		if !IsNotApplied(tt.err) {
			t.Errorf("%s: counts as applied", name)
		}
	}
	if n := len(stub.requests()); n != 0 {
		t.Errorf("%d requests were sent, want none", n)
	}
}

func TestNewClientRefuses(t *testing.T) {
	t.Parallel()
	noTokens := TokenSource(nil)
	for name, tt := range map[string]struct {
		auth   Auth
		option Option
		field  string
	}{
		"no credential":     {Auth{}, nil, "credential"},
		"empty key":         {APIKey(""), nil, "API key"},
		"key with line end": {APIKey(testKey + "\n"), nil, "API key"},
		"empty token":       {BearerToken(""), nil, "bearer token"},
		"no source":         {noTokens, nil, "token source"},
		"relative URL":      {APIKey("k"), WithBaseURL("/v1"), "base URL"},
		"other scheme":      {APIKey("k"), WithBaseURL("ftp://example.com"), "base URL"},
		"URL with user":     {APIKey("k"), WithBaseURL("https://" + testKey + "@example.com"), "base URL"},
		"URL with query":    {APIKey("k"), WithBaseURL("https://example.com?a=b"), "base URL"},
		"nil client":        {APIKey("k"), WithHTTPClient(nil), "HTTP client"},
		"nil limiter":       {APIKey("k"), WithLimiter(nil), "limiter"},
		"nil logger":        {APIKey("k"), WithLogger(nil), "logger"},
		"empty agent":       {APIKey("k"), WithUserAgent(""), "user agent"},
		"agent line end":    {APIKey("k"), WithUserAgent("a\r\nb"), "user agent"},
		"tries":             {APIKey("k"), WithRetry(Retry{MaxTries: 11}), "retry.MaxTries"},
		"backoff":           {APIKey("k"), WithRetry(Retry{MinBackoff: -1}), "retry.MinBackoff"},
		"timeout":           {APIKey("k"), WithRetry(Retry{TryTimeout: -1}), "retry.TryTimeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var opts []Option
			if tt.option != nil {
				opts = append(opts, tt.option)
			}
			client, err := NewClient(tt.auth, opts...)
			var got *ArgumentError
			if client != nil || !errors.As(err, &got) || got.Field != tt.field || strings.Contains(err.Error(), testKey) {
				t.Errorf("got %v, want an ArgumentError for %q", err, tt.field)
			}
		})
	}
}

func TestContextWins(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, answer(200, oneAnswer))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Notes.Create(ctx, "o", NoteCreateRequest{Value: "v"})
	if !errors.Is(err, context.Canceled) || !IsNotApplied(err) || len(stub.requests()) != 0 {
		t.Errorf("got %v after %d requests, want a cancelled call that was not sent", err, len(stub.requests()))
	}
}

func TestFileCanNotBeOpened(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, answer(201, oneAnswer))
	req := FileUploadRequest{Name: "n", Size: 1, Open: func() (io.ReadCloser, error) { return nil, io.ErrClosedPipe }}
	_, err := client.Files.Upload(t.Context(), "o", req, PerformAs("u"))
	if !errors.Is(err, io.ErrClosedPipe) || len(stub.requests()) != 0 {
		t.Errorf("got %v after %d whole requests, want the file's own error", err, len(stub.requests()))
	}
}
