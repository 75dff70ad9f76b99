package hipeople

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"slices"
)

// Integration is a connection of HiPeople's own with another system (observed).
type Integration struct {
	ID             string
	Type           string // "ats" was seen; which ATS it is does not show
	OrganizationID string
	Raw            json.RawMessage // the item as it came
}

// ATS reports whether it is a connection with an applicant tracking system.
func (i Integration) ATS() bool { return i.Type == "ats" }

// IntegrationListOptions says which integrations to list. Zero values take the defaults.
type IntegrationListOptions struct {
	OrganizationID string // of a [Role]; "" lists what the credential may see
	Skip           int    // integrations to pass over
	Limit          int    // integrations a page, default 100, at most 500
}

// IntegrationPage is one page of integrations. Rows of other organisations are taken
// out of it, since HiPeople may not know the filter.
type IntegrationPage struct {
	Integrations []Integration
	HasMore      bool

	read int // rows that came, with those that were taken out
}

// Integrations lists HiPeople's own integrations.
type Integrations struct{ client *Client }

// List returns one page of integrations (observed with a user's token).
func (s *Integrations) List(ctx context.Context, opts IntegrationListOptions) (IntegrationPage, error) {
	var filters []Filter
	if opts.OrganizationID != "" {
		filters = []Filter{{Field: "organization_id", Op: "id", Value: opts.OrganizationID}}
	}
	p, err := s.client.list(ctx, "integrations.list", "integrations", filters, opts.Skip, opts.Limit)
	if err != nil {
		return IntegrationPage{}, err
	}
	found := IntegrationPage{HasMore: p.more, read: len(p.rows)}
	for _, row := range p.rows {
		found.Integrations = append(found.Integrations, Integration{
			ID: row.id("id"), Type: row.text("type"), OrganizationID: row.id("organization_id"), Raw: row.raw,
		})
	}
	found.Integrations = slices.DeleteFunc(found.Integrations, func(i Integration) bool {
		return opts.OrganizationID != "" && i.OrganizationID != "" && i.OrganizationID != opts.OrganizationID
	})
	return found, nil
}

// All returns every integration, page by page. It ends after an error, which comes
// with a zero Integration.
func (s *Integrations) All(ctx context.Context, opts IntegrationListOptions) iter.Seq2[Integration, error] {
	return each("integrations.list", opts.Skip, func(skip int) ([]Integration, int, error) {
		opts.Skip = skip
		p, err := s.List(ctx, opts)
		return p.Integrations, after(skip, p.read, p.HasMore), err
	})
}

// Attachment is a file that HiPeople took over from the ATS (observed). Printing one
// shows nothing, since its link may open it for anybody.
type Attachment struct{ URL string }

// Format prints no link, whatever the verb.
func (Attachment) Format(f fmt.State, _ rune) { fmt.Fprint(f, "hipeople.Attachment(redacted)") }

// Attachments returns the files of one application in the ATS, by the ATS's own id
// of it (observed).
func (s *Integrations) Attachments(ctx context.Context, integrationID, applicationID string) ([]Attachment, error) {
	const operation = "integrations.attachments"
	path := []string{"integrations", integrationID, "ats_applications", applicationID, "attachments"}
	p, err := s.client.listPage(ctx, operation, path, url.Values{}, 0, maxLimit)
	if err != nil {
		return nil, err
	}
	attachments := make([]Attachment, 0, len(p.rows))
	for _, row := range p.rows {
		attachments = append(attachments, Attachment{URL: row.text("url")})
	}
	return attachments, nil
}
