package lever

import (
	"context"
	"iter"
)

var (
	listWebhooks   = operation{name: "webhooks.list", method: "GET", path: "/webhooks", scope: "webhooks:read:admin"}
	createWebhook  = operation{name: "webhooks.create", method: "POST", path: "/webhooks", scope: "webhooks:write:admin"}
	updateWebhooks = operation{name: "webhooks.update", method: "PUT", path: "/webhooks", scope: "webhooks:write:admin"}
	deleteWebhook  = operation{name: "webhooks.delete", method: "DELETE", path: "/webhooks/{webhook}", scope: "webhooks:write:admin"}
)

// WebhooksService has the verbs of webhooks.
type WebhooksService struct{ client *Client }

// List answers all webhooks of the account, without signature tokens. There are no pages. It calls GET /webhooks.
func (s *WebhooksService) List(ctx context.Context, opts ...RequestOption) ([]Webhook, error) {
	return one[[]Webhook](ctx, s.client, call{op: listWebhooks, opts: opts})
}

// All walks over all webhooks, and over pages, should Lever ever answer some. It calls GET /webhooks.
func (s *WebhooksService) All(ctx context.Context, opts ...RequestOption) iter.Seq2[Webhook, error] {
	return all(ctx, s.client, call{op: listWebhooks, opts: opts}, func(webhook Webhook) string { return webhook.ID })
}

// Create subscribes a URL to an event. The answer holds the signature token, this once. Lever takes the same URL and
// event twice, so list before creating; and it delivers nothing until a Super Admin switches the event on in Lever's
// settings. It is never sent twice. It calls POST /webhooks.
func (s *WebhooksService) Create(ctx context.Context, req WebhookCreateRequest, opts ...RequestOption) (Webhook, error) {
	switch {
	case req.URL == "":
		return Webhook{}, createWebhook.argument("url", `""`, "an https URL")
	case req.Event == "":
		return Webhook{}, createWebhook.argument("event", `""`, "an event")
	}
	return one[Webhook](ctx, s.client, call{op: createWebhook, json: req, opts: opts})
}

// Update changes addresses and conditions of webhooks that were made through the API, several at once. What Lever answers is
// not recorded; an empty answer is an empty list. It is never sent twice. It calls PUT /webhooks.
func (s *WebhooksService) Update(ctx context.Context, updates []WebhookUpdate, opts ...RequestOption) ([]Webhook, error) {
	if len(updates) == 0 {
		return nil, updateWebhooks.argument("data", "empty", "at least one webhook")
	}
	for _, update := range updates {
		if update.ID == "" {
			return nil, updateWebhooks.argument("data", `a list with the id ""`, "the id of a webhook in each")
		}
	}
	return several[Webhook](ctx, s.client, call{op: updateWebhooks, json: WebhookUpdateRequest{Data: updates}, opts: opts})
}

// Delete deletes a webhook that was made through the API. It calls DELETE /webhooks/{webhook}.
func (s *WebhooksService) Delete(ctx context.Context, webhook string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteWebhook, ids: []string{webhook}, opts: opts})
}
