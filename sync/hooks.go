package sync

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/failpoint"
	"github.com/leverhipeople/leverhipeople/webhook"
)

// LeverHook receives Lever's webhooks. Mount it at
// "POST /webhooks/lever/{connection}" below the configuration's PublicURL: it needs
// the path value. It answers 2xx only when the delivery is stored.
func (e *Engine) LeverHook() http.Handler {
	return e.hook(FromLever, func(secrets Secrets) (webhook.Verifier, error) {
		return verifier(webhook.LeverBody{}, secrets.LeverHooks)
	})
}

// HiPeopleHook receives HiPeople's webhooks. Mount it at
// "POST /webhooks/hipeople/{connection}/{token}" below the configuration's PublicURL.
func (e *Engine) HiPeopleHook() http.Handler {
	return e.hook(FromHiPeople, func(secrets Secrets) (webhook.Verifier, error) {
		return verifier(webhook.URLToken{}, secrets.HiPeopleHooks)
	})
}

// verifier refuses everything while there is no secret yet.
func verifier(scheme webhook.Scheme, secrets []string) (webhook.Verifier, error) {
	if len(secrets) == 0 {
		return webhook.Verifier{}, nil
	}
	typed := make([]webhook.Secret, len(secrets))
	for i, secret := range secrets {
		typed[i] = webhook.Secret(secret)
	}
	return webhook.NewVerifier(scheme, typed)
}

func (e *Engine) hook(source Source, verifierOf func(Secrets) (webhook.Verifier, error)) http.Handler {
	find := func(req *http.Request) (string, webhook.Verifier, error) {
		id := req.PathValue("connection")
		connection, err := e.store.Connection(req.Context(), id)
		if errors.Is(err, ErrNotFound) || err == nil && connection.State == ConnectionDisconnected {
			return "", webhook.Verifier{}, webhook.ErrUnknownReceiver
		}
		if err != nil {
			return "", webhook.Verifier{}, err
		}
		secrets, err := e.config.Keyring.open(connection.ID, connection.Sealed)
		if err != nil {
			return "", webhook.Verifier{}, err
		}
		v, err := verifierOf(secrets)
		return connection.ID, v, err
	}
	accept := func(ctx context.Context, d webhook.Delivery) error {
		delivery := NewDelivery(d.Receiver, source, d.Body, d.ReceivedAt)
		if _, err := e.store.Append(ctx, delivery); err != nil {
			return err
		}
		failpoint.Hit(failpoint.Stored)
		e.wake(ctx, delivery.Key())
		return nil
	}
	rejected := func(receiver string, reason error) {
		e.log.Warn("delivery refused", "source", source, "connection", receiver, "error", reason)
	}
	handler, err := webhook.NewHandler(webhook.HandlerConfig{Find: find, Accept: accept, Rejected: rejected, RetryAfter: 10 * time.Second})
	if err != nil {
		panic(err) // all it asks for stands above
	}
	return handler
}
