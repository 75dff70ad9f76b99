package levertest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// caller speaks to a fake with plain net/http.
type caller struct {
	testing.TB
	fake *levertest.Fake
	auth func(*http.Request)
	http *http.Client
}

func newCaller(t testing.TB, opts ...levertest.Option) (*caller, levertest.Company) {
	t.Helper()
	fake := levertest.New(opts...)
	t.Cleanup(fake.Close)
	return &caller{TB: t, fake: fake, auth: key(levertest.APIKey), http: &http.Client{Transport: fake.RoundTripper()}}, fake.Seed()
}

func key(key string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(key, "") }
}

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

type object = map[string]any

// do sends a body in JSON, wants the status and returns the answer.
func (c *caller) do(method, path, body string, want int) object {
	c.Helper()
	return c.send(method, path, "application/json", strings.NewReader(body), want)
}

func (c *caller) send(method, path, contentType string, body io.Reader, want int) object {
	c.Helper()
	resp := c.raw(method, path, contentType, body)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	if resp.StatusCode != want {
		c.Fatalf("%s %s: %d %s, want %d", method, path, resp.StatusCode, text, want)
	}
	if resp.Header.Get("X-Lever-Region") != "global" || resp.Header.Get("Server") != "lever-data-api" {
		c.Errorf("%s %s: headers %v", method, path, resp.Header)
	}
	if len(text) == 0 {
		return nil
	}
	var answer object
	if err := json.Unmarshal(text, &answer); err != nil {
		c.Fatalf("%s %s: %s", method, path, text)
	}
	return answer
}

func (c *caller) raw(method, path, contentType string, body io.Reader) *http.Response {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), method, c.fake.URL()+path, body)
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	c.auth(req)
	resp, err := c.http.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	return resp
}

func (c *caller) get(path string) object {
	c.Helper()
	data, _ := c.do("GET", path, "", 200)["data"].(object)
	return data
}

// ids returns the ids of a list's rows.
func (c *caller) ids(path string) []string {
	c.Helper()
	return rowIDs(c.do("GET", path, "", 200))
}

func rowIDs(answer object) []string {
	ids := []string{}
	for _, row := range answer["data"].([]any) {
		ids = append(ids, row.(object)["id"].(string))
	}
	return ids
}

func (c *caller) upload(path, field, name string, content []byte, want int) object {
	c.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		c.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	return c.send("POST", path, form.FormDataContentType(), &body, want)
}

// one is do for an answer whose data is an object.
func (c *caller) one(method, path, body string, want int) object {
	c.Helper()
	answer := c.do(method, path, body, want)
	data, ok := answer["data"].(object)
	if !ok {
		c.Fatalf("%s %s: data is %v", method, path, answer["data"])
	}
	return data
}

// rows is get for a list.
func (c *caller) rows(path string) []object {
	c.Helper()
	rows := []object{}
	for _, row := range c.do("GET", path, "", 200)["data"].([]any) {
		rows = append(rows, row.(object))
	}
	return rows
}

// refused sends bodies that must all be answered with this status.
func (c *caller) refused(method, path string, want int, bodies ...string) {
	c.Helper()
	for _, body := range bodies {
		if answer := c.do(method, path, body, want); answer["code"] == "" || answer["message"] == "" {
			c.Errorf("%s %s %s: %v", method, path, body, answer)
		}
	}
}

// download returns status, disposition and bytes.
func (c *caller) download(path string) (int, string, string) {
	c.Helper()
	resp := c.raw("GET", path, "", nil)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Disposition"), string(text)
}
