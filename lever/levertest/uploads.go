package levertest

import (
	"net/http"
	"path"
	"slices"
	"time"
)

// uploadLife is how long an upload can be used in an application.
const uploadLife = 24 * time.Hour

// upload is a file that waits to be named in an application.
type upload struct {
	File
	uri       string
	expiresAt time.Time
}

type uploadJSON struct {
	ID        string `json:"id"`
	Filename  string `json:"filename"`
	URI       string `json:"uri"`
	Size      int64  `json:"size"`
	ExpiresAt int64  `json:"expiresAt"`
}

func (a *api) createUpload(w http.ResponseWriter, r *request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+64<<10)
	file, err := a.receive(r)
	if err != nil {
		return err
	}
	return a.send(w, r, func(r *request) (reply, error) {
		name := file.ID + "-" + path.Base(file.Name)
		file.UploadedAt = now()
		kept := upload{File: file, uri: "https://" + r.Host + "/v1/uploads/" + name, expiresAt: now().Add(uploadLife)}
		a.state.uploads = append(slices.DeleteFunc(a.state.uploads, upload.expired), kept)
		return created(uploadJSON{ID: name, Filename: file.Name, URI: kept.uri, Size: file.Size, ExpiresAt: kept.expiresAt.UnixMilli()}), nil
	})
}

func (u upload) expired() bool { return !time.Now().Before(u.expiresAt) }

// upload finds an upload that has not expired. It wants the lock held.
func (s *state) upload(uri string) (upload, bool) {
	return find(s.uploads, func(u upload) bool { return u.uri == uri && !u.expired() })
}
