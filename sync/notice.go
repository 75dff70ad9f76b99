package sync

import "context"

// NoticeKind says what a notice is about.
type NoticeKind string

// The kinds of notice.
const (
	NoticeFeedback NoticeKind = "feedback" // a referee has answered
	NoticeReport   NoticeKind = "report"   // the report is out
	NoticeReview   NoticeKind = "review"   // a step needs a person
	NoticeLost     NoticeKind = "lost"     // a connection is refused
)

// Notice is one message to one recipient of the team.
type Notice struct {
	ID         string // the same notice repeated has the same id; it becomes the mail's Message-ID
	Kind       NoticeKind
	Connection string
	Check      string   // "" when it is about the connection
	Recipient  string   // mail address; "" for channels that have no addressee
	Subject    string   // holds no personal data
	Lines      []string // paragraphs of plain text
	Links      []Link
}

// Link is where a notice leads.
type Link struct {
	Text string
	URL  string
}

// Notifier takes notices to people. It may be called again with the same notice
// when it is in doubt whether the first one arrived. An error that has a method
// NotSent() bool returning true is provably unsent.
type Notifier interface {
	Notify(ctx context.Context, notice Notice) error
}
