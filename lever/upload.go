package lever

import (
	"fmt"
	"io"
	"mime"
	"strings"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// MaxUpload is the most bytes Lever takes in one upload.
const MaxUpload = 30 << 20

// FileUploadRequest is a file to upload.
type FileUploadRequest struct {
	Name        string // with extension; Lever reads docx, doc, js, jpg, png, pdf and txt
	ContentType string // empty: application/octet-stream
	Size        int64  // bytes, at most MaxUpload; 0 if not known, then the request is sent in chunks
	// Open is called once per try and gives the bytes from the start. What it gives is closed after the try.
	Open func() (io.ReadCloser, error)
}

// uploadForm frames one file.
func uploadForm(op operation, req FileUploadRequest) (*transport.Body, error) {
	return form(op, nil, []filePart{{"file", req}})
}

func (req FileUploadRequest) contentType() string {
	if req.ContentType == "" {
		return "application/octet-stream"
	}
	return req.ContentType
}

func (req FileUploadRequest) check(op operation) error {
	switch {
	case strings.TrimSpace(req.Name) == "":
		return op.argument("name", quoted(req.Name), "a file name")
	case req.Open == nil:
		return op.argument("open", "nil", "a function that opens the file")
	case req.Size < 0 || req.Size > MaxUpload:
		return op.argument("size", fmt.Sprintf("%d bytes", req.Size), fmt.Sprintf("0 if unknown, or up to %d", MaxUpload))
	}
	if _, _, err := mime.ParseMediaType(req.contentType()); err != nil || strings.ContainsAny(req.ContentType, "\r\n") {
		return op.argument("content type", quoted(req.ContentType), "a media type")
	}
	return nil
}

// sizedFile fails when the file is not as long as was said. Without it a longer file would push the form's end out of the
// request, and Lever would see a broken form.
type sizedFile struct {
	source io.Reader
	left   int64
	sized  bool
}

func (f *sizedFile) Read(p []byte) (int, error) {
	n, err := f.source.Read(p)
	if !f.sized {
		return n, err
	}
	f.left -= int64(n)
	switch {
	case f.left < 0:
		return 0, fmt.Errorf("the file is longer than its Size")
	case err == io.EOF && f.left > 0:
		return n, fmt.Errorf("the file is %d bytes shorter than its Size: %w", f.left, io.ErrUnexpectedEOF)
	}
	return n, err
}
