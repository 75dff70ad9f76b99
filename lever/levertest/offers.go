package levertest

import (
	"cmp"
	"net/http"
	"time"
)

// Offer is an offer to the candidate of an opportunity.
type Offer struct {
	ID         string               `json:"id"`      // made up if empty
	Posting    string               `json:"posting"` // id
	Creator    string               `json:"creator"` // user id
	Status     string               `json:"status"`  // draft, approval-sent, approved, sent, sent-manually, opened, denied or signed; draft if empty
	Fields     []OfferField         `json:"fields"`
	Signatures map[string]Signature `json:"signatures"` // by role, such as candidate
	ApprovedAt time.Time            `json:"approvedAt,omitzero"`
	SentAt     time.Time            `json:"sentAt,omitzero"`
	Sent       File                 `json:"sent,omitzero"`   // the document; zero if there is none
	Signed     File                 `json:"signed,omitzero"` // the signed document; zero if there is none
	CreatedAt  time.Time            `json:"createdAt"`
}

// OfferField is one field of an offer's form.
type OfferField struct {
	Text       string `json:"text"`
	Identifier string `json:"identifier"`
	Value      any    `json:"value"`
}

// Signature is what is known of one signer.
type Signature struct {
	Role     string    `json:"role"`
	Name     string    `json:"name"`
	Email    string    `json:"email"`
	OpenedAt time.Time `json:"openedAt,omitzero"`
	SignedAt time.Time `json:"signedAt,omitzero"`
}

type offerJSON struct {
	ID             string                   `json:"id"`
	Posting        *string                  `json:"posting"`
	CreatedAt      int64                    `json:"createdAt"`
	Status         string                   `json:"status"`
	Creator        any                      `json:"creator"`
	Fields         []OfferField             `json:"fields"`
	Signatures     map[string]signatureJSON `json:"signatures"`
	Approved       bool                     `json:"approved"`
	ApprovedAt     *int64                   `json:"approvedAt"`
	SentAt         *int64                   `json:"sentAt"`
	SentDocument   *documentJSON            `json:"sentDocument"`
	SignedDocument *documentJSON            `json:"signedDocument"`
}

type signatureJSON struct {
	Role          string `json:"role"`
	Name          string `json:"name"`
	Email         string `json:"email"`
	FirstOpenedAt *int64 `json:"firstOpenedAt"`
	LastOpenedAt  *int64 `json:"lastOpenedAt"`
	SignedAt      *int64 `json:"signedAt"`
	Signed        bool   `json:"signed"`
}

type documentJSON struct {
	FileName    string `json:"fileName"`
	UploadedAt  int64  `json:"uploadedAt"`
	DownloadURL string `json:"downloadUrl"`
}

func (f Offer) json(s *state, opportunity string, expand expansion) offerJSON {
	wire := offerJSON{
		ID: f.ID, Posting: orNull(f.Posting), CreatedAt: f.CreatedAt.UnixMilli(), Status: f.Status,
		Creator: s.userOrID(f.Creator, expand["creator"]), Fields: list(f.Fields), Signatures: map[string]signatureJSON{},
		Approved: !f.ApprovedAt.IsZero(), ApprovedAt: millis(f.ApprovedAt), SentAt: millis(f.SentAt),
		SentDocument: f.document(opportunity, f.Sent, "sent"), SignedDocument: f.document(opportunity, f.Signed, "signed"),
	}
	for role, by := range f.Signatures {
		wire.Signatures[role] = signatureJSON{
			Role: by.Role, Name: by.Name, Email: by.Email, FirstOpenedAt: millis(by.OpenedAt), LastOpenedAt: millis(by.OpenedAt),
			SignedAt: millis(by.SignedAt), Signed: !by.SignedAt.IsZero(),
		}
	}
	return wire
}

func (f Offer) document(opportunity string, file File, status string) *documentJSON {
	if file.Name == "" {
		return nil
	}
	return &documentJSON{
		FileName: file.Name, UploadedAt: file.UploadedAt.UnixMilli(),
		DownloadURL: "https://hire.lever.example/candidates/" + opportunity + "/offers/" + f.ID + "/download?status=" + status,
	}
}

// AddOffer adds an offer to an opportunity and returns it as stored. A document without content
// can't be downloaded: 422.
func (f *Fake) AddOffer(id string, offer Offer) (Offer, error) {
	err := f.change(id, func(o *opportunity) error {
		offer.ID, offer.CreatedAt, offer.Status = cmp.Or(offer.ID, newID()), now(), cmp.Or(offer.Status, "draft")
		for _, file := range []*File{&offer.Sent, &offer.Signed} {
			if file.Name != "" {
				*file = file.withContent()
			}
		}
		o.Offers = append(o.Offers, offer)
		return nil
	})
	return offer, err
}

func (a *api) listOffers(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	return paged(r, o.Offers, func(f Offer) cursor { return cursor{at: f.CreatedAt.UnixMilli(), id: f.ID} },
		func(f Offer) any { return f.json(a.state, o.ID, r.expand()) })
}

// downloadOffer answers the document that the query's status names, or the latest.
func (a *api) downloadOffer(w http.ResponseWriter, r *request) error {
	file, err := a.offerDocument(r)
	if err != nil {
		return err
	}
	return file.serve(w)
}

func (a *api) offerDocument(r *request) (File, error) {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	o, err := a.opportunity(r)
	if err != nil {
		return File{}, err
	}
	id := r.PathValue("offer")
	offer, ok := find(o.Offers, func(f Offer) bool { return f.ID == id })
	if !ok {
		return File{}, notFound("offers", id)
	}
	var file File
	switch status := r.query.Get("status"); status {
	case "sent":
		file = offer.Sent
	case "signed":
		file = offer.Signed
	case "":
		if file = offer.Signed; file.Name == "" {
			file = offer.Sent
		}
	default:
		return File{}, badRequest("status must be sent or signed")
	}
	if file.Name == "" {
		return File{}, notFound("documents of offer", id)
	}
	return file, nil
}
