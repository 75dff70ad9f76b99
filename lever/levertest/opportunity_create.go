package levertest

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// opportunityBody is the body of a new opportunity, in JSON or as a form.
type opportunityBody struct {
	Name                string   `json:"name"`
	Headline            string   `json:"headline"`
	Stage               string   `json:"stage"`
	Location            string   `json:"location"`
	Phones              []Phone  `json:"phones"`
	Emails              []string `json:"emails"`
	Links               []string `json:"links"`
	Tags                []string `json:"tags"`
	Sources             []string `json:"sources"`
	Origin              string   `json:"origin"`
	Owner               string   `json:"owner"`
	Followers           []string `json:"followers"`
	Postings            []string `json:"postings"`
	CreatedAt           int64    `json:"createdAt"`
	Contact             string   `json:"contact"`
	OpportunityLocation string   `json:"opportunityLocation"`
	Archived            struct {
		Reason     string `json:"reason"`
		ArchivedAt int64  `json:"archivedAt"`
	} `json:"archived"`

	resume File
	files  []File
}

// createOpportunity reads the body without the lock, since it may hold files.
func (a *api) createOpportunity(w http.ResponseWriter, r *request) error {
	var body opportunityBody
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		r.Body = http.MaxBytesReader(w, r.Body, maxFile+64<<10)
		if err := a.readForm(r, &body); err != nil {
			return err
		}
	} else {
		buffered, err := r.buffered()
		if err != nil {
			return err
		}
		r.Body = buffered
		if err := r.decode(&body); err != nil {
			return err
		}
	}
	return a.send(w, r, func(r *request) (reply, error) { return a.storeOpportunity(r, body) })
}

// readForm reads a form, where lists are called emails[] and what is nested archived[reason].
func (a *api) readForm(r *request, body *opportunityBody) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return badRequest("the body is not multipart/form-data")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return uploadError(err)
		}
		if part.FileName() != "" {
			err = a.readFormFile(part, body)
		} else {
			err = body.readField(part)
		}
		if err != nil {
			return err
		}
	}
}

func (a *api) readFormFile(part *multipart.Part, body *opportunityBody) error {
	file, err := a.readPart(part)
	if err != nil {
		return err
	}
	switch part.FormName() {
	case "resumeFile":
		body.resume = file
	case "files", "files[]":
		body.files = append(body.files, file)
	default:
		return badRequest("there is no file field " + part.FormName())
	}
	return nil
}

func (b *opportunityBody) readField(part *multipart.Part) error {
	raw, err := io.ReadAll(io.LimitReader(part, maxJSON))
	if err != nil {
		return uploadError(err)
	}
	value, name := string(raw), part.FormName()
	for field, to := range map[string]*string{
		"name": &b.Name, "headline": &b.Headline, "stage": &b.Stage, "location": &b.Location, "origin": &b.Origin, "owner": &b.Owner,
		"contact": &b.Contact, "opportunityLocation": &b.OpportunityLocation, "archived[reason]": &b.Archived.Reason,
	} {
		if field == name {
			*to = value
			return nil
		}
	}
	for field, to := range map[string]*int64{"createdAt": &b.CreatedAt, "archived[archivedAt]": &b.Archived.ArchivedAt} {
		if field == name {
			if *to, err = strconv.ParseInt(value, 10, 64); err != nil {
				return badRequest(name + " is no timestamp in milliseconds")
			}
			return nil
		}
	}
	for field, to := range map[string]*[]string{
		"emails": &b.Emails, "links": &b.Links, "tags": &b.Tags, "sources": &b.Sources, "followers": &b.Followers, "postings": &b.Postings,
	} {
		if field == strings.TrimSuffix(name, "[]") {
			*to = append(*to, value)
			return nil
		}
	}
	if strings.TrimSuffix(name, "[]") == "phones" {
		var phone Phone
		if err := json.Unmarshal(raw, &phone); err != nil {
			return badRequest("phones[] must be texts in JSON")
		}
		b.Phones = append(b.Phones, phone)
		return nil
	}
	return badRequest("there is no field " + name)
}

// performer is the user of perform_as or, with perform_as_posting_owner, the owner of the one posting.
func (a *api) performer(r *request, body opportunityBody) (string, error) {
	if r.query.Get("perform_as_posting_owner") != "true" {
		return a.performAs(r, true, false)
	}
	if len(body.Postings) != 1 {
		return "", badRequest("perform_as_posting_owner needs exactly one posting")
	}
	posting, ok := a.state.posting(body.Postings[0])
	if !ok || posting.Owner == "" {
		return "", badRequest("perform_as_posting_owner needs a posting with an owner")
	}
	return posting.Owner, nil
}

// check returns when the opportunity was made and archived; the latter is zero if it is not.
func (a *api) check(body opportunityBody) (at, archivedAt time.Time, err error) {
	bad := func(text string) (time.Time, time.Time, error) { return time.Time{}, time.Time{}, badRequest(text) }
	if len(body.Postings) > 1 {
		return bad("postings takes one posting at most")
	}
	if _, ok := find(a.state.stages, func(s Stage) bool { return s.ID == body.Stage }); body.Stage != "" && !ok {
		return bad("stage is no stage of this account")
	}
	if body.Origin != "" && !slices.Contains(allOrigins, body.Origin) {
		return bad("origin is no origin")
	}
	for _, id := range append(slices.Clone(body.Followers), body.Owner) {
		if _, ok := a.state.user(id); id != "" && !ok {
			return bad("owner or followers name no user of this account")
		}
	}
	if at, err = past("createdAt", body.CreatedAt, now()); err != nil {
		return at, archivedAt, err
	}
	if body.Archived.Reason == "" {
		if body.Archived.ArchivedAt != 0 {
			return bad("archived.reason is required")
		}
		return at, archivedAt, nil
	}
	if _, ok := find(a.state.reasons, func(r ArchiveReason) bool { return r.ID == body.Archived.Reason }); !ok {
		return bad("archived.reason is no archive reason of this account")
	}
	if archivedAt, err = past("archived.archivedAt", body.Archived.ArchivedAt, now()); err != nil {
		return at, archivedAt, err
	}
	if body.Archived.ArchivedAt != 0 && !archivedAt.After(at) {
		return bad("archived.archivedAt needs an earlier createdAt")
	}
	return at, archivedAt, nil
}

func (a *api) storeOpportunity(r *request, body opportunityBody) (reply, error) {
	user, err := a.performer(r, body)
	if err != nil {
		return reply{}, err
	}
	at, archivedAt, err := a.check(body)
	if err != nil {
		return reply{}, err
	}
	spec := OpportunitySpec{
		Contact: body.Contact, Name: body.Name, Headline: body.Headline, Location: body.Location, Emails: body.Emails, Phones: body.Phones,
		Links: body.Links, Stage: body.Stage, Postings: body.Postings, Owner: cmp.Or(body.Owner, user), Origin: body.Origin, Tags: body.Tags,
		Sources: body.Sources, SourcedBy: user, Followers: body.Followers, OpportunityLocation: body.OpportunityLocation,
	}
	for _, id := range body.Postings {
		if posting, _ := a.state.posting(id); posting.Owner != "" {
			spec.Followers = union(spec.Followers, []string{posting.Owner})
		}
	}
	o, err := a.state.add(spec, at)
	if err != nil {
		return reply{}, badRequest(strings.TrimPrefix(err.Error(), "levertest: "))
	}
	o.UpdatedAt = now() // recorded: not null after a creation through the API
	if !archivedAt.IsZero() {
		o.Archived = Archived{Reason: body.Archived.Reason, At: archivedAt}
		for i := range o.Applications {
			o.Applications[i].Archived = o.Archived
		}
	}
	for _, file := range body.files {
		file.User, file.UploadedAt = user, now()
		o.Files = append(o.Files, file)
		o.act("file-added", file, user)
	}
	if body.resume.ID != "" {
		body.resume.User, body.resume.UploadedAt = user, now()
		o.Resumes = append(o.Resumes, body.resume)
		o.act("resume-imported", body.resume, user)
	}
	a.fake.emitAddition(o)
	return reply{status: http.StatusCreated, body: map[string]any{"deduped": o.deduped, "data": o.json(a.state, nil).written()}}, nil
}
