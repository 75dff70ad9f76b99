package lever

import (
	"context"
	"iter"
)

var (
	listResumes    = operation{name: "resumes.list", method: "GET", path: "/opportunities/{opportunity}/resumes", scope: "resumes:read:admin"}
	getResume      = operation{name: "resumes.get", method: "GET", path: "/opportunities/{opportunity}/resumes/{resume}", scope: "resumes:read:admin"}
	downloadResume = operation{name: "resumes.download", method: "GET", path: "/opportunities/{opportunity}/resumes/{resume}/download", scope: "resumes:read:admin"}
)

// ResumesService has the verbs of resumes. They come with applications and with [OpportunitiesService.CreateWithFiles].
type ResumesService struct{ client *Client }

// Get answers what is known about a resume. It calls
// GET /opportunities/{opportunity}/resumes/{resume}.
func (s *ResumesService) Get(ctx context.Context, opportunity, resume string, opts ...RequestOption) (Resume, error) {
	return one[Resume](ctx, s.client, call{op: getResume, ids: []string{opportunity, resume}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/resumes.
func (s *ResumesService) List(ctx context.Context, opportunity string, options FileListOptions, opts ...RequestOption) (Page[Resume], error) {
	return list[Resume](ctx, s.client, call{op: listResumes, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/resumes.
func (s *ResumesService) All(ctx context.Context, opportunity string, options FileListOptions, opts ...RequestOption) iter.Seq2[Resume, error] {
	call := call{op: listResumes, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(resume Resume) string { return resume.ID })
}

// Download opens the bytes of a resume as a stream, which the caller closes. Status 422 says that Lever could not process
// the file. It calls GET /opportunities/{opportunity}/resumes/{resume}/download.
func (s *ResumesService) Download(ctx context.Context, opportunity, resume string, opts ...RequestOption) (FileContent, error) {
	return download(ctx, s.client, call{op: downloadResume, ids: []string{opportunity, resume}, opts: opts})
}
