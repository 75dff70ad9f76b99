package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// smtpServer is a real SMTP server on loopback that can be told to misbehave.
type smtpServer struct {
	net.Listener
	tls      *tls.Config
	starttls bool
	auth     string // "user:password", asked for by AUTH PLAIN, on TLS only

	// at answers a command ("MAIL", "DATA", or "." for the end of a mail) in place of
	// the server: a reply, "close" to hang up, "hang" to say nothing, "" to go on.
	at func(command string) string

	mu       sync.Mutex
	mails    []string
	commands []string
}

// start listens; implicit puts TLS in front of everything.
func (s *smtpServer) start(t *testing.T, implicit bool) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Listener = listener
	var sessions sync.WaitGroup
	ended := make(chan struct{})
	sessions.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if implicit {
				conn = tls.Server(conn, s.tls)
			}
			sessions.Go(func() { s.serve(conn, ended) })
		}
	})
	t.Cleanup(func() {
		close(ended)
		_ = listener.Close()
		sessions.Wait()
	})
}

func (s *smtpServer) serve(conn net.Conn, ended <-chan struct{}) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	secure := false
	if secured, ok := conn.(*tls.Conn); ok {
		secure = secured.Handshake() == nil
	}
	reply := func(text string) { _, _ = conn.Write([]byte(text + "\r\n")) }
	reply("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, _, _ := strings.Cut(line, " ")
		switch s.told(verb, conn, ended) {
		case "ended":
			return
		case "replied":
			continue
		}
		switch verb {
		case "EHLO":
			reply("250-test\r\n250-8BITMIME" + s.extensions(secure) + "\r\n250 ENHANCEDSTATUSCODES")
		case "STARTTLS":
			reply("220 go")
			conn = tls.Server(conn, s.tls)
			in, secure = bufio.NewReader(conn), true
		case "AUTH":
			want := "AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00"+strings.Replace(s.auth, ":", "\x00", 1)))
			if line != want {
				reply("535 5.7.8 wrong password for " + s.auth)
				continue
			}
			reply("235 welcome")
		case "DATA":
			reply("354 go")
			mail := readMail(in)
			if mail == "" {
				return
			}
			if s.told(".", conn, ended) == "" {
				s.mu.Lock()
				s.mails = append(s.mails, mail)
				s.mu.Unlock()
				reply("250 2.0.0 taken")
			}
		case "QUIT":
			reply("221 bye")
			return
		default:
			reply("250 fine")
		}
	}
}

// told does what the test wants at a command.
func (s *smtpServer) told(verb string, conn net.Conn, ended <-chan struct{}) string {
	s.mu.Lock()
	s.commands = append(s.commands, verb)
	s.mu.Unlock()
	if s.at == nil {
		return ""
	}
	switch order := s.at(verb); order {
	case "":
		return ""
	case "close":
		_ = conn.Close()
		return "ended"
	case "hang":
		<-ended
		return "ended"
	default:
		_, _ = conn.Write([]byte(order + "\r\n"))
		return "replied"
	}
}

func (s *smtpServer) extensions(secure bool) string {
	text := ""
	if s.starttls && !secure {
		text += "\r\n250-STARTTLS"
	}
	if s.auth != "" && secure {
		text += "\r\n250-AUTH PLAIN"
	}
	return text
}

// readMail returns the mail without dot-stuffing, or "" if it never ended.
func readMail(in *bufio.Reader) string {
	var mail strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return ""
		}
		if line == ".\r\n" {
			return mail.String()
		}
		mail.WriteString(strings.TrimPrefix(line, "."))
	}
}

func (s *smtpServer) received() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.mails...)
}

func (s *smtpServer) saw(command string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.commands, command)
}

func (s *smtpServer) url(scheme, user, query string) string {
	return fmt.Sprintf("%s://%s%s%s", scheme, user, s.Addr(), query)
}

// certificate returns a server's and a client's side of a certificate for 127.0.0.1.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: roots}
}
