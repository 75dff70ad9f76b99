package hipeopletest

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"
)

// createWebhook registers the address that deliveries go to from then on. The fake has
// one webhook: a second one takes the first one's place.
func (a *api) createWebhook(w http.ResponseWriter, r *http.Request) {
	spec := a.config.profile.Webhook.Create
	fields, ok := readFields(r, spec.Body)
	if !ok {
		writeErrors(w, http.StatusBadRequest, "the body is no JSON object laid out "+string(spec.Body))
		return
	}
	secret := fields[spec.Secret]
	switch {
	case fields[spec.URL] == "":
		writeErrors(w, http.StatusUnprocessableEntity, spec.URL+" is required")
		return
	case spec.Secret != "" && secret == "":
		writeErrors(w, http.StatusUnprocessableEntity, spec.Secret+" is required")
		return
	case spec.Events != "" && fields[spec.Events] != strings.Join(spec.EventNames, " "):
		writeErrors(w, http.StatusUnprocessableEntity, spec.Events+" names events that are not known")
		return
	}
	if len(spec.NewSecret) > 0 {
		// In base64, as Standard Webhooks want it and other schemes may have it.
		secret = base64.StdEncoding.EncodeToString([]byte(rand.Text()))
	}
	a.state.mu.Lock()
	id := a.state.id("webhook")
	a.state.mu.Unlock()
	if err := a.sender.point(fields[spec.URL], secret, id); err != nil {
		writeErrors(w, http.StatusUnprocessableEntity, "the secret cannot be used")
		return
	}
	o := object{}
	o.put(spec.NewSecret, secret)
	writeJSON(w, http.StatusOK, map[string]any{"result": a.item(spec.ID, id, o)})
}

func (a *api) deleteWebhook(w http.ResponseWriter, r *http.Request) {
	if !a.sender.unregister(subject(r)) {
		writeError(w, http.StatusNotFound)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"result": map[string]any{}})
}

// unregister ends the webhook that the API made under this id.
func (s *sender) unregister(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id == "" || s.registered != id {
		return false
	}
	s.url, s.signer, s.registered = "", nil, ""
	return true
}
