package mailbox

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Message is one mail as it arrived.
type Message struct {
	Number     int    // 1 is the oldest
	ID         string // Message-ID without its brackets; empty if there is none
	From, To   string // as in the header, decoded
	Subject    string // decoded
	Text       string // the plain text part; the whole body where there is none
	ReceivedAt time.Time
	File       string // the .eml file
	Raw        []byte
}

// newMessage reads what it can of a mail: one that nobody could parse is kept too.
func newMessage(number int, file string, raw []byte, receivedAt time.Time) Message {
	m := Message{Number: number, File: file, Raw: raw, ReceivedAt: receivedAt}
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		m.Text = string(raw)
		return m
	}
	m.ID = strings.Trim(parsed.Header.Get("Message-Id"), "<> ")
	m.From = decoded(parsed.Header.Get("From"))
	m.To = decoded(parsed.Header.Get("To"))
	m.Subject = decoded(parsed.Header.Get("Subject"))
	text, _ := plainText(parsed.Header.Get, parsed.Body)
	m.Text = strings.ReplaceAll(text, "\r\n", "\n")
	return m
}

func decoded(header string) string {
	text, err := new(mime.WordDecoder).DecodeHeader(header)
	if err != nil {
		return header
	}
	return text
}

// plainText finds the first part of plain text, one level deep, else returns the body
// as it is and false.
func plainText(header func(string) string, body io.Reader) (string, bool) {
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err == nil && strings.HasPrefix(kind, "multipart/") {
		content, _ := io.ReadAll(body)
		parts := multipart.NewReader(bytes.NewReader(content), params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err != nil {
				return string(content), false
			}
			if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind == "text/plain" {
				return plainText(part.Header.Get, part)
			}
		}
	}
	switch strings.ToLower(header("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	content, err := io.ReadAll(body)
	return string(content), err == nil
}

// numberOf is the number in a file's name; other people's files have none.
func numberOf(file string) (int, bool) {
	number, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(file), ".eml"))
	return number, err == nil && number > 0
}
