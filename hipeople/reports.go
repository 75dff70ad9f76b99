package hipeople

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
)

// Reports opens the PDF of a finished check.
type Reports struct {
	client *Client
	fetch  *fetcher
}

// reportSettings are what options say about reports.
type reportSettings struct {
	hosts    []string
	loopback bool
	maxSize  int64
}

const defaultMaxReport = 25 << 20

func newReports(c *Client) *Reports {
	if c.reports.maxSize == 0 {
		c.reports.maxSize = defaultMaxReport
	}
	return &Reports{client: c, fetch: newFetcher(c)}
}

func (s *Reports) closeIdleConnections() { s.fetch.outside.CloseIdleConnections() }

// ReportError is a report that was refused or came damaged. It names the host, never
// the path or query: signed links are secrets.
type ReportError struct {
	Host   string
	Reason string
	Status int   // of an answer that was no report, else 0
	Err    error // cause, may be nil
}

func (e *ReportError) Error() string {
	message := "hipeople: report from " + e.Host + ": " + e.Reason
	if e.Err != nil {
		message += ": " + e.Err.Error()
	}
	return message
}

// Unwrap returns the cause.
func (e *ReportError) Unwrap() error { return e.Err }

// Open starts reading a candidate's report. Read the candidate just before
// ([Candidates.Get]): links to reports expire. [ErrNotReady] means that there is none
// yet, which may last a while after the status says completed; [ErrNotSupported] that
// the profile does not say where it lies. A refusal by the API itself is an *[Error],
// everything else a *[ReportError]. The caller closes the report.
func (s *Reports) Open(ctx context.Context, candidate Candidate) (*Report, error) {
	target, err := s.target(candidate)
	if err != nil {
		return nil, err
	}
	resp, err := s.fetch.get(ctx, target)
	if err != nil {
		return nil, err
	}
	report, err := newReport(resp, s.client.reports.maxSize)
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return report, nil
}

func (s *Reports) target(candidate Candidate) (*url.URL, error) {
	spec := s.client.profile.Report
	switch {
	case spec.Path == "" && len(spec.URL) == 0:
		return nil, fmt.Errorf("reports.open: %w", ErrNotSupported)
	case !candidate.Status.Reported():
		return nil, ErrNotReady
	case candidate.reportURL != "":
		target, err := url.Parse(candidate.reportURL)
		if err != nil || !target.IsAbs() {
			return nil, &ReportError{Host: "unknown", Reason: "the link is not an absolute URL"}
		}
		return target, nil
	case spec.Path == "":
		return nil, ErrNotReady
	}
	path, err := idPath("reports.open", spec.Path, candidatePlaceholder, candidate.ID)
	if err != nil {
		return nil, err
	}
	for i, element := range path {
		path[i] = url.PathEscape(element)
	}
	return s.client.base.JoinPath(path...), nil
}

// shareURL passes a link for people through if it is https on an allowed host.
func (s *Reports) shareURL(text string) string {
	target, err := url.Parse(text)
	if err != nil || text == "" || s.fetch.rules.check(target, s.client.profile.Share.Hosts) != nil {
		return ""
	}
	return target.String()
}

// Report is a PDF as it arrives. Read it to the end: a body that was cut is an error
// of Read ([io.ErrUnexpectedEOF]), and so is one beyond the size bound.
type Report struct {
	length int64
	body   io.ReadCloser
	hash   hash.Hash
	head   *bytes.Reader
	host   string
	read   int64
	limit  int64
	end    error // what Read answers from now on
}

var pdfMagic = []byte("%PDF-")

func newReport(resp *http.Response, limit int64) (*Report, error) {
	r := &Report{length: resp.ContentLength, body: resp.Body, hash: sha256.New(), host: resp.Request.URL.Host, limit: limit}
	if r.length > limit {
		return nil, r.fail(fmt.Sprintf("%d bytes announced, at most %d allowed", r.length, limit), nil)
	}
	head := make([]byte, len(pdfMagic))
	if _, err := io.ReadFull(resp.Body, head); err != nil {
		return nil, r.fail("cut before the first bytes", err)
	}
	if !bytes.Equal(head, pdfMagic) {
		return nil, r.fail("not a PDF", nil)
	}
	r.head = bytes.NewReader(head)
	return r, nil
}

func (r *Report) fail(reason string, err error) error {
	return &ReportError{Host: r.host, Reason: reason, Err: redactURL(err)}
}

// Length is the number of bytes announced, -1 when the server did not say.
func (r *Report) Length() int64 { return r.length }

// Size is the number of bytes read so far.
func (r *Report) Size() int64 { return r.read }

// Read reads on.
func (r *Report) Read(p []byte) (int, error) {
	if r.end != nil {
		return 0, r.end
	}
	source := io.Reader(r.body)
	if r.head.Len() > 0 {
		source = r.head
	}
	n, err := source.Read(p)
	r.read += int64(n)
	r.hash.Write(p[:n])
	switch {
	case r.read > r.limit:
		r.end = r.fail(fmt.Sprintf("larger than %d bytes", r.limit), nil)
	case errors.Is(err, io.EOF) && r.length >= 0 && r.read < r.length:
		r.end = r.fail("cut", io.ErrUnexpectedEOF)
	case errors.Is(err, io.EOF):
		r.end = io.EOF
	case err != nil:
		r.end = r.fail("cut", err)
	}
	return n, r.end
}

// SHA256 is the digest of the report as 64 hex digits; "" until it was read to its
// end. The same report may have other bytes at each download.
func (r *Report) SHA256() string {
	if !errors.Is(r.end, io.EOF) {
		return ""
	}
	return fmt.Sprintf("%x", r.hash.Sum(nil))
}

// Close ends the download.
func (r *Report) Close() error { return r.body.Close() }
