package mail_test

import (
	"context"
	"errors"
	"fmt"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/notify/mail"
)

// A password never travels unencrypted, and never stands in an error.
func ExampleNew() {
	_, err := mail.New("smtp://checks:secret@mail.example.com?tls=none", "checks@example.com")
	fmt.Println(err)
	// Output:
	// mail: SMTP URL's tls must be absent when there is a user: the password would be readable on the way
}

// NotSent tells whether the same notice can be sent again without reaching anybody
// twice.
func ExampleError_NotSent() {
	mailer, err := mail.New("smtps://mail.example.com", "Reference checks <checks@example.com>")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = mailer.Notify(context.Background(), hpsync.Notice{
		ID: "n-1", Recipient: "reviewer@example.com", Subject: "Ready\r\nBcc: everybody@example.com",
	})
	var failed *mail.Error
	if errors.As(err, &failed) {
		fmt.Println(err, failed.NotSent())
	}
	// Output: mail: notice: the subject must be one line of text true
}
