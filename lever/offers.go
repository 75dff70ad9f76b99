package lever

import (
	"context"
	"iter"
)

// ExpandCreator of an offer is the user who made it, for [Expand].
const ExpandCreator = "creator"

var (
	listOffers    = operation{name: "offers.list", method: "GET", path: "/opportunities/{opportunity}/offers", scope: "offers:read:admin"}
	downloadOffer = operation{name: "offers.download", method: "GET", path: "/opportunities/{opportunity}/offers/{offer}/download", scope: "offers:read:admin"}
)

// OffersService has the verbs of offers. Lever lets nobody change one through the API.
type OffersService struct{ client *Client }

// OfferDownloadOptions choose the document of an offer.
type OfferDownloadOptions struct {
	Status OfferStatus `url:"status,omitempty"` // OfferStatusSent or OfferStatusSigned; empty for the latest document
}

// List answers one page. It takes [Expand] with [ExpandCreator]. It calls GET /opportunities/{opportunity}/offers.
func (s *OffersService) List(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) (Page[Offer], error) {
	return list[Offer](ctx, s.client, call{op: listOffers, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/offers.
func (s *OffersService) All(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) iter.Seq2[Offer, error] {
	call := call{op: listOffers, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(offer Offer) string { return offer.ID })
}

// Download opens a document of the offer as a stream, which the caller closes. It calls
// GET /opportunities/{opportunity}/offers/{offer}/download.
func (s *OffersService) Download(ctx context.Context, opportunity, offer string, options OfferDownloadOptions, opts ...RequestOption) (FileContent, error) {
	switch options.Status {
	case "", OfferStatusSent, OfferStatusSigned:
	default:
		return FileContent{}, downloadOffer.argument("status", quoted(string(options.Status)), "sent or signed")
	}
	return download(ctx, s.client, call{op: downloadOffer, ids: []string{opportunity, offer}, query: options, opts: opts})
}
