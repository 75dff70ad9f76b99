package lever

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// formFile reads the one file of a request's form.
func formFile(t *testing.T, req request) (name, contentType, content string) {
	t.Helper()
	_, parameters, err := mime.ParseMediaType(req.header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	form := multipart.NewReader(strings.NewReader(req.body), parameters["boundary"])
	part, err := form.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	if part.FormName() != "file" {
		t.Errorf("the field is %q, want file", part.FormName())
	}
	if _, err := form.NextPart(); err != io.EOF {
		t.Errorf("after the file comes %v, want the end", err)
	}
	return part.FileName(), part.Header.Get("Content-Type"), string(data)
}

func TestUpload(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		req  FileUploadRequest
		want [3]string
	}{
		"known size":   {FileUploadRequest{Name: "report.pdf", ContentType: "application/pdf", Size: 5}, [3]string{"report.pdf", "application/pdf", "12345"}},
		"unknown size": {FileUploadRequest{Name: "a.txt"}, [3]string{"a.txt", "application/octet-stream", "12345"}},
		"odd name":     {FileUploadRequest{Name: "a \"b\"; c=ü.pdf", Size: 5}, [3]string{"a \"b\"; c=ü.pdf", "application/octet-stream", "12345"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, stub := newStub(t, answer(201, `{"data": {"id": "f1", "name": "n", "size": "5", "uploadedAt": "1000", "status": null}}`))
			tt.req.Open = opening("12345")
			file, err := client.Files.Upload(t.Context(), "o", tt.req, PerformAs("u"))
			if err != nil || file.ID != "f1" || file.Size != 5 || file.UploadedAt.UnixMilli() != 1000 || file.Status != "" {
				t.Fatalf("got %+v, %v", file, err)
			}
			seen := stub.requests()[0]
			var got [3]string
			got[0], got[1], got[2] = formFile(t, seen)
			if got != tt.want {
				t.Errorf("sent %q, want %q", got, tt.want)
			}
			if want := int64(len(seen.body)); tt.req.Size > 0 && seen.length != want || tt.req.Size == 0 && seen.length != -1 {
				t.Errorf("Content-Length is %d for %d bytes and size %d", seen.length, want, tt.req.Size)
			}
		})
	}
}

func TestUploadOpensAnewForEachTry(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, answer(429, ""), answer(429, ""), answer(201, oneAnswer))
	var opened, closed atomic.Int32
	req := FileUploadRequest{Name: "n", Size: 3, Open: func() (io.ReadCloser, error) {
		opened.Add(1)
		return closer{strings.NewReader("abc"), &closed}, nil
	}}
	if _, err := client.Files.Upload(t.Context(), "o", req, PerformAs("u")); err != nil {
		t.Fatal(err)
	}
	for i, seen := range stub.requests() {
		if _, _, content := formFile(t, seen); content != "abc" {
			t.Errorf("try %d sent %q, want abc", i+1, content)
		}
	}
	if opened.Load() != 3 || closed.Load() < 3 {
		t.Errorf("opened %d times, closed %d times; want 3 and 3", opened.Load(), closed.Load())
	}
}

type closer struct {
	io.Reader
	count *atomic.Int32
}

func (c closer) Close() error {
	c.count.Add(1)
	return nil
}

func TestUploadOfAnotherLength(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ content, want string }{
		"longer":  {"1234", "longer"},
		"shorter": {"12", "shorter"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, stub := newStub(t, answer(201, oneAnswer))
			_, err := client.Files.Upload(t.Context(), "o", FileUploadRequest{Name: "n", Size: 3, Open: opening(tt.content)}, PerformAs("u"))
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(stub.requests()) != 0 {
				t.Errorf("got %v after %d whole requests, want an error with %q", err, len(stub.requests()), tt.want)
			}
		})
	}
}

func TestDownload(t *testing.T) {
	t.Parallel()
	client, _ := newStub(t, func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = io.WriteString(w, "%PDF")
	})
	content, err := client.Files.Download(t.Context(), "o", "f")
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(content)
	if err != nil || string(data) != "%PDF" || content.ContentType != "application/pdf" || content.Length != 4 || content.Close() != nil {
		t.Errorf("got %q, %v, %+v", data, err, content)
	}
}

func TestDownloadRefused(t *testing.T) {
	t.Parallel()
	client, _ := newStub(t, answer(422, `{"code": "UnprocessableEntity", "message": "no"}`))
	_, err := client.Files.Download(t.Context(), "o", "f")
	var got *Error
	if !errors.As(err, &got) || got.Status != 422 || got.Code != "UnprocessableEntity" {
		t.Errorf("got %v, want status 422", err)
	}
}

// zeros gives n bytes and notes the highest heap it saw while it did.
type zeros struct {
	left int64
	peak uint64
}

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.left)
	clear(p[:n])
	z.left -= n
	if z.left%(4<<20) < n {
		z.peak = max(z.peak, liveHeap())
	}
	return int(n), nil
}

func liveHeap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// TestUploadIsStreamed sends the largest file there is. It is not parallel: it looks at the heap of the process.
//
//nolint:paralleltest // see above
func TestUploadIsStreamed(t *testing.T) {
	var received atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		received.Store(n)
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, oneAnswer)
	}))
	defer server.Close()
	client, err := NewClient(APIKey(testKey), WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	source := &zeros{left: MaxUpload}
	idle := liveHeap()
	_, err = client.Files.Upload(t.Context(), "o", FileUploadRequest{Name: "n", Size: MaxUpload, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(source), nil
	}}, PerformAs("u"))
	if err != nil || received.Load() <= MaxUpload {
		t.Fatalf("%d bytes received, %v", received.Load(), err)
	}
	if source.peak > idle+2<<20 {
		t.Errorf("the heap grew by %d bytes, want less than 2 MB", source.peak-idle)
	}
}

func TestListsOfTheDocumentation(t *testing.T) {
	t.Parallel()
	client, _ := newStub(t, answer(200, `[{"id": "f1", "size": "10", "uploadedAt": "1000"}, {"id": "f2", "size": 20, "uploadedAt": 2000}]`))
	page, err := client.Files.List(t.Context(), "o", FileListOptions{UploadedAtStart: NewTime(time.UnixMilli(5))})
	if err != nil || len(page.Data) != 2 || page.Data[0].Size != 10 || page.Data[1].UploadedAt.UnixMilli() != 2000 || page.HasNext {
		t.Errorf("got %+v, %v", page, err)
	}
}

func TestNoteAnswers(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"data": {"noteId": "n1"}}`: "n1",
		`{"data": {"id": "n2", "text": "Note", "noteId": "n2", "fields": [{"value": "v", "score": null}]}}`: "n2",
	} {
		client, _ := newStub(t, answer(201, body))
		note, err := client.Notes.Create(t.Context(), "o", NoteCreateRequest{Value: "v"})
		if err != nil || note.ID != want {
			t.Errorf("%s: id %q, %v; want %q", body, note.ID, err, want)
		}
	}
}

func TestWebhookAnswers(t *testing.T) {
	t.Parallel()
	client, _ := newStub(t, answer(201, `{"data": {"data": {"id": "w1", "event": "candidateHired", "configuration": {"signatureToken": "tok"}}}}`))
	webhook, err := client.Webhooks.Create(t.Context(), WebhookCreateRequest{URL: "https://example.com", Event: WebhookEventCandidateHired})
	if err != nil || webhook.ID != "w1" || string(webhook.Configuration.SignatureToken) != "tok" {
		t.Errorf("got %+v, %v", webhook, err)
	}
}

func TestUnknownFieldsAndWords(t *testing.T) {
	t.Parallel()
	client, _ := newStub(t, answer(200, `{"data": {"id": "o", "origin": "carrier-pigeon", "shoeSize": 44, "archived": {"reason": "r", "archivedAt": 5}, "contact": {"id": "c", "name": "Ada"}}}`))
	got, err := client.Opportunities.Get(t.Context(), "o")
	if err != nil || got.Origin != "carrier-pigeon" || got.Archived.ArchivedAt.UnixMilli() != 5 || got.Contact.ID != "c" || got.Contact.Value.Name != "Ada" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestDoSendsWhatItIsGiven(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, answer(200, `{"data": [1, 2]}`))
	resp, err := client.Do(t.Context(), Request{
		Method: "POST", Path: []string{"requisitions", "a/b"}, Query: map[string][]string{"x": {"1", "2"}}, JSON: map[string]int{"n": 1},
	}, PerformAs("u"))
	if err != nil || resp.Status != 200 || !bytes.Contains(resp.Body, []byte("data")) {
		t.Fatalf("got %+v, %v", resp, err)
	}
	var numbers []int
	if err := resp.Decode(&numbers); err != nil || len(numbers) != 2 {
		t.Errorf("decoded %v, %v", numbers, err)
	}
	var wrong []string
	if err := resp.Decode(&wrong); !IsAmbiguous(err) {
		t.Errorf("got %v, want an *Error", err)
	}
	seen := stub.requests()[0]
	if got := seen.method + " " + seen.path + " " + seen.query + " " + seen.body; got != `POST /requisitions/a%2Fb perform_as=u&x=1&x=2 {"n":1}` {
		t.Errorf("sent %s", got)
	}
}
