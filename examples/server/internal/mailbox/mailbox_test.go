package mailbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	netsmtp "net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const multipartMail = "From: =?utf-8?q?Pr=C3=BCfung?= <checks@example.com>\r\n" +
	"To: <reviewer@example.com>\r\n" +
	"Subject: =?utf-8?q?Ein_Bericht_f=C3=BCr_Sie?=\r\n" +
	"Message-ID: <n-1@example.com>\r\n" +
	"Content-Type: multipart/alternative; boundary=cut\r\n" +
	"\r\n" +
	"--cut\r\nContent-Type: text/html\r\n\r\n<p>page</p>\r\n" +
	"--cut\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
	"Gr=C3=BC=C3=9Fe <script>\r\n.\r\nend\r\n" +
	"--cut--\r\n"

func open(t *testing.T, folder string) *Mailbox {
	t.Helper()
	box, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	return box
}

func send(t *testing.T, box *Mailbox, text string) {
	t.Helper()
	address := strings.TrimPrefix(box.URL(), "smtp://")
	if err := netsmtp.SendMail(address, nil, "checks@example.com", []string{"reviewer@example.com"}, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func TestKeepsMails(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "mails")
	box := open(t, folder)
	send(t, box, multipartMail)
	send(t, box, multipartMail)
	send(t, box, "Subject: plain\r\n\r\nhello\r\n")

	messages := box.Messages()
	if len(messages) != 3 {
		t.Fatalf("%d messages, want 3", len(messages))
	}
	first := messages[0]
	if first.Number != 1 || first.ID != "n-1@example.com" || first.Subject != "Ein Bericht für Sie" ||
		first.From != "Prüfung <checks@example.com>" || first.To != "<reviewer@example.com>" {
		t.Errorf("first = %d %q %q %q %q", first.Number, first.ID, first.Subject, first.From, first.To)
	}
	if first.Text != "Grüße <script>\n.\nend" {
		t.Errorf("text = %q", first.Text)
	}
	if counts := box.Counts(); counts["n-1@example.com"] != 2 || counts[""] != 1 {
		t.Errorf("counts = %v", counts)
	}
	for _, message := range messages {
		onDisk, err := os.ReadFile(message.File)
		if err != nil || string(onDisk) != string(message.Raw) {
			t.Errorf("%s: %v", message.File, err)
		}
	}
	if string(first.Raw) != multipartMail {
		t.Errorf("raw = %q", first.Raw)
	}
}

// TestOpensAgain finds the mails of the last run, goes on counting, and leaves files
// alone that are not its own.
func TestOpensAgain(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"notes.eml", "123.part"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first := open(t, folder)
	send(t, first, multipartMail)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := open(t, folder)
	send(t, second, multipartMail)
	messages := second.Messages()
	if len(messages) != 2 || messages[1].Number != 2 || second.Counts()["n-1@example.com"] != 2 {
		t.Errorf("%d messages, counts %v", len(messages), second.Counts())
	}
}

func TestListenRefuses(t *testing.T) {
	t.Parallel()
	box, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if box.URL() != "" {
		t.Errorf("URL before Listen = %q", box.URL())
	}
	if err := box.Listen("0.0.0.0:0"); err == nil || !strings.Contains(err.Error(), "not a loopback address") {
		t.Errorf("got %v", err)
	}
	if err := box.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if err := box.Listen("127.0.0.1:0"); err == nil {
		t.Error("it listens twice")
	}
	if err := box.Close(); err != nil {
		t.Error(err)
	}
	if closed, _ := Open(t.TempDir()); closed.Close() != nil {
		t.Error("closing what never listened is an error")
	}
}

// TestFullDisk: a mail that can't be stored is not acknowledged.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	box := open(t, folder)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(box.URL(), "smtp://")
	err := netsmtp.SendMail(address, nil, "a@example.com", []string{"b@example.com"}, []byte("Subject: x\r\n\r\nx\r\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "451") {
		t.Errorf("got %v, want 451", err)
	}
	if len(box.Messages()) != 0 {
		t.Error("the mail is listed")
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	box := open(t, t.TempDir())
	mux := http.NewServeMux()
	mux.Handle("/mailbox/", http.StripPrefix("/mailbox", box))
	web := httptest.NewServer(mux)
	defer web.Close()

	if status, page := get(t, web, "/mailbox/"); status != 200 || !strings.Contains(page, "No mail yet.") {
		t.Errorf("empty list: %d %s", status, page)
	}
	send(t, box, multipartMail)
	send(t, box, multipartMail)
	send(t, box, "Subject: <b>bold</b>\r\n\r\nhello\r\n")

	_, list := get(t, web, "/mailbox/")
	for _, want := range []string{`<a href="1">Ein Bericht für Sie</a></td><td>2</td>`, `<a href="3">&lt;b&gt;bold&lt;/b&gt;</a></td><td>1</td>`} {
		if !strings.Contains(list, want) {
			t.Errorf("list lacks %q: %s", want, list)
		}
	}
	_, page := get(t, web, "/mailbox/1")
	for _, want := range []string{"<h1>Ein Bericht für Sie</h1>", "Grüße &lt;script&gt;", "n-1@example.com", `href="1.eml"`} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %q: %s", want, page)
		}
	}
	if _, raw := get(t, web, "/mailbox/1.eml"); raw != multipartMail {
		t.Errorf("file = %q", raw)
	}
	for _, path := range []string{"/mailbox/4", "/mailbox/0", "/mailbox/x", "/mailbox/1.txt", "/mailbox/1/2"} {
		if status, _ := get(t, web, path); status != 404 {
			t.Errorf("%s = %d, want 404", path, status)
		}
	}
}

func get(t *testing.T, web *httptest.Server, path string) (int, string) {
	t.Helper()
	resp, err := web.Client().Get(web.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(page)
}
