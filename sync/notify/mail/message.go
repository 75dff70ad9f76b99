package mail

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/mail"
	"net/url"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

//go:embed notice.html
var noticeHTML string

var page = template.Must(template.New("notice").Parse(noticeHTML))

// compose makes the mail, or says why the notice can't be one.
func (m *Mailer) compose(notice hpsync.Notice) (*gomail.Msg, error) {
	if problem := check(notice); problem != "" {
		return nil, &Error{Stage: StageNotice, Detail: problem}
	}
	var body bytes.Buffer
	if err := page.Execute(&body, notice); err != nil {
		return nil, &Error{Stage: StageNotice, Detail: "the page can't be written", Err: err}
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&m.from)
	msg.ToMailAddress(&mail.Address{Address: notice.Recipient})
	msg.Subject(notice.Subject)
	msg.SetMessageIDWithValue(notice.ID + "@" + m.domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, plain(notice))
	msg.AddAlternativeString(gomail.TypeTextHTML, body.String())
	return msg, nil
}

// check returns what is wrong with a notice, without quoting it, or "".
func check(notice hpsync.Notice) string {
	address, err := mail.ParseAddress(notice.Recipient)
	switch {
	case !isToken(notice.ID):
		return "the id must be letters, digits and ._-"
	case err != nil || address.Address != notice.Recipient:
		return "the recipient must be a bare mail address"
	case strings.TrimSpace(notice.Subject) == "" || hasControl(notice.Subject):
		return "the subject must be one line of text"
	}
	for _, link := range notice.Links {
		target, err := url.Parse(link.URL)
		if err != nil || hasControl(link.URL) || target.Host == "" || (target.Scheme != "https" && target.Scheme != "http") {
			return "a link must be an absolute http or https URL"
		}
		if hasControl(link.Text) {
			return "a link's text must be one line"
		}
	}
	return ""
}

// isToken reports whether text can stand before the @ of a Message-ID as it is.
func isToken(text string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._-", r) {
			return false
		}
	}
	return text != "" && text[0] != '.' && text[len(text)-1] != '.' && !strings.Contains(text, "..")
}

func hasControl(text string) bool { return strings.ContainsFunc(text, unicode.IsControl) }

// plain is the text part: paragraphs, then links on lines of their own, so that no
// mail program breaks them.
func plain(notice hpsync.Notice) string {
	paragraphs := make([]string, 0, len(notice.Lines)+len(notice.Links))
	paragraphs = append(paragraphs, notice.Lines...)
	for _, link := range notice.Links {
		paragraphs = append(paragraphs, strings.TrimSpace(link.Text+"\n"+link.URL))
	}
	return strings.Join(paragraphs, "\n\n") + "\n"
}
