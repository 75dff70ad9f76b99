package levertest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// maxFile is Lever's limit of 30 MB per upload; what multipart adds to the file is not counted.
const maxFile = 30 << 20

// File is a file of an opportunity.
type File struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Size       int64     `json:"size"`   // bytes
	SHA256     string    `json:"sha256"` // hexadecimal
	User       string    `json:"user"`   // who uploaded it
	UploadedAt time.Time `json:"uploadedAt"`
	Status     string    `json:"status,omitzero"` // processing, processed, unsupported or error; processed if empty
	Content    []byte    `json:"-"`               // nil under WithDiscardedFiles; shared, not to be changed
}

type fileJSON struct {
	ID          string `json:"id"`
	DownloadURL string `json:"downloadUrl"`
	Ext         string `json:"ext"`
	Name        string `json:"name"`
	UploadedAt  int64  `json:"uploadedAt"`
	Status      string `json:"status"`
	Size        int64  `json:"size"`
}

// withContent returns the file with size and hash of its content.
func (f File) withContent() File {
	if f.ID == "" {
		f.ID = newID()
	}
	if f.Content != nil {
		sum := sha256.Sum256(f.Content)
		f.Size, f.SHA256 = int64(len(f.Content)), hex.EncodeToString(sum[:])
	}
	if f.UploadedAt.IsZero() {
		f.UploadedAt = now()
	}
	return f
}

func (f File) json(opportunity string) fileJSON {
	return fileJSON{
		ID: f.ID, DownloadURL: "https://hire.lever.example/candidates/" + opportunity + "/files/" + f.ID + "/download",
		Ext: strings.ToLower(path.Ext(f.Name)), Name: f.Name, UploadedAt: f.UploadedAt.UnixMilli(), Status: cmp.Or(f.Status, "processed"), Size: f.Size,
	}
}

// uploadFile checks the request first, reads the body without the lock and stores the file last,
// so that a body which breaks off leaves nothing behind.
func (a *api) uploadFile(w http.ResponseWriter, r *request) error {
	check := func(r *request) (reply, error) {
		if _, err := a.opportunity(r); err != nil {
			return reply{}, err
		}
		_, err := a.performAs(r, true, false)
		return reply{}, err
	}
	if _, _, err := a.encode(check, r); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+64<<10)
	file, err := a.receive(r)
	if err != nil {
		return err
	}
	store := func(r *request) (reply, error) {
		o, err := a.opportunity(r)
		if err != nil {
			return reply{}, err
		}
		file.User, file.UploadedAt = r.query.Get("perform_as"), now()
		o.Files, o.UpdatedAt = append(o.Files, file), file.UploadedAt
		o.act("file-added", file, file.User)
		return created(file.json(o.ID)), nil
	}
	return a.send(w, r, store)
}

// receive reads the part named file, and the rest of the body to its end.
func (a *api) receive(r *request) (File, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return File{}, badRequest("the body is not multipart/form-data")
	}
	var file File
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return File{}, uploadError(err)
		}
		if part.FormName() != "file" || part.FileName() == "" || file.ID != "" {
			continue
		}
		if file, err = a.readPart(part); err != nil {
			return File{}, err
		}
	}
	if file.ID == "" {
		return File{}, badRequest("the body has no part named file with a file name")
	}
	return file, nil
}

func (a *api) readPart(part *multipart.Part) (File, error) {
	hash, content := sha256.New(), new(bytes.Buffer)
	var to io.Writer = hash
	if !a.fake.config.discardFiles {
		to = io.MultiWriter(hash, content)
	}
	size, err := io.Copy(to, io.LimitReader(part, maxFile+1))
	if err != nil {
		return File{}, uploadError(err)
	}
	if size > maxFile {
		return File{}, badRequest("the file is larger than 30 MB")
	}
	file := File{ID: newID(), Name: part.FileName(), Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}
	if !a.fake.config.discardFiles {
		file.Content = append([]byte{}, content.Bytes()...)
	}
	return file, nil
}

func uploadError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return badRequest("the request is larger than 30 MB")
	}
	return badRequest("the body broke off")
}

func (a *api) listFiles(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	span, err := r.span("uploaded_at")
	if err != nil {
		return reply{}, err
	}
	rows := slices.DeleteFunc(slices.Clone(o.Files), func(f File) bool { return !span.holds(f.UploadedAt) })
	return paged(r, rows, func(f File) cursor { return cursor{at: f.UploadedAt.UnixMilli(), id: f.ID} },
		func(f File) any { return f.json(o.ID) })
}

func (a *api) getFile(r *request) (reply, error) {
	o, file, err := a.file(r)
	if err != nil {
		return reply{}, err
	}
	return data(file.json(o.ID)), nil
}

func (a *api) downloadFile(w http.ResponseWriter, r *request) error {
	a.state.mu.Lock()
	_, file, err := a.file(r)
	a.state.mu.Unlock()
	if err != nil {
		return err
	}
	return file.serve(w)
}

// serve answers the file's bytes, or 422 if there are none.
func (f File) serve(w http.ResponseWriter) error {
	if f.Content == nil {
		return &apiError{http.StatusUnprocessableEntity, "UnprocessableEntity", "the file could not be processed"}
	}
	contentType := mime.TypeByExtension(path.Ext(f.Name))
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	_, _ = w.Write(f.Content)
	return nil
}

func (a *api) deleteFile(r *request) (reply, error) {
	o, file, err := a.file(r)
	if err != nil {
		return reply{}, err
	}
	user, err := a.performAs(r, true, false)
	if err != nil {
		return reply{}, err
	}
	o.act("file-remove", file, user)
	o.Files = slices.DeleteFunc(o.Files, func(f File) bool { return f.ID == file.ID })
	o.UpdatedAt = now()
	return noContent(), nil
}

func (a *api) file(r *request) (*opportunity, File, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return nil, File{}, err
	}
	id := r.PathValue("file")
	file, ok := find(o.Files, func(f File) bool { return f.ID == id })
	if !ok {
		return nil, File{}, notFound("files", id)
	}
	return o, file, nil
}
