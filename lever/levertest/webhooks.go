package levertest

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// events are the webhook events of Lever.
var events = []string{
	"applicationCreated", "candidateHired", "candidateStageChange", "candidateArchiveChange", "candidateDeleted",
	"interviewCreated", "interviewUpdated", "interviewDeleted", "contactCreated", "contactUpdated",
}

// allOrigins are what a webhook without configuration listens to.
var allOrigins = []string{"applied", "sourced", "referred", "university", "internal", "agency"}

// Webhook is a webhook of the account. The API shows its SignatureToken once, this type always.
type Webhook struct {
	ID             string    `json:"id"`
	Event          string    `json:"event"`
	URL            string    `json:"url"`
	Origins        []string  `json:"origins"`
	SignatureToken string    `json:"signatureToken"`
	CreatedAt      time.Time `json:"createdAt"`
}

// String keeps the signature token out of logs.
func (h Webhook) String() string { return "Webhook(" + h.ID + " " + h.Event + ")" }

// GoString keeps the signature token out of logs.
func (h Webhook) GoString() string { return h.String() }

// Webhooks returns the account's webhooks, oldest first.
func (f *Fake) Webhooks() []Webhook {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return list(slices.Clone(f.state.webhooks))
}

// SetEvent switches an event on or off, as a Super Admin does in Lever's settings. While it is off
// nothing is sent for it.
func (f *Fake) SetEvent(event string, on bool) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.off[event] = !on
}

type webhookJSON struct {
	ID            string            `json:"id"`
	Event         string            `json:"event"`
	URL           string            `json:"url"`
	Configuration configurationJSON `json:"configuration"`
	CreatedAt     int64             `json:"createdAt"`
	UpdatedAt     int64             `json:"updatedAt"`
}

type configurationJSON struct {
	Conditions     conditionsJSON `json:"conditions"`
	SignatureToken string         `json:"signatureToken,omitzero"` // in the reply of a creation only
}

type conditionsJSON struct {
	Origins []string `json:"origins"`
}

func (h Webhook) json() webhookJSON {
	at := h.CreatedAt.UnixMilli()
	return webhookJSON{
		ID: h.ID, Event: h.Event, URL: h.URL, CreatedAt: at, UpdatedAt: at,
		Configuration: configurationJSON{Conditions: conditionsJSON{Origins: h.Origins}},
	}
}

// listWebhooks answers all of them, without hasNext and next.
func (a *api) listWebhooks(*request) (reply, error) {
	rows := []webhookJSON{}
	for _, webhook := range a.state.webhooks {
		rows = append(rows, webhook.json())
	}
	return data(rows), nil
}

// createWebhook makes a webhook even if there is one of the same URL and event, as Lever does.
func (a *api) createWebhook(r *request) (reply, error) {
	var body struct {
		Event         string            `json:"event"`
		URL           string            `json:"url"`
		Configuration configurationJSON `json:"configuration"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	if !slices.Contains(events, body.Event) {
		return reply{}, badRequest("event is no event of Lever")
	}
	if u, err := url.Parse(body.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return reply{}, badRequest("url is no address of http or https")
	}
	webhook := Webhook{
		ID: newID(), Event: body.Event, URL: body.URL, Origins: body.Configuration.Conditions.Origins,
		SignatureToken: newToken(), CreatedAt: now(),
	}
	if len(webhook.Origins) == 0 {
		webhook.Origins = allOrigins
	}
	a.state.webhooks = append(a.state.webhooks, webhook)
	wire := webhook.json()
	wire.Configuration.SignatureToken = webhook.SignatureToken
	created := data(wire)
	created.status = http.StatusCreated
	return created, nil
}

func (a *api) deleteWebhook(r *request) (reply, error) {
	id := r.PathValue("id")
	i := slices.IndexFunc(a.state.webhooks, func(h Webhook) bool { return h.ID == id })
	if i < 0 {
		return reply{}, notFound("webhooks", id)
	}
	a.state.webhooks = slices.Delete(slices.Clone(a.state.webhooks), i, i+1)
	return noContent(), nil
}
