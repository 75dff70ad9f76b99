package sync

import (
	"slices"
	"time"
)

// ConnectionState says whether the engine may call for a connection.
type ConnectionState string

// The states of a connection.
const (
	ConnectionLive         ConnectionState = "live"
	ConnectionPaused       ConnectionState = "paused"       // by a person; work is parked
	ConnectionRevoked      ConnectionState = "revoked"      // Lever or HiPeople refuses the credential; work is parked
	ConnectionDisconnected ConnectionState = "disconnected" // ended here
)

// Connection is one Lever account joined with one HiPeople organisation.
type Connection struct {
	ID       string          `json:"id"`
	Revision int64           `json:"revision"`
	Name     string          `json:"name"`
	State    ConnectionState `json:"state"`
	Reason   string          `json:"reason,omitzero"` // why it is not live

	Lever    LeverAccount    `json:"lever"`
	HiPeople HiPeopleAccount `json:"hipeople"`
	Notify   []string        `json:"notify,omitempty"` // mail addresses of reviewers, for automations that name none
	Sealed   []byte          `json:"sealed,omitempty"` // Secrets, encrypted; opaque to a store
	Hooks    []Hook          `json:"hooks,omitempty"`  // webhooks we made at Lever

	RefusedAt time.Time `json:"refused_at,omitzero"` // first of the 401s in a row
	LiveSince time.Time `json:"live_since"`          // stage entries before it open no check by themselves
	CreatedAt time.Time `json:"created_at"`

	Steps []Step `json:"-"` // kept beside the connection, see Change.Steps
}

// LeverAccount says where the Lever side lies.
type LeverAccount struct {
	Environment string `json:"environment"`     // part of every check's key
	BaseURL     string `json:"base_url"`        // of the Data API
	Author      string `json:"author,omitzero"` // Lever user to write as when neither owner nor hiring manager can
	Manual      bool   `json:"manual,omitzero"` // the webhook is set up by hand in Lever's settings
}

// HiPeopleAccount says where the HiPeople side lies.
type HiPeopleAccount struct {
	BaseURL string `json:"base_url"`
}

// Hook is a webhook at Lever that we made.
type Hook struct {
	ID    string `json:"id"`
	Event string `json:"event"`
	URL   string `json:"url"`
}

// Secrets are a connection's credentials. They are sealed by a [Keyring] before
// they reach a store.
type Secrets struct {
	LeverKey       string   `json:"lever_key,omitzero"`       // an API key, or
	LeverToken     string   `json:"lever_token,omitzero"`     // a bearer token
	HiPeopleKey    string   `json:"hipeople_key,omitzero"`    // public half
	HiPeopleSecret string   `json:"hipeople_secret,omitzero"` // secret half
	LeverHooks     []string `json:"lever_hooks,omitempty"`    // signing tokens, one per webhook
	HiPeopleHooks  []string `json:"hipeople_hooks,omitempty"` // tokens in our own webhook URL; two while one is replaced
}

// String keeps secrets out of every formatted message.
func (Secrets) String() string { return "[secrets]" }

// GoString keeps secrets out of every formatted message.
func (Secrets) GoString() string { return "[secrets]" }

// Key is the row of the connection.
func (c *Connection) Key() Key { return Key{KindConnection, c.ID, c.ID} }

// Clone is a copy that shares nothing with c.
func (c *Connection) Clone() Connection {
	out := *c
	out.Notify, out.Sealed = slices.Clone(c.Notify), slices.Clone(c.Sealed)
	out.Hooks, out.Steps = slices.Clone(c.Hooks), slices.Clone(c.Steps)
	return out
}
