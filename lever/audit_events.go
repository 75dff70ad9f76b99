package lever

import (
	"context"
	"iter"
)

// NobodysID as a user of [AuditEventListOptions] stands for events that no user caused.
const NobodysID = "null"

var listAuditEvents = operation{name: "auditEvents.list", method: "GET", path: "/audit_events", scope: "audit_events:read:admin"}

// AuditEventsService has the verbs of audit events, which are a paid addition at Lever.
type AuditEventsService struct{ client *Client }

// AuditEventListOptions filter audit events. Several values of one field are alternatives; times are inclusive.
type AuditEventListOptions struct {
	Limit          int      `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset         string   `url:"offset,omitempty"` // Next of the page before
	Type           []string `url:"type,omitempty"`   // as user:added
	UserID         []string `url:"user_id,omitempty"`
	TargetType     string   `url:"target_type,omitempty"` // as user
	TargetID       string   `url:"target_id,omitempty"`   // needs TargetType
	CreatedAtStart Time     `url:"created_at_start"`
	CreatedAtEnd   Time     `url:"created_at_end"`
}

func (options AuditEventListOptions) check() error {
	if options.TargetID != "" && options.TargetType == "" {
		return listAuditEvents.argument("target_type", `""`, "the kind of target_id")
	}
	return nil
}

// List answers one page, newest first. It calls GET /audit_events.
func (s *AuditEventsService) List(ctx context.Context, options AuditEventListOptions, opts ...RequestOption) (Page[AuditEvent], error) {
	return list[AuditEvent](ctx, s.client, call{op: listAuditEvents, query: options, fault: options.check(), opts: opts})
}

// All walks over all pages, newest first. It calls GET /audit_events.
func (s *AuditEventsService) All(ctx context.Context, options AuditEventListOptions, opts ...RequestOption) iter.Seq2[AuditEvent, error] {
	call := call{op: listAuditEvents, query: options, fault: options.check(), opts: opts}
	return all(ctx, s.client, call, func(event AuditEvent) string { return event.ID })
}
