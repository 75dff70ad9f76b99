package mailbox

import (
	"io"

	"github.com/emersion/go-smtp"
)

// session takes whatever comes: sender and recipients are read from the mail itself.
type session struct {
	box *Mailbox
}

func (*session) Mail(string, *smtp.MailOptions) error { return nil }
func (*session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (*session) Reset()                               {}
func (*session) Logout() error                        { return nil }

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.box.keep(raw); err != nil {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "the mail can't be stored now"}
	}
	return nil
}
