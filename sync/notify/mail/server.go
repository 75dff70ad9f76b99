package mail

import (
	"net"
	"net/url"
	"strconv"

	gomail "github.com/wneessen/go-mail"
)

// server is an SMTP URL, taken apart.
type server struct {
	host           string
	port           int
	user, password string
	implicitTLS    bool
	policy         gomail.TLSPolicy
}

func parseServer(smtpURL string) (server, error) {
	// The parser's error quotes the URL and with it the password.
	parsed, err := url.Parse(smtpURL)
	if err != nil || parsed.Hostname() == "" || (parsed.Path != "" && parsed.Path != "/") {
		return server{}, &ConfigError{Field: "SMTP URL", Want: "like smtp://user:password@host:port"}
	}
	s := server{host: parsed.Hostname(), policy: gomail.TLSMandatory}
	switch parsed.Scheme {
	case "smtp":
		s.port = 587
	case "smtps":
		s.port, s.implicitTLS = 465, true
	default:
		return server{}, &ConfigError{Field: "SMTP URL's scheme", Want: "smtp or smtps"}
	}
	if text := parsed.Port(); text != "" {
		if s.port, err = strconv.Atoi(text); err != nil || s.port < 1 || s.port > 65535 {
			return server{}, &ConfigError{Field: "SMTP URL's port", Want: "between 1 and 65535"}
		}
	}
	s.user = parsed.User.Username()
	s.password, _ = parsed.User.Password()
	if s.user == "" && s.password != "" {
		return server{}, &ConfigError{Field: "SMTP URL's user", Want: "set when there is a password"}
	}
	return s.withPolicy(parsed.Query())
}

func (s server) withPolicy(query url.Values) (server, error) {
	for name := range query {
		if name != "tls" {
			return server{}, &ConfigError{Field: "SMTP URL's query", Want: "tls=none or nothing"}
		}
	}
	switch mode := query.Get("tls"); {
	case mode == "none" && s.implicitTLS:
		return server{}, &ConfigError{Field: "SMTP URL's tls", Want: "absent with smtps"}
	case mode == "none" && s.user != "":
		return server{}, &ConfigError{Field: "SMTP URL's tls", Want: "absent when there is a user: the password would be readable on the way"}
	case mode == "none":
		s.policy = gomail.NoTLS
	case mode != "":
		return server{}, &ConfigError{Field: "SMTP URL's tls", Want: "none or absent"}
	// With implicit TLS a server has no STARTTLS to offer; but only with a policy does
	// go-mail look and find that the connection is safe for a password.
	case s.implicitTLS, isLoopback(s.host):
		s.policy = gomail.TLSOpportunistic
	}
	return s, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
