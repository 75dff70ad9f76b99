package lever

import "context"

var createUpload = operation{name: "uploads.create", method: "POST", path: "/uploads", scope: "uploads:write:admin"}

// UploadsService has the verb of files for applications.
type UploadsService struct{ client *Client }

// Create hands over a file that Lever keeps for 24 hours. [Upload.URI] is the value of a file field in [ApplyRequest]. The
// bytes are streamed: they are never held in memory as a whole. It calls POST /uploads.
func (s *UploadsService) Create(ctx context.Context, req FileUploadRequest, opts ...RequestOption) (Upload, error) {
	body, err := uploadForm(createUpload, req)
	if err != nil {
		return Upload{}, err
	}
	return one[Upload](ctx, s.client, call{op: createUpload, body: body, opts: opts})
}
