package hipeople

import (
	"context"
	"errors"
	"fmt"

	"github.com/leverhipeople/leverhipeople/internal/transport"
	"github.com/leverhipeople/leverhipeople/webhook"
)

// WebhookCreateRequest asks HiPeople to send its events to an address.
type WebhookCreateRequest struct {
	URL    string         // required; may hold a token, so it shows in no error
	Secret webhook.Secret // for signatures; required where the profile has a field for it, not sent elsewhere
}

// Format shows neither address nor secret.
func (WebhookCreateRequest) Format(f fmt.State, _ rune) {
	fmt.Fprint(f, "hipeople.WebhookCreateRequest(redacted)")
}

// Webhook is a registration. Keep its secret: it may be shown this once.
type Webhook struct {
	ID     string
	Secret webhook.Secret // HiPeople's where it makes one, else ours
}

// Webhooks registers addresses for HiPeople's events, where the profile has the calls.
// Without them an administrator does it in HiPeople's settings.
type Webhooks struct{ client *Client }

// Create registers an address. It is not repeated: an *[AmbiguousError] means that the
// webhook may exist, and also a success without an id, or without the secret that
// HiPeople was to make.
func (s *Webhooks) Create(ctx context.Context, create WebhookCreateRequest, opts ...RequestOption) (Webhook, error) {
	const operation = "webhooks.create"
	spec := s.client.profile.Webhook.Create
	path, err := collectionPath(operation, spec.Path)
	if err != nil {
		return Webhook{}, err
	}
	body, err := spec.body(create)
	if err != nil {
		return Webhook{}, err
	}
	answer, raw, err := s.client.call(with(ctx, opts), transport.Request{
		Operation: operation, Method: spec.Method, Path: path, JSON: body,
	}, create.URL, string(create.Secret))
	if err != nil {
		return Webhook{}, ambiguous(operation, err)
	}
	item, err := answer.one(raw)
	if err != nil {
		return Webhook{}, ambiguous(operation, &DecodeError{Operation: operation, Err: err})
	}
	made := Webhook{ID: item.id(spec.ID...), Secret: create.Secret}
	if len(spec.NewSecret) > 0 {
		made.Secret = webhook.Secret(item.text(spec.NewSecret...))
	}
	if made.ID == "" || len(spec.NewSecret) > 0 && made.Secret == "" {
		return made, ambiguous(operation, &DecodeError{Operation: operation, Err: errors.New("it lacks the id or the secret")})
	}
	return made, nil
}

// Delete ends a registration.
func (s *Webhooks) Delete(ctx context.Context, id string, opts ...RequestOption) error {
	return s.client.act(ctx, "webhooks.delete", s.client.profile.Webhook.Delete, webhookPlaceholder, id, opts)
}

func (s WebhookCreateSpec) body(create WebhookCreateRequest) (map[string]any, error) {
	const operation = "webhooks.create"
	switch {
	case create.URL == "":
		return nil, &ArgumentError{Operation: operation, Field: "URL", Got: "empty", Want: "an address"}
	case s.Secret != "" && create.Secret == "":
		return nil, &ArgumentError{Operation: operation, Field: "Secret", Got: "empty", Want: "a secret, since the profile has a field for it"}
	}
	values := map[string]any{}
	for name, value := range s.Constants {
		nest(values, name, value)
	}
	nest(values, s.URL, create.URL)
	if s.Secret != "" {
		nest(values, s.Secret, string(create.Secret))
	}
	if s.Events != "" {
		nest(values, s.Events, s.EventNames)
	}
	return s.Body.wrap(values), nil
}
