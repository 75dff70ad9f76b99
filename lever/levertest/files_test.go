package levertest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	path := "/opportunities/" + company.Ada.ID + "/files"
	as := "?perform_as=" + company.Recruiter.ID
	content := []byte("%PDF-1.7 a report")
	got := c.upload(path+as, "file", "Report v1.PDF", content, 201)["data"].(object)
	id := got["id"].(string)
	if got["name"] != "Report v1.PDF" || got["ext"] != ".pdf" || got["size"] != float64(len(content)) || got["status"] != "processed" {
		t.Errorf("reply %v", got)
	}
	if ids := c.ids(path); fmt.Sprint(ids) != fmt.Sprint([]string{id}) {
		t.Errorf("list %v", ids)
	}
	if ids := c.ids(path + "?uploaded_at_end=1"); len(ids) != 0 {
		t.Errorf("list of long ago: %v", ids)
	}
	if one := c.get(path + "/" + id); one["id"] != id {
		t.Errorf("get %v", one)
	}
	resp := c.raw("GET", path+"/"+id+"/download", "", nil)
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); !bytes.Equal(text, content) || resp.Header.Get("Content-Disposition") != `attachment; filename="Report v1.PDF"` {
		t.Errorf("download %q %v", text, resp.Header)
	}
	now, _ := c.fake.Opportunity(company.Ada.ID)
	sum := sha256.Sum256(content)
	if file := now.Files[0]; file.SHA256 != hex.EncodeToString(sum[:]) || file.User != company.Recruiter.ID || !bytes.Equal(file.Content, content) {
		t.Errorf("stored %+v", file)
	}
	c.do("DELETE", path+"/"+id, "", 400) // perform_as is required
	c.do("DELETE", path+"/"+id+as, "", 204)
	c.do("DELETE", path+"/"+id+as, "", 404)
	c.do("GET", path+"/"+id+"/download", "", 404)
}

func TestUploadsRefused(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithDiscardedFiles())
	path := "/opportunities/" + company.Ada.ID + "/files"
	as := "?perform_as=" + company.Recruiter.ID
	c.upload(path, "file", "a.pdf", []byte("x"), 400)
	c.upload(path+"?perform_as="+company.Interviewer.ID, "file", "a.pdf", []byte("x"), 403)
	c.upload(path+as, "document", "a.pdf", []byte("x"), 400)
	c.upload("/opportunities/nobody/files"+as, "file", "a.pdf", []byte("x"), 404)
	c.do("POST", path+as, `{"file":"x"}`, 400)
	broken := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\nhalf of"
	c.send("POST", path+as, "multipart/form-data; boundary=b", strings.NewReader(broken), 400)
	c.upload(path+as, "file", "big.pdf", make([]byte, 30<<20+1), 400)
	if now, _ := c.fake.Opportunity(company.Ada.ID); len(now.Files) != 0 {
		t.Errorf("stored %+v", now.Files)
	}
	id := c.upload(path+as, "file", "max.pdf", make([]byte, 30<<20), 201)["data"].(object)["id"].(string)
	if err := c.do("GET", path+"/"+id+"/download", "", 422); err["code"] != "UnprocessableEntity" {
		t.Errorf("error %v", err)
	}
}

func TestUploadAppliedButAnswerLost(t *testing.T) {
	t.Parallel()
	for _, kind := range []levertest.Kind{levertest.ResetAfter, levertest.Reset} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			c, company := newCaller(t)
			c.fake.Faults().Add(levertest.Fault{Kind: kind, Method: "POST", Path: "/v1/opportunities/*/files"})
			body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\nx\r\n--b--\r\n"
			req, err := http.NewRequestWithContext(t.Context(), "POST",
				c.fake.URL()+"/opportunities/"+company.Ada.ID+"/files?perform_as="+company.Admin.ID, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
			c.auth(req)
			if resp, err := c.http.Do(req); err == nil {
				resp.Body.Close()
				t.Fatalf("answered %d", resp.StatusCode)
			}
			want := map[levertest.Kind]int{levertest.ResetAfter: 1, levertest.Reset: 0}[kind]
			if now, _ := c.fake.Opportunity(company.Ada.ID); len(now.Files) != want {
				t.Errorf("%d files, want %d", len(now.Files), want)
			}
		})
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	path := "/opportunities/" + company.Ada.ID + "/notes"
	got := c.do("POST", path+"?perform_as="+company.Interviewer.ID, `{"value":"Two referees answered.","secret":true}`, 201)["data"].(object)
	id := got["id"].(string)
	field := got["fields"].([]any)[0].(object)
	if got["noteId"] != id || got["user"] != company.Interviewer.ID || got["secret"] != true || got["text"] != "Note" || got["deletedAt"] != nil ||
		field["value"] != "Two referees answered." || field["stage"] != company.Interview.ID {
		t.Errorf("reply %v", got)
	}
	if one := c.get(path + "/" + id); one["id"] != id || one["noteId"] != nil {
		t.Errorf("get %v", one)
	}
	if anonymous := c.do("POST", path, `{"value":"x","createdAt":1000}`, 201)["data"].(object); anonymous["user"] != nil || anonymous["createdAt"] != 1000.0 {
		t.Errorf("without perform_as: %v", anonymous)
	}
	if ids := c.ids(path); len(ids) != 2 || ids[1] != id {
		t.Errorf("list %v", ids)
	}
	c.do("PUT", path+"/"+id, `{"values":[{"value":"All three"},{"value":"answered."}]}`, 200)
	if now, _ := c.fake.Opportunity(company.Ada.ID); strings.Join(now.Notes[0].Values, " ") != "All three answered." {
		t.Errorf("updated: %+v", now.Notes)
	}
	for _, bad := range []string{`{}`, `{"value":""}`, `{"value":"x","createdAt":99999999999999}`, `x`} {
		c.do("POST", path, bad, 400)
	}
	for _, bad := range []string{`{}`, `{"values":[{"value":""}]}`} {
		c.do("PUT", path+"/"+id, bad, 400)
	}
	c.do("POST", path+"?perform_as=nobody", `{"value":"x"}`, 400)
	c.do("POST", path+"?note_id=nothing", `{"value":"x"}`, 404)
	c.do("POST", path+"?note_id="+id, `{"value":"an answer"}`, 201)
	if now, _ := c.fake.Opportunity(company.Ada.ID); now.Notes[2].Thread != id {
		t.Errorf("answer: %+v", now.Notes)
	}
	c.do("DELETE", path+"/"+id, "", 204)
	c.do("DELETE", path+"/"+id, "", 404)
}
