package lever

import (
	"context"
	"io"
	"iter"
)

var (
	listFiles       = operation{name: "files.list", method: "GET", path: "/opportunities/{opportunity}/files", scope: "files:read:admin"}
	getFile         = operation{name: "files.get", method: "GET", path: "/opportunities/{opportunity}/files/{file}", scope: "files:read:admin"}
	downloadFile    = operation{name: "files.download", method: "GET", path: "/opportunities/{opportunity}/files/{file}/download", scope: "files:read:admin"}
	uploadFile      = operation{name: "files.upload", method: "POST", path: "/opportunities/{opportunity}/files", scope: "files:write:admin", performAs: performAsRequired}
	listFileActions = operation{name: "files.listActions", method: "GET", path: "/opportunities/{opportunity}/file_actions", scope: "files:read:admin"}
	deleteFile      = operation{name: "files.delete", method: "DELETE", path: "/opportunities/{opportunity}/files/{file}", scope: "files:write:admin", performAs: performAsRequired}
)

// FilesService has the verbs of files.
type FilesService struct{ client *Client }

// FileListOptions filter files and resumes. Times are inclusive.
type FileListOptions struct {
	Limit           int    `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset          string `url:"offset,omitempty"` // Next of the page before
	UploadedAtStart Time   `url:"uploaded_at_start"`
	UploadedAtEnd   Time   `url:"uploaded_at_end"`
}

// FileActionListOptions filter file actions.
type FileActionListOptions struct {
	Limit           int    `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset          string `url:"offset,omitempty"` // Next of the page before
	OccurredAtStart Time   `url:"occurred_at_start"`
	OccurredAtEnd   Time   `url:"occurred_at_end"`
}

// FileContent is an open download. The caller closes it.
type FileContent struct {
	io.ReadCloser
	ContentType string
	Length      int64 // bytes, -1 when Lever did not say
}

// Get answers what is known about a file. It calls GET /opportunities/{opportunity}/files/{file}.
func (s *FilesService) Get(ctx context.Context, opportunity, file string, opts ...RequestOption) (File, error) {
	return one[File](ctx, s.client, call{op: getFile, ids: []string{opportunity, file}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/files.
func (s *FilesService) List(ctx context.Context, opportunity string, options FileListOptions, opts ...RequestOption) (Page[File], error) {
	return list[File](ctx, s.client, call{op: listFiles, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/files.
func (s *FilesService) All(ctx context.Context, opportunity string, options FileListOptions, opts ...RequestOption) iter.Seq2[File, error] {
	call := call{op: listFiles, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(file File) string { return file.ID })
}

// Upload adds a file in the name of the user of [PerformAs], which it needs. The bytes are streamed: they are never held
// in memory as a whole. It is never sent twice once a byte has left: after an error for which [IsAmbiguous] holds, look
// for the file by name before uploading it again. It calls POST /opportunities/{opportunity}/files.
func (s *FilesService) Upload(ctx context.Context, opportunity string, req FileUploadRequest, opts ...RequestOption) (File, error) {
	body, err := uploadForm(uploadFile, req)
	if err != nil {
		return File{}, err
	}
	return one[File](ctx, s.client, call{op: uploadFile, ids: []string{opportunity}, body: body, opts: opts})
}

// Download opens the bytes of a file as a stream, which the caller closes. Status 422 says that Lever could not process
// the file. It calls GET /opportunities/{opportunity}/files/{file}/download.
func (s *FilesService) Download(ctx context.Context, opportunity, file string, opts ...RequestOption) (FileContent, error) {
	return download(ctx, s.client, call{op: downloadFile, ids: []string{opportunity, file}, opts: opts})
}

// Delete deletes a file in the name of the user of [PerformAs], which it needs. It calls
// DELETE /opportunities/{opportunity}/files/{file}.
func (s *FilesService) Delete(ctx context.Context, opportunity, file string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteFile, ids: []string{opportunity, file}, opts: opts})
}

// ListActions answers one page of what happened to the files of an opportunity. Lever's documentation does not have it. It
// calls GET /opportunities/{opportunity}/file_actions.
func (s *FilesService) ListActions(ctx context.Context, opportunity string, options FileActionListOptions, opts ...RequestOption) (Page[FileAction], error) {
	return list[FileAction](ctx, s.client, call{op: listFileActions, ids: []string{opportunity}, query: options, opts: opts})
}

// AllActions walks over all pages of ListActions. It calls GET /opportunities/{opportunity}/file_actions.
func (s *FilesService) AllActions(ctx context.Context, opportunity string, options FileActionListOptions, opts ...RequestOption) iter.Seq2[FileAction, error] {
	call := call{op: listFileActions, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(action FileAction) string { return action.ID })
}

// download makes a call that answers bytes.
func download(ctx context.Context, c *Client, call call) (FileContent, error) {
	call.stream = true
	resp, err := c.send(ctx, call)
	if err != nil {
		return FileContent{}, err
	}
	return FileContent{ReadCloser: resp.Stream, ContentType: resp.Header.Get("Content-Type"), Length: resp.Length}, nil
}
