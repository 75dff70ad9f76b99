package levertest

import (
	"cmp"
	"fmt"
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
	UpdatedAt      time.Time `json:"updatedAt"`
	// ByAPI says that it was made through the API. Others can't be changed there.
	ByAPI bool `json:"byApi"`
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

// AddWebhook adds a webhook as a Super Admin does in Lever's settings, where its signature token can
// be read. The API lists it and can't change it. It panics if there is no such event.
func (f *Fake) AddWebhook(event, url string) Webhook { return must(f.addWebhook(event, url)) }

func (f *Fake) addWebhook(event, url string) (Webhook, error) {
	if !slices.Contains(events, event) {
		return Webhook{}, fmt.Errorf("levertest: no event %q", event)
	}
	webhook := Webhook{ID: newID(), Event: event, URL: url, Origins: allOrigins, SignatureToken: newToken(), CreatedAt: now()}
	webhook.UpdatedAt = webhook.CreatedAt
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.webhooks = append(f.state.webhooks, webhook)
	return webhook, nil
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
	return webhookJSON{
		ID: h.ID, Event: h.Event, URL: h.URL, CreatedAt: h.CreatedAt.UnixMilli(), UpdatedAt: h.UpdatedAt.UnixMilli(),
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
	webhook := Webhook{ID: newID(), Event: body.Event, Origins: allOrigins, SignatureToken: newToken(), CreatedAt: now(), ByAPI: true}
	webhook, err := webhook.with(body.URL, body.Configuration.Conditions.Origins)
	if err != nil {
		return reply{}, err
	}
	a.state.webhooks = append(a.state.webhooks, webhook)
	wire := webhook.json()
	wire.Configuration.SignatureToken = webhook.SignatureToken
	return created(wire), nil
}

// with returns the webhook with another address and other origins, where there are any.
func (h Webhook) with(address string, origins []string) (Webhook, error) {
	h.URL = cmp.Or(address, h.URL)
	if u, err := url.Parse(h.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return h, badRequest("url is no address of http or https")
	}
	if len(origins) > 0 {
		if slices.ContainsFunc(origins, func(origin string) bool { return !slices.Contains(allOrigins, origin) }) {
			return h, badRequest("origins names no origin")
		}
		if !slices.Contains(originEvents, h.Event) {
			return h, badRequest("webhooks of this event have no origins")
		}
		h.Origins = origins
	}
	h.UpdatedAt = now()
	return h, nil
}

// updateWebhooks changes several webhooks at once, all or none, and answers all of them.
func (a *api) updateWebhooks(r *request) (reply, error) {
	var body struct {
		Data []struct {
			ID            string            `json:"id"`
			URL           string            `json:"url"`
			Configuration configurationJSON `json:"configuration"`
		} `json:"data"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	if len(body.Data) == 0 {
		return reply{}, badRequest("data is required")
	}
	webhooks := slices.Clone(a.state.webhooks)
	for _, each := range body.Data {
		i, err := a.webhook(each.ID)
		if err != nil {
			return reply{}, err
		}
		if webhooks[i], err = webhooks[i].with(each.URL, each.Configuration.Conditions.Origins); err != nil {
			return reply{}, err
		}
	}
	a.state.webhooks = webhooks
	return a.listWebhooks(r)
}

// webhook returns the place of one that may be changed.
func (a *api) webhook(id string) (int, error) {
	i := slices.IndexFunc(a.state.webhooks, func(h Webhook) bool { return h.ID == id })
	if i < 0 {
		return 0, notFound("webhooks", id)
	}
	if !a.state.webhooks[i].ByAPI {
		return 0, forbidden("only webhooks made through the API can be changed through it")
	}
	return i, nil
}

func (a *api) deleteWebhook(r *request) (reply, error) {
	i, err := a.webhook(r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	a.state.webhooks = slices.Delete(slices.Clone(a.state.webhooks), i, i+1)
	return noContent(), nil
}
