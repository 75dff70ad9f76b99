package lever

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
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

// body frames the file as a form. Frame and size are known beforehand, so the length of the whole is, too.
func (req FileUploadRequest) body() (*transport.Body, error) {
	contentType := req.ContentType
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	switch {
	case strings.TrimSpace(req.Name) == "":
		return nil, uploadFile.argument("name", quoted(req.Name), "a file name")
	case req.Open == nil:
		return nil, uploadFile.argument("open", "nil", "a function that opens the file")
	case req.Size < 0 || req.Size > MaxUpload:
		return nil, uploadFile.argument("size", fmt.Sprintf("%d bytes", req.Size), fmt.Sprintf("0 if unknown, or up to %d", MaxUpload))
	}
	if _, _, err := mime.ParseMediaType(contentType); err != nil || strings.ContainsAny(contentType, "\r\n") {
		return nil, uploadFile.argument("content type", quoted(contentType), "a media type")
	}
	var head bytes.Buffer
	form := multipart.NewWriter(&head)
	_, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("file", req.Name)},
		"Content-Type":        {contentType},
	})
	if err != nil {
		return nil, err
	}
	tail := "\r\n--" + form.Boundary() + "--\r\n"
	length := int64(-1)
	if req.Size > 0 {
		length = int64(head.Len()) + req.Size + int64(len(tail))
	}
	return &transport.Body{ContentType: form.FormDataContentType(), Length: length, Open: func() (io.ReadCloser, error) {
		source, err := req.Open()
		if err != nil {
			return nil, err
		}
		file := &sizedFile{source: source, left: req.Size, sized: req.Size > 0}
		return &framed{io.MultiReader(bytes.NewReader(head.Bytes()), file, strings.NewReader(tail)), source}, nil
	}}, nil
}

type framed struct {
	io.Reader
	io.Closer
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
