package levertest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
)

// originEvents are the events whose webhooks may be limited to some origins.
var originEvents = []string{"applicationCreated", "candidateArchiveChange", "candidateHired", "candidateStageChange"}

type eventJSON struct {
	ID          string         `json:"id"`
	TriggeredAt int64          `json:"triggeredAt"`
	Event       string         `json:"event"`
	Data        map[string]any `json:"data"`
	Token       string         `json:"token"`
	Signature   string         `json:"signature"`
}

// eventBody returns a signed body for one webhook.
func eventBody(webhook Webhook, data map[string]any) []byte {
	event := eventJSON{ID: newID(), TriggeredAt: now().UnixMilli(), Event: webhook.Event, Data: data, Token: newToken()}
	event.Signature = sign(webhook.SignatureToken, event.Token, event.TriggeredAt)
	body, _ := json.Marshal(event)
	return body
}

// sign is Lever's signature. It covers token and time only, and uses the key as text.
func sign(signatureToken, token string, triggeredAt int64) string {
	mac := hmac.New(sha256.New, []byte(signatureToken))
	mac.Write([]byte(token + strconv.FormatInt(triggeredAt, 10)))
	return hex.EncodeToString(mac.Sum(nil))
}

// eventData is what the data of every candidate event holds.
func (o *opportunity) eventData() map[string]any {
	return map[string]any{"opportunityId": o.ID, "candidateId": o.ID, "contactId": o.contact}
}

// emitAddition, emitInterview, emitApplication and emitContact send the events of these. They want the lock held.

func (f *Fake) emitAddition(added addition) {
	if added.newContact {
		f.emitContact("contactCreated", added.contact)
	}
	for _, application := range added.Applications {
		f.emitApplication(added.opportunity, application.ID)
	}
}

func (f *Fake) emitInterview(event string, o *opportunity, panel, interview string) {
	data := o.eventData()
	data["panelId"], data["interviewId"] = panel, interview
	f.emit(event, o, data)
}

func (f *Fake) emitApplication(o *opportunity, application string) {
	data := o.eventData()
	data["applicationId"] = application
	f.emit("applicationCreated", o, data)
}

func (f *Fake) emitContact(event, contact string) {
	f.emit(event, nil, map[string]any{"contactId": contact})
}

// emit sends an event to every webhook that listens to it. Events of contacts have no opportunity.
// It wants the lock held.
func (f *Fake) emit(event string, o *opportunity, data map[string]any) {
	if f.state.off[event] {
		return
	}
	for _, webhook := range f.state.webhooks {
		if webhook.Event != event || slices.Contains(originEvents, event) && !slices.Contains(webhook.Origins, o.Origin) {
			continue
		}
		f.outbox.send(webhook, eventBody(webhook, data))
	}
}
