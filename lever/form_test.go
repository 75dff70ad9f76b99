package lever

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// parts lists the parts of a request's form as field, file name and text.
func parts(t *testing.T, req request) (list []string) {
	t.Helper()
	_, parameters, err := mime.ParseMediaType(req.header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	form := multipart.NewReader(strings.NewReader(req.body), parameters["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, part.FormName()+"|"+part.FileName()+"|"+string(text))
	}
}

func TestCreateWithFiles(t *testing.T) {
	t.Parallel()
	for name, size := range map[string]int64{"known sizes": 3, "unknown size": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, stub := newStub(t, answer(201, `{"data": {"id": "o1", "name": "Ada"}, "deduped": true}`))
			created, err := client.Opportunities.CreateWithFiles(t.Context(), OpportunityCreateRequest{
				Name: "Ada Ä", Emails: []string{"a@example.com", "b@example.com"}, Phones: []Phone{{Type: "mobile", Value: "1"}},
				CreatedAt: at(1767225600), Archived: &InitialArchive{Reason: "r"},
			}, OpportunityFiles{
				Resume: &FileUploadRequest{Name: "cv.pdf", Size: 2, Open: opening("cv")},
				Files:  []FileUploadRequest{{Name: "a.txt", Size: size, Open: opening("abc")}, {Name: "b.txt", Size: 1, Open: opening("d")}},
			}, PerformAs("u"))
			if err != nil || created.ID != "o1" || !created.Deduped {
				t.Fatalf("got %+v, %v", created, err)
			}
			seen := stub.requests()[0]
			want := []string{
				"archived[reason]||r", "createdAt||1767225600000", "emails[]||a@example.com", "emails[]||b@example.com", "name||Ada Ä",
				`phones[]||{"type":"mobile","value":"1"}`, "resumeFile|cv.pdf|cv", "files[]|a.txt|abc", "files[]|b.txt|d",
			}
			if got := parts(t, seen); !slices.Equal(got, want) {
				t.Errorf("the form is\n%q, want\n%q", got, want)
			}
			if known := seen.length == int64(len(seen.body)); known != (size > 0) {
				t.Errorf("length %d of %d bytes", seen.length, len(seen.body))
			}
		})
	}
}

func TestFilesAreClosed(t *testing.T) {
	t.Parallel()
	var closed atomic.Int32
	good := FileUploadRequest{Name: "a", Size: 1, Open: func() (io.ReadCloser, error) { return closer{strings.NewReader("a"), &closed}, nil }}
	bad := FileUploadRequest{Name: "b", Size: 1, Open: func() (io.ReadCloser, error) { return nil, io.ErrClosedPipe }}

	client, stub := newStub(t, answer(201, oneAnswer))
	_, err := client.Opportunities.CreateWithFiles(t.Context(), OpportunityCreateRequest{}, OpportunityFiles{Files: []FileUploadRequest{good, bad}}, PerformAs("u"))
	if !errors.Is(err, io.ErrClosedPipe) || closed.Load() != 1 || len(stub.requests()) != 0 {
		t.Errorf("got %v, %d files closed, %d requests; want the file's error, one and none", err, closed.Load(), len(stub.requests()))
	}
	if _, err := client.Opportunities.CreateWithFiles(t.Context(), OpportunityCreateRequest{}, OpportunityFiles{Files: []FileUploadRequest{good, good}}, PerformAs("u")); err != nil || closed.Load() != 3 {
		t.Errorf("got %v, %d files closed in all, want 3", err, closed.Load())
	}
}

func TestCreateAnswers(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{`{"data": {"id": "o"}}`: false, `{"deduped": true, "data": {"id": "o"}}`: true, `{"id": "o", "deduped": true}`: true} {
		client, _ := newStub(t, answer(201, body))
		created, err := client.Opportunities.Create(t.Context(), OpportunityCreateRequest{}, PerformAs("u"))
		if err != nil || created.ID != "o" || created.Deduped != want {
			t.Errorf("%s: got %+v, %v", body, created, err)
		}
	}
	client, _ := newStub(t, answer(201, `{"deduped": "yes", "data": {"id": "o"}}`))
	if _, err := client.Opportunities.Create(t.Context(), OpportunityCreateRequest{}, PerformAs("u")); !IsAmbiguous(err) {
		t.Errorf("got %v, want an answer that can't be used", err)
	}
}

// TestCreatesAreSentOnce cuts the connection under each verb that is not marked as repeatable.
func TestCreatesAreSentOnce(t *testing.T) {
	t.Parallel()
	for _, verb := range verbs {
		op := verb.operation(t)
		client, stub := newStub(t, func(w http.ResponseWriter) { cut(0, "")(w) })
		err := verb.call(t.Context(), client)
		repeats := op.repeatable || op.method == http.MethodGet || op.method == http.MethodDelete
		want := 1
		if repeats {
			want = 3
		}
		if got := len(stub.requests()); got != want || !IsAmbiguous(err) {
			t.Errorf("%s: %d requests, want %d; %v", verb.name, got, want, err)
		}
	}
}

func FuzzFormValues(f *testing.F) {
	f.Add("Ada", "ada@example.com", "1", int64(1767225600000))
	f.Add("\"\r\n--", "", "\x00", int64(-1))
	f.Fuzz(func(t *testing.T, name, mail, phone string, created int64) {
		req := OpportunityCreateRequest{Name: name, Emails: []string{mail}, Phones: []Phone{{Value: phone}}, CreatedAt: at(created % 1e9)}
		values, err := formValues(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := form(createOpportunity, values, nil)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := body.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(opened)
		if err != nil || int64(len(data)) != body.Length {
			t.Fatalf("%d bytes, %v; said %d", len(data), err, body.Length)
		}
		read := parts(t, request{body: string(data), header: http.Header{"Content-Type": {body.ContentType}}})
		if len(read) != len(values) {
			t.Fatalf("%d fields became %d", len(values), len(read))
		}
		for i, value := range values {
			if read[i] != value.key+"||"+value.text {
				t.Fatalf("%q became %q", value, read[i])
			}
		}
	})
}
