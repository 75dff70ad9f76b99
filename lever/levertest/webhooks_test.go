package levertest_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// receiver keeps what it is sent and answers the statuses in turn, 200 when they are used up.
type receiver struct {
	mu       sync.Mutex
	statuses []int
	bodies   [][]byte
	agents   []string
	at       []time.Time
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies = append(r.bodies, body)
	r.agents = append(r.agents, req.Method+" "+req.UserAgent()+" "+req.Header.Get("Content-Type"))
	r.at = append(r.at, time.Now())
	if len(r.statuses) > 0 {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(r.statuses[0])
		r.statuses = r.statuses[1:]
	}
}

func (r *receiver) received() [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([][]byte{}, r.bodies...)
}

type event struct {
	ID, Event, Token, Signature string
	TriggeredAt                 json.Number
	Data                        map[string]any
}

func (c *caller) event(body []byte, signatureToken string) event {
	c.Helper()
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		c.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte(signatureToken))
	mac.Write([]byte(e.Token + e.TriggeredAt.String()))
	if e.Signature != hex.EncodeToString(mac.Sum(nil)) || len(e.Token) != 48 {
		c.Errorf("signature or token of %s", body)
	}
	return e
}

// listen makes a webhook through the API and returns its id and signature token.
func (c *caller) listen(url, event, configuration string) (id, token string) {
	c.Helper()
	body := fmt.Sprintf(`{"url":%q,"event":%q%s}`, url, event, configuration)
	made := c.do("POST", "/webhooks", body, 201)["data"].(object)
	return made["id"].(string), made["configuration"].(object)["signatureToken"].(string)
}

func TestWebhookEndpoints(t *testing.T) {
	t.Parallel()
	c, _ := newCaller(t)
	first, token := c.listen("https://app.example/hook", "candidateStageChange", "")
	second, other := c.listen("https://app.example/hook", "candidateStageChange", `,"configuration":{"conditions":{"origins":["applied"]}}`)
	if first == second || token == other || len(token) != 48 {
		t.Errorf("tokens %q and %q", token, other)
	}
	answer := c.do("GET", "/webhooks", "", 200)
	rows := answer["data"].([]any)
	if len(answer) != 1 || len(rows) != 2 {
		t.Fatalf("list %v", answer)
	}
	for i, origins := range []int{6, 1} {
		configuration := rows[i].(object)["configuration"].(object)
		if got := configuration["conditions"].(object)["origins"].([]any); len(got) != origins || configuration["signatureToken"] != nil {
			t.Errorf("row %d: %v", i, configuration)
		}
	}
	if hooks := c.fake.Webhooks(); hooks[0].SignatureToken != token || strings.Contains(fmt.Sprintf("%+v %#v", hooks, hooks[0]), token) {
		t.Errorf("webhooks %v", hooks)
	}
	for _, bad := range []string{`{}`, `{"url":"https://a.example","event":"offerCreated"}`, `{"url":"ftp://a.example","event":"candidateHired"}`, `{"url":"/x","event":"candidateHired"}`} {
		c.do("POST", "/webhooks", bad, 400)
	}
	c.do("DELETE", "/webhooks/"+first, "", 204)
	c.do("DELETE", "/webhooks/"+first, "", 404)
}

func TestEventsOnLoopback(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	r := new(receiver)
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	tokens := make(map[string]string)
	for _, event := range []string{"candidateStageChange", "candidateArchiveChange", "candidateHired", "candidateDeleted"} {
		_, tokens[event] = c.listen(server.URL, event, "")
	}
	_, _ = c.listen(server.URL, "candidateStageChange", `,"configuration":{"conditions":{"origins":["sourced"]}}`) // Ada applied
	ada := company.Ada
	ids := fmt.Sprintf("candidateId:%s contactId:%s ", ada.ID, ada.Contact.ID)
	for _, step := range []struct {
		do   func() error
		want []string
	}{
		{func() error {
			c.do("PUT", "/opportunities/"+ada.ID+"/stage", `{"stage":"offer"}`, 200)
			return nil
		}, []string{"candidateStageChange map[" + ids + "fromStageId:" + company.Interview.ID + " opportunityId:" + ada.ID + " toStageId:offer]"}},
		{func() error { return c.fake.MoveToStage(ada.ID, "Offer") }, nil},
		{func() error { return c.fake.Archive(ada.ID, "Hired") }, []string{
			"candidateArchiveChange map[" + ids + "fromArchived:<nil> opportunityId:" + ada.ID + " toArchived:map[archivedAt:*", "candidateHired map[" + ids + "opportunityId:" + ada.ID + "]"}},
		{func() error {
			c.do("PUT", "/opportunities/"+ada.ID+"/archived", `{"reason":null}`, 200)
			return nil
		}, []string{"candidateArchiveChange map[" + ids + "fromArchived:map[archivedAt:*"}},
		{func() error { return c.fake.Delete(ada.ID) }, []string{"candidateDeleted map[" + ids + "opportunityId:" + ada.ID + "]"}},
	} {
		before := len(r.received())
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if err := c.fake.WaitDeliveries(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := r.received()[before:]
		if len(got) != len(step.want) {
			t.Errorf("got %s, want %q", got, step.want)
			continue
		}
		all := ""
		for _, body := range got {
			var named struct{ Event string }
			_ = json.Unmarshal(body, &named)
			e := c.event(body, tokens[named.Event])
			all += fmt.Sprintln(e.Event, e.Data)
		}
		for _, want := range step.want {
			want, _, _ = strings.Cut(want, "*")
			if !strings.Contains(all, want) {
				t.Errorf("got %s, want %s", all, want)
			}
		}
	}
	if r.agents[0] != "POST Lever-Webhooks application/json" {
		t.Errorf("request %q", r.agents[0])
	}
}

func TestRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, company := newCaller(t, levertest.WithRetries(time.Second, 2*time.Second, 4*time.Second, 8*time.Second, 16*time.Second))
		r := &receiver{statuses: []int{500, 302, 404, 503, 500, 500, 500}}
		c.fake.DeliverTo(r)
		_, token := c.listen("https://app.example/hook", "candidateStageChange", "")
		begin := time.Now()
		if err := c.fake.MoveToStage(company.Ada.ID, "Reference check"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if history := c.fake.Deliveries(); len(history) != 1 || !history[0].Pending || len(history[0].Attempts) != 1 {
			t.Errorf("after the first attempt: %+v", history)
		}
		if err := c.fake.Rerun(c.fake.Deliveries()[0].ID); err == nil {
			t.Error("a pending delivery was run again")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		if c.fake.WaitDeliveries(ctx) == nil {
			t.Error("nothing was pending")
		}
		cancel()
		if err := c.fake.WaitDeliveries(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, want := range []time.Duration{0, 1, 3, 7, 15, 31} {
			if got := r.at[i].Sub(begin); got != want*time.Second {
				t.Errorf("attempt %d after %s, want %s", i+1, got, want*time.Second)
			}
		}
		d := c.fake.Deliveries()[0]
		if d.Pending || d.Delivered() || len(d.Attempts) != 6 || d.Attempts[1].Status != 302 {
			t.Errorf("given up: %+v", d)
		}
		if err := c.fake.Rerun(d.ID); err != nil { // 500, then 200
			t.Fatal(err)
		}
		if err := c.fake.WaitDeliveries(t.Context()); err != nil {
			t.Fatal(err)
		}
		d = c.fake.Deliveries()[0]
		bodies := r.received()
		if !d.Delivered() || len(bodies) != 8 {
			t.Errorf("rerun: %+v", d)
		}
		for _, body := range bodies {
			if string(body) != string(bodies[0]) {
				t.Errorf("a repeated delivery differs: %s", body)
			}
		}
		if e := c.event(bodies[7], token); e.Data["toStageId"] != company.ReferenceCheck.ID {
			t.Errorf("event %+v", e)
		}
		if c.fake.Rerun("none") == nil {
			t.Error("an unknown delivery was run again")
		}
	})
}

func TestCloseEndsRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, company := newCaller(t)
		r := &receiver{statuses: []int{500, 500}}
		c.fake.DeliverTo(r)
		c.listen("http://app.example/", "candidateStageChange", "")
		if err := c.fake.MoveToStage(company.Ada.ID, "offer"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		begin := time.Now()
		c.fake.Close()
		if len(r.received()) != 1 || time.Since(begin) != 0 {
			t.Errorf("%d attempts, closed in %s", len(r.received()), time.Since(begin))
		}
		_ = c.fake.MoveToStage(company.Ada.ID, "lead-new") // sends nothing any more
	})
}

func TestEventSwitchAndPing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, company := newCaller(t, levertest.WithEventsOff())
		r := new(receiver)
		c.fake.DeliverTo(r)
		id, token := c.listen("https://app.example/", "candidateStageChange", "")
		move := func(stage string) {
			if err := c.fake.MoveToStage(company.Ada.ID, stage); err != nil {
				t.Fatal(err)
			}
			if err := c.fake.WaitDeliveries(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		move("Reference check")
		ping, err := c.fake.Ping(t.Context(), id)
		if err != nil || !ping.Delivered() {
			t.Fatalf("ping %+v, %v", ping, err)
		}
		c.fake.SetEvent("candidateStageChange", true)
		move("offer")
		c.fake.SetEvent("candidateStageChange", false)
		move("Reference check")
		got := r.received()
		if len(got) != 2 {
			t.Fatalf("received %s", got)
		}
		if e := c.event(got[0], token); e.Event != "candidateStageChange" || len(e.Data) != 0 {
			t.Errorf("ping %s", got[0])
		}
		if e := c.event(got[1], token); e.Data["toStageId"] != "offer" {
			t.Errorf("event %s", got[1])
		}
		if len(c.fake.Deliveries()) != 1 {
			t.Errorf("history %+v", c.fake.Deliveries())
		}
		if _, err := c.fake.Ping(t.Context(), "none"); err == nil {
			t.Error("an unknown webhook was pinged")
		}
	})
}

func TestDeliveryNeverReceived(t *testing.T) {
	t.Parallel()
	client := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })}
	c, company := newCaller(t, levertest.WithWebhookClient(client), levertest.WithRetries())
	c.listen("https://app.example/", "candidateDeleted", "")
	if err := c.fake.Delete(company.Ada.ID); err != nil {
		t.Fatal(err)
	}
	if err := c.fake.WaitDeliveries(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := c.fake.Deliveries()[0]; d.Delivered() || len(d.Attempts) != 1 || d.Attempts[0].Status != 0 || d.Attempts[0].Error == "" {
		t.Errorf("delivery %+v", d)
	}
	if client.CheckRedirect != nil {
		t.Error("the caller's client was changed")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
