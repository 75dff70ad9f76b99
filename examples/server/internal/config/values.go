package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/leverhipeople/leverhipeople/lever"
)

// leverHome is where one environment of Lever lies.
type leverHome struct {
	url   string
	hosts []string
}

var leverHomes = map[string]leverHome{
	"production": {lever.ProductionURL, []string{"api.lever.co", "api.eu.lever.co"}},
	"sandbox":    {lever.SandboxURL, []string{"api.sandbox.lever.co"}},
}

func (h leverHome) has(address string) bool {
	u, err := url.Parse(address)
	return err == nil && slices.Contains(h.hosts, u.Host)
}

// address parses a base URL: absolute, and https unless it leads to this machine,
// since credentials travel on it. What is wrong is said without user or password.
func address(value string) (u *url.URL, got string) {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" {
		return nil, "no absolute URL"
	}
	plain := u.Scheme == "http" && onLoopback(value)
	if u.Scheme != "https" && !plain || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Sprintf("%q", shown(value))
	}
	return u, ""
}

func setAddress(field *string, value string) (got string) {
	if _, got = address(value); got == "" {
		*field = strings.TrimRight(value, "/")
	}
	return got
}

// shown is a URL as it may stand in a message.
func shown(value string) string {
	u, err := url.Parse(value)
	if err != nil {
		return "no URL"
	}
	if u.User != nil {
		u.User = url.User("…")
	}
	if u.RawQuery != "" {
		u.RawQuery = "…"
	}
	out, err := url.PathUnescape(u.String())
	if err != nil {
		return u.String()
	}
	return out
}

func onLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	return u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
}

const maxSecret = 64 << 10

// readSecret reads a file that holds one secret. Line ends behind it are left out, since
// editors and secret managers write them.
func readSecret(path string) (secret, problem string) {
	file, err := os.Open(path)
	if err != nil {
		return "", "not readable: " + withoutPath(err)
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
	switch {
	case err != nil:
		return "", "not readable: " + withoutPath(err)
	case len(raw) > maxSecret:
		return "", "a file of more than 64 KiB"
	}
	if secret = strings.TrimSpace(string(raw)); secret == "" {
		return "", "an empty file"
	}
	return secret, ""
}

func withoutPath(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return err.Error()
}
