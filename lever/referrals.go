package lever

import (
	"context"
	"iter"
)

var (
	listReferrals = operation{name: "referrals.list", method: "GET", path: "/opportunities/{opportunity}/referrals", scope: "referrals:read:admin"}
	getReferral   = operation{name: "referrals.get", method: "GET", path: "/opportunities/{opportunity}/referrals/{referral}", scope: "referrals:read:admin"}
)

// ReferralsService has the verbs of referrals. They are made in Lever alone.
type ReferralsService struct{ client *Client }

// Get answers one referral. It calls
// GET /opportunities/{opportunity}/referrals/{referral}.
func (s *ReferralsService) Get(ctx context.Context, opportunity, referral string, opts ...RequestOption) (Referral, error) {
	return one[Referral](ctx, s.client, call{op: getReferral, ids: []string{opportunity, referral}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/referrals.
func (s *ReferralsService) List(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) (Page[Referral], error) {
	return list[Referral](ctx, s.client, call{op: listReferrals, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/referrals.
func (s *ReferralsService) All(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) iter.Seq2[Referral, error] {
	call := call{op: listReferrals, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(referral Referral) string { return referral.ID })
}
