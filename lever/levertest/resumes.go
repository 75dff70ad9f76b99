package levertest

import (
	"cmp"
	"net/http"
	"path"
	"slices"
	"strings"
)

type resumeJSON struct {
	ID         string         `json:"id"`
	CreatedAt  int64          `json:"createdAt"`
	File       resumeFileJSON `json:"file"`
	ParsedData map[string]any `json:"parsedData"`
}

type resumeFileJSON struct {
	DownloadURL string `json:"downloadUrl"`
	Ext         string `json:"ext"`
	Name        string `json:"name"`
	UploadedAt  int64  `json:"uploadedAt"`
	Status      string `json:"status"`
	Size        int64  `json:"size"`
}

// resumeJSON writes a file as a resume. The fake reads no resume, so what was parsed of it is empty.
func (f File) resumeJSON(opportunity string) resumeJSON {
	at := f.UploadedAt.UnixMilli()
	return resumeJSON{
		ID: f.ID, CreatedAt: at, ParsedData: map[string]any{"positions": []any{}, "schools": []any{}},
		File: resumeFileJSON{
			DownloadURL: "https://hire.lever.example/candidates/" + opportunity + "/resumes/" + f.ID + "/download",
			Ext:         strings.ToLower(path.Ext(f.Name)), Name: f.Name, UploadedAt: at, Status: cmp.Or(f.Status, "processed"), Size: f.Size,
		},
	}
}

// AddResume adds a resume to an opportunity and returns it as stored. One without content can't be
// downloaded: 422.
func (f *Fake) AddResume(id string, resume File) (File, error) {
	resume = resume.withContent()
	return resume, f.change(id, func(o *opportunity) error {
		o.Resumes = append(o.Resumes, resume)
		o.act("resume-imported", resume, resume.User)
		return nil
	})
}

func (a *api) listResumes(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	span, err := r.span("uploaded_at")
	if err != nil {
		return reply{}, err
	}
	rows := slices.DeleteFunc(slices.Clone(o.Resumes), func(f File) bool { return !span.holds(f.UploadedAt) })
	return paged(r, rows, func(f File) cursor { return cursor{at: f.UploadedAt.UnixMilli(), id: f.ID} },
		func(f File) any { return f.resumeJSON(o.ID) })
}

func (a *api) getResume(r *request) (reply, error) {
	o, file, err := a.resume(r)
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(file.resumeJSON(o.ID))), nil
}

func (a *api) downloadResume(w http.ResponseWriter, r *request) error {
	a.state.mu.Lock()
	_, file, err := a.resume(r)
	a.state.mu.Unlock()
	if err != nil {
		return err
	}
	return file.serve(w)
}

func (a *api) resume(r *request) (*opportunity, File, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return nil, File{}, err
	}
	id := r.PathValue("resume")
	file, ok := find(o.Resumes, func(f File) bool { return f.ID == id })
	if !ok {
		return nil, File{}, notFound("resumes", id)
	}
	return o, file, nil
}
