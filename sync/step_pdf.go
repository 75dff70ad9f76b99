package sync

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/leverhipeople/leverhipeople/internal/failpoint"
	"github.com/leverhipeople/leverhipeople/lever"
)

// pdfAction takes the report from HiPeople to the candidate's files. The report is
// fetched whole and checked before the upload is intended, into a file that has no
// name any more; so a broken download never reaches Lever, and nothing is kept.
func (e *Engine) pdfAction(v view, step Step) action {
	c, client := v.check, v.account.lever
	name := pdfName(&c, step.Version)
	var report *spool
	return action{
		account: client,
		needs:   []need{{v.account.hipeople, 1}, {client, 1}}, // read the candidate, upload
		require: Require{ConnectionLive: true, CheckOpen: true},
		proven:  true,
		author:  len(c.Authors),
		prepare: func(on booked) (remoteID string, err error) {
			report, err = fetchReport(on(v.account.hipeople), v)
			return "", err
		},
		send: func(ctx context.Context) (string, error) {
			file, err := client.Files.Upload(ctx, c.Opportunity, lever.FileUploadRequest{
				Name: name, ContentType: "application/pdf", Size: report.size, Open: report.open,
			}, author(c, step)...)
			return file.ID, err
		},
		look: func(ctx context.Context) (string, error) {
			for file, err := range client.Files.All(ctx, c.Opportunity, lever.FileListOptions{}) {
				if err != nil {
					return "", err
				}
				if file.Name == name {
					return file.ID, nil
				}
			}
			return "", nil
		},
		close: func() { report.close() },
	}
}

// fetchReport reads the candidate again, since links to reports expire, and spools
// the PDF.
func fetchReport(ctx context.Context, v view) (*spool, error) {
	candidate, err := v.account.hipeople.Candidates.Get(ctx, v.check.Candidate)
	if err != nil {
		return nil, err
	}
	report, err := v.account.hipeople.Reports.Open(ctx, candidate)
	if err != nil {
		return nil, err
	}
	defer report.Close()
	return newSpool(report)
}

// spool is a temporary file that is gone when it is closed or the process dies.
type spool struct {
	file *os.File
	size int64
}

func newSpool(r io.Reader) (*spool, error) {
	file, err := os.CreateTemp("", "leverhipeople-report-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	size, err := io.Copy(file, r)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &spool{file, size}, nil
}

// open reads the spool from its start, once per try.
func (s *spool) open() (io.ReadCloser, error) {
	return io.NopCloser(failpoint.Reader(failpoint.PDFHalf, io.NewSectionReader(s.file, 0, s.size), s.size)), nil
}

func (s *spool) close() {
	if s != nil {
		s.file.Close()
	}
}
