package app_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/api"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
	"github.com/leverhipeople/leverhipeople/webhook"
)

const signing = "signature-token-of-the-test"

// moody is a store that can be away.
type moody struct {
	hpsync.Store
	writes, reads atomic.Bool // set: they fail
}

var errAway = errors.New("the disk is away")

func (m *moody) Append(ctx context.Context, deliveries ...hpsync.Delivery) ([]bool, error) {
	if m.writes.Load() {
		return nil, errAway
	}
	return m.Store.Append(ctx, deliveries...)
}

func (m *moody) Poke(ctx context.Context, at time.Time, keys ...hpsync.Key) error {
	if m.writes.Load() {
		return errAway
	}
	return m.Store.Poke(ctx, at, keys...)
}

func (m *moody) Connection(ctx context.Context, id string) (hpsync.Connection, error) {
	if m.reads.Load() {
		return hpsync.Connection{}, errAway
	}
	return m.Store.Connection(ctx, id)
}

// signed is a delivery of Lever's as its signature makes it, one of its kind by n.
func signed(t *testing.T, token string, n int) string {
	t.Helper()
	v, err := webhook.NewVerifier(webhook.LeverBody{}, []webhook.Secret{webhook.Secret(token)})
	if err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"event":"candidateStageChange","token":"t-%d","triggeredAt":%d,"data":{}}`, n, time.Now().UnixMilli())
	msg, err := v.Sign(webhook.Message{Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	return string(msg.Body)
}

func TestWebhooks(t *testing.T) {
	t.Parallel()
	store := &moody{Store: memstore.New()}
	config := configured(t)
	config.Database, config.Store = "", store
	r := run(t, config)
	r.connect(fakes(t), signing)
	hook := get[api.Connection](r, "/api/connections/acme").HiPeopleWebhookURLs[0]
	hipeople := strings.TrimPrefix(hook, r.url)
	const lever = "/webhooks/lever/acme"
	good := signed(t, signing, 1)

	for name, test := range map[string]struct {
		method, path, body string
		status             int
		header             string // that must be there
	}{
		"lever":                    {"POST", lever, good, 200, ""},
		"lever, the same again":    {"POST", lever, good, 200, ""},
		"hipeople":                 {"POST", hipeople, `{"id":"1"}`, 200, ""},
		"wrong signature":          {"POST", lever, signed(t, "another-token", 2), 401, ""},
		"no signature":             {"POST", lever, `{"event":"candidateStageChange","data":{}}`, 401, ""},
		"wrong token":              {"POST", hipeople + "x", `{}`, 401, ""},
		"oversize":                 {"POST", lever, `{"a":"` + strings.Repeat("x", 1<<20) + `"}`, 413, ""},
		"hipeople oversize":        {"POST", hipeople, `{"a":"` + strings.Repeat("x", 1<<20) + `"}`, 413, ""},
		"not JSON":                 {"POST", lever, `signed, honestly`, 400, ""},
		"hipeople not JSON":        {"POST", hipeople, `<xml/>`, 400, ""},
		"unknown connection":       {"POST", "/webhooks/lever/nobody", good, 404, ""},
		"hipeople unknown":         {"POST", "/webhooks/hipeople/nobody/" + strings.Repeat("x", 22), `{}`, 404, ""},
		"lever GET":                {"GET", lever, "", 405, "Allow"},
		"hipeople PUT":             {"PUT", hipeople, "{}", 405, "Allow"},
		"no such webhook":          {"POST", "/webhooks/workday/acme", "{}", 404, ""},
		"hipeople without token":   {"POST", "/webhooks/hipeople/acme", "{}", 404, ""},
		"from another site's page": {"POST", lever, good, 200, ""},
	} {
		header := []string{}
		if name == "from another site's page" { // a webhook has no site: only its signature counts
			header = []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}
		}
		resp, body := r.call(test.method, test.path, test.body, header...)
		if resp.StatusCode != test.status || (test.header != "" && resp.Header.Get(test.header) == "") {
			t.Errorf("%s answered %d: %s", name, resp.StatusCode, body)
		}
	}
	if n := len(get[api.DeliveryList](r, "/api/connections/acme/deliveries").Data); n != 2 {
		t.Errorf("%d deliveries are kept, want 2", n)
	}

	store.writes.Store(true)
	for _, send := range []struct{ path, body string }{{lever, signed(t, signing, 3)}, {hipeople, `{"id":"2"}`}} {
		if resp, _ := r.call("POST", send.path, send.body); resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
			t.Errorf("a store that does not write: %s answered %d", send.path, resp.StatusCode)
		}
	}
	store.writes.Store(false)
	store.reads.Store(true)
	if resp, _ := r.call("POST", lever, signed(t, signing, 4)); resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("a store that does not read: answered %d", resp.StatusCode)
	}
	store.reads.Store(false)
	if resp, _ := r.call("POST", lever, signed(t, signing, 3)); resp.StatusCode != http.StatusOK {
		t.Errorf("the same delivery, once the store is back: answered %d", resp.StatusCode)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	store := &moody{Store: memstore.New()}
	config := configured(t)
	config.Database, config.Store = "", store
	r := run(t, config)
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		if resp, body := r.call("GET", path, "", "Authorization", ""); resp.StatusCode != 200 || body != want {
			t.Errorf("%s answered %d %q", path, resp.StatusCode, body)
		}
	}
	store.writes.Store(true)
	if resp, _ := r.call("GET", "/healthz", ""); resp.StatusCode != 200 {
		t.Errorf("/healthz answered %d though the process lives", resp.StatusCode)
	}
	resp, body := r.call("GET", "/readyz", "")
	if resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" || strings.Contains(body, errAway.Error()) {
		t.Errorf("/readyz answered %d %q", resp.StatusCode, body)
	}
	if !strings.Contains(r.log.String(), errAway.Error()) {
		t.Error("the log does not say why")
	}
}
