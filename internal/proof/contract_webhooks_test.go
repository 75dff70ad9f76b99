package proof

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/leverhipeople/leverhipeople/lever"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	"github.com/leverhipeople/leverhipeople/webhook"
)

// inbox holds deliveries against the contract's webhooks.
type inbox struct {
	document *openapi3.T
	event    string
	verifier webhook.Verifier

	mu         sync.Mutex
	count      int // of deliveries that carry data
	violations []violation
}

func (i *inbox) ServeHTTP(_ http.ResponseWriter, req *http.Request) {
	body, err := drained(req.Body)
	i.mu.Lock()
	defer i.mu.Unlock()
	if err != nil {
		i.violations = append(i.violations, violation{i.event, "request body", err.Error()})
		return
	}
	found, filled := i.check(req, body)
	i.violations = append(i.violations, found...)
	if filled {
		i.count++
	}
}

// check returns what is wrong, and whether the delivery carries data.
func (i *inbox) check(req *http.Request, body []byte) (out []violation, filled bool) {
	if _, err := i.verifier.Verify(webhook.Message{Header: req.Header, Body: body}); err != nil {
		out = append(out, violation{i.event, "signature", err.Error()})
	}
	path := i.document.Webhooks[i.event]
	if path == nil {
		return append(out, violation{i.event, "webhook", "not in the contract"}), false
	}
	req = req.Clone(req.Context())
	req.Body = replay(body)
	options := *contractOptions
	options.AuthenticationFunc = openapi3filter.NoopAuthenticationFunc // Lever signs instead
	input := &openapi3filter.RequestValidationInput{
		Request: req, Options: &options, Route: &routers.Route{Spec: i.document, PathItem: path, Method: req.Method, Operation: path.GetOperation(req.Method)},
	}
	if input.Route.Operation == nil {
		return append(out, violation{i.event, "method " + req.Method, "not in the contract"}), false
	}
	out = append(out, requestViolations(i.event, input, body)...)
	var delivery struct {
		Event string
		Data  map[string]any
	}
	if err := json.Unmarshal(body, &delivery); err != nil {
		return append(out, violation{i.event, "request body", err.Error()}), false
	}
	if delivery.Event != i.event {
		out = append(out, violation{i.event, "request body/event", "is " + delivery.Event})
	}
	err := i.data().VisitJSON(delivery.Data, openapi3.MultiErrors(), openapi3.EnableJSONSchema2020())
	return append(out, flattened(i.event, "request body/data", err)...), len(delivery.Data) > 0
}

// data is the schema of the event's own part, which the contract names in an extension: all events share one body.
func (i *inbox) data() *openapi3.Schema {
	reference, _ := i.document.Webhooks[i.event].Post.Extensions["x-data"].(map[string]any)
	name, _ := reference["$ref"].(string)
	return i.document.Components.Schemas[strings.TrimPrefix(name, "#/components/schemas/")].Value
}

// TestContractWebhooks lets the calls of the contract happen while each event has a webhook.
func TestContractWebhooks(t *testing.T) {
	t.Parallel()
	document := contractDocument(t)
	fake := levertest.New(levertest.WithoutLimit(), levertest.WithRetries())
	t.Cleanup(fake.Close)
	receiver := http.NewServeMux()
	fake.DeliverTo(receiver)
	inboxes := make(map[string]*inbox)
	var hooks []levertest.Webhook
	for event := range document.Webhooks {
		hook := fake.AddWebhook(event, "https://company.example/"+event)
		inboxes[event] = &inbox{document: document, event: event, verifier: verifierOf(t, hook.SignatureToken)}
		receiver.Handle("/"+event, inboxes[event])
		hooks = append(hooks, hook)
	}
	w := newWorld(t, fake)
	w.Client = contractClient(t, fake.RoundTripper(), levertest.APIKey)
	for _, row := range contractCalls {
		if err := row.call(w); err != nil {
			t.Fatalf("%s: %v", row.verb, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for _, hook := range hooks {
		if _, err := fake.Ping(ctx, hook.ID); err != nil {
			t.Errorf("ping %s: %v", hook.Event, err)
		}
	}
	if err := fake.WaitDeliveries(ctx); err != nil {
		t.Fatal(err)
	}
	if len(inboxes) != 10 {
		t.Errorf("the contract has %d events, want 10", len(inboxes))
	}
	for event, inbox := range inboxes {
		inbox.mu.Lock()
		defer inbox.mu.Unlock()
		if inbox.count == 0 {
			t.Errorf("%s was never sent with data", event)
		}
		for _, v := range inbox.violations {
			t.Error(v)
		}
	}
}

func verifierOf(t *testing.T, key string) webhook.Verifier {
	t.Helper()
	verifier, err := webhook.NewVerifier(webhook.LeverBody{}, []webhook.Secret{webhook.Secret(key)})
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

// TestContractInboxFails hands over deliveries that are wrong in one way each.
func TestContractInboxFails(t *testing.T) {
	t.Parallel()
	const token = "3f2a9c5d7e1b4a6880c2d4e6f8a0b1c3"
	verifier := verifierOf(t, token)
	box := &inbox{document: contractDocument(t), event: string(lever.WebhookEventCandidateHired), verifier: verifier}
	for name, tt := range map[string]struct{ data, want string }{
		"nothing":       {`{"opportunityId":"o"}`, ""},
		"ping":          {`{}`, ""},
		"wrong type":    {`{"opportunityId":7}`, "request body/data/opportunityId: got number, want string"},
		"unknown field": {`{"colour":"red"}`, "request body/data: additional properties 'colour' not allowed"},
		"no object":     {`"o"`, "request body/data: value must be an object"},
	} {
		body, err := json.Marshal(map[string]any{"event": box.event, "triggeredAt": time.Now().UnixMilli(), "token": "t", "data": json.RawMessage(tt.data)})
		if err != nil {
			t.Fatal(err)
		}
		message, err := verifier.Sign(webhook.Message{Body: body})
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://company.example/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		got, _ := box.check(req, message.Body)
		if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) == 0 || !strings.Contains(got[0].String(), tt.want)) {
			t.Errorf("%s: reported %q, want %q", name, got, tt.want)
		}
		if got, _ := box.check(req, body); len(got) == 0 || got[0].place != "signature" {
			t.Errorf("%s, unsigned: reported %q", name, got)
		}
	}
}
