package proof

import (
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// mailServer keeps what it is sent, by Message-ID.
type mailServer struct {
	address string
	mu      sync.Mutex
	subject map[string]string // by Message-ID
	times   map[string]int
}

func newMailServer(t *testing.T) *mailServer {
	t.Helper()
	m := &mailServer{subject: map[string]string{}, times: map[string]int{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.address = listener.Addr().String()
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return mailSession{m}, nil }))
	s.Domain = "localhost"
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.Serve(listener)
	}()
	t.Cleanup(func() {
		listener.Close()
		s.Close()
		<-served
	})
	return m
}

// distinct counts messages whose subject contains text; the same one twice is one.
func (m *mailServer) distinct(text string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, subject := range m.subject {
		if strings.Contains(subject, text) {
			n++
		}
	}
	return n
}

type mailSession struct{ server *mailServer }

func (mailSession) Reset()                               {}
func (mailSession) Logout() error                        { return nil }
func (mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (mailSession) Rcpt(string, *smtp.RcptOptions) error { return nil }

func (s mailSession) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, message.Body); err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	id := message.Header.Get("Message-ID")
	s.server.subject[id] = message.Header.Get("Subject")
	s.server.times[id]++
	return nil
}
