package demo

import (
	"context"
	"net/url"
	"slices"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/mailbox"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// facts are what stands on every side at one moment.
type facts struct {
	lever      leverState
	stages     leverState // read last, so that a move is never known later than what followed it
	candidates []hipeopletest.Candidate
	entries    []hpsync.Entry // of our own timeline
	mails      []mailbox.Message
}

// leverState is what is of interest in the fake Lever's state.
type leverState struct {
	Users         []levertest.User        `json:"users"`
	Stages        []levertest.Stage       `json:"stages"`
	Opportunities []levertest.Opportunity `json:"opportunities"`
	Webhooks      []levertest.Webhook     `json:"webhooks"`
}

func (s leverState) opportunity(id string) levertest.Opportunity {
	return find(s.Opportunities, func(o levertest.Opportunity) bool { return o.ID == id })
}

// look reads all sides over the wire, effects before their causes.
func (h *house) look(ctx context.Context) (facts, error) {
	now := facts{mails: h.box.Messages()}
	var err error
	if now.lever, err = fetch[leverState](ctx, h.fakes.leverURL+"/_fake/state", nil); err != nil {
		return now, err
	}
	if now.entries, err = h.entries(ctx); err != nil {
		return now, err
	}
	hipeople, err := fetch[struct {
		Candidates []hipeopletest.Candidate `json:"candidates"`
	}](ctx, h.fakes.hipeopleURL+"/_fake/state", nil)
	if err != nil {
		return now, err
	}
	now.candidates = hipeople.Candidates
	now.stages, err = fetch[leverState](ctx, h.fakes.leverURL+"/_fake/state", nil)
	return now, err
}

// entries reads the whole timeline of the connection.
func (h *house) entries(ctx context.Context) ([]hpsync.Entry, error) {
	type page struct {
		Data []hpsync.Entry `json:"data"`
		Next string         `json:"next"`
	}
	var all []hpsync.Entry
	for after := ""; ; {
		query := url.Values{"limit": {"1000"}}
		if after != "" {
			query.Set("after", after)
		}
		got, err := fetch[page](ctx, h.serverURL+connectionPath+"/timeline?"+query.Encode(), bearer(h.token))
		if err != nil {
			return nil, err
		}
		all = append(all, got.Data...)
		if after = got.Next; after == "" {
			return all, nil
		}
	}
}

func find[T any](rows []T, match func(T) bool) T {
	if i := slices.IndexFunc(rows, match); i >= 0 {
		return rows[i]
	}
	var none T
	return none
}
