package hipeople

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// fetcher downloads from URLs that came in answers, and trusts none of them.
type fetcher struct {
	client  *Client
	rules   hostRules
	inside  *http.Client // to the API's own origin: the caller's transport
	outside *http.Client // anywhere else: connections are checked when they are dialled
}

const maxHops = 5

func newFetcher(c *Client) *fetcher {
	inside := &http.Client{CheckRedirect: lastResponse}
	if c.http != nil {
		inside.Transport = c.http.Transport
	}
	dialer := &net.Dialer{
		Timeout: 10 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error { return checkAddress(address, c.reports.loopback) },
	}
	outside := &http.Client{CheckRedirect: lastResponse, Transport: &http.Transport{
		// No proxy: through one, the address dialled would be the proxy's.
		DialContext:           dialer.DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		IdleConnTimeout:       30 * time.Second,
		DisableCompression:    true,
	}}
	return &fetcher{client: c, inside: inside, outside: outside, rules: hostRules{
		base: c.base, hosts: c.reports.hosts, loopback: c.reports.loopback,
	}}
}

func lastResponse(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// get follows target to a 200 and hands its body over.
func (f *fetcher) get(ctx context.Context, target *url.URL) (*http.Response, error) {
	for range maxHops {
		if err := f.rules.check(target, f.client.profile.Report.Hosts); err != nil {
			return nil, err
		}
		resp, err := f.hop(ctx, target)
		if err != nil {
			return nil, &ReportError{Host: target.Host, Reason: "no answer", Err: redactURL(err)}
		}
		switch status := resp.StatusCode; {
		case status == http.StatusOK:
			return resp, nil
		case isRedirect(status):
			discard(resp)
			next, err := target.Parse(resp.Header.Get("Location"))
			if err != nil || resp.Header.Get("Location") == "" {
				return nil, &ReportError{Host: target.Host, Reason: "redirect without a usable location", Status: status}
			}
			target = next
		default:
			discard(resp)
			return nil, f.notReport(target, resp)
		}
	}
	return nil, &ReportError{Host: target.Host, Reason: fmt.Sprintf("more than %d redirects", maxHops-1)}
}

// hop asks one URL. Credentials go to URLs below the API's base and nowhere else.
func (f *fetcher) hop(ctx context.Context, target *url.URL) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/pdf")
	req.Header.Set("Accept-Encoding", "identity") // else the length would not be known
	req.Header.Set("User-Agent", userAgent)
	if !f.rules.sameOrigin(target) {
		return f.outside.Do(req)
	}
	if f.rules.belowBase(target) {
		if err := f.wait(ctx); err != nil {
			return nil, err
		}
		f.client.auth.set(req.Header)
	}
	return f.inside.Do(req)
}

// wait takes a slot of the API's rate limit.
func (f *fetcher) wait(ctx context.Context) error {
	delay, err := f.client.Reserve(ctx)
	if err != nil || delay <= 0 {
		return err
	}
	return sleep(ctx, delay)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// notReport sorts the answers that carry no report. On the API's own path a 404 says
// "not yet" and everything else is the API's refusal; elsewhere a 404 is a link that is
// gone.
func (f *fetcher) notReport(target *url.URL, resp *http.Response) error {
	status := resp.StatusCode
	api := f.rules.belowBase(target)
	switch {
	case slices.Contains([]int{http.StatusAccepted, http.StatusNoContent, http.StatusTooEarly}, status):
		return ErrNotReady
	case api && (status == http.StatusNotFound || status == http.StatusConflict):
		return ErrNotReady
	case api:
		answer := &transport.Error{Header: resp.Header}
		return &Error{
			// The template: a path that came in an answer may hold a token.
			Operation: "reports.open", Method: http.MethodGet, Path: "/" + f.client.profile.Report.Path,
			Status: status, Outcome: OutcomeRefused, RetryAfter: answer.RetryAfter(),
		}
	}
	return &ReportError{Host: target.Host, Reason: fmt.Sprintf("answered %d %s", status, http.StatusText(status)), Status: status}
}

func isRedirect(status int) bool {
	return slices.Contains([]int{301, 302, 303, 307, 308}, status)
}

// discard frees the connection of an answer that is not wanted.
func discard(resp *http.Response) {
	io.CopyN(io.Discard, resp.Body, 4<<10) //nolint:errcheck // only to reuse the connection
	resp.Body.Close()
}

// redactURL takes the URL off an error of net/http: its query may be a signature.
func redactURL(err error) error {
	var wrapped *url.Error
	for errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err
}

// hostRules say which URLs may be asked or shown.
type hostRules struct {
	base     *url.URL
	hosts    []string
	loopback bool
}

func (r hostRules) check(target *url.URL, hosts []string) error {
	name := strings.ToLower(target.Hostname())
	refuse := func(reason string) error { return &ReportError{Host: target.Host, Reason: reason} }
	switch {
	case name == "" || target.Opaque != "":
		return &ReportError{Host: "unknown", Reason: "the link names no host"}
	case target.User != nil:
		return refuse("the link carries a user name")
	case target.Scheme != "https" && !(target.Scheme == "http" && r.loopback && (r.sameOrigin(target) || isLoopback(name))):
		return refuse("the link is not https")
	}
	if r.sameOrigin(target) || r.loopback && isLoopback(name) {
		return nil
	}
	if allowed(name, r.hosts) || allowed(name, hosts) {
		return nil
	}
	return refuse("the host is not on the list of report hosts")
}

func (r hostRules) sameOrigin(target *url.URL) bool {
	return target.Scheme == r.base.Scheme && strings.EqualFold(target.Host, r.base.Host)
}

// belowBase looks at the path without its dots, encoded ones included.
func (r hostRules) belowBase(target *url.URL) bool {
	prefix := strings.TrimRight(r.base.Path, "/") + "/"
	return r.sameOrigin(target) && strings.HasPrefix(path.Clean(target.Path), prefix)
}

func allowed(name string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if parent, wild := strings.CutPrefix(pattern, "*"); wild {
			return strings.HasSuffix(name, parent)
		}
		return name == pattern
	})
}

func isLoopback(name string) bool {
	address, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && address.Unmap().IsLoopback()
}

// checkAddress refuses addresses that a public report cannot lie at. It runs after the
// name was resolved, so a name that points inwards does not get through.
func checkAddress(address string, loopback bool) error {
	host, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("unusable address: %w", err)
	}
	ip := host.Addr().Unmap()
	if ip.IsLoopback() && loopback {
		return nil
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || inReserved(ip) {
		return errors.New("the address is not public")
	}
	return nil
}

// reserved are ranges that IsGlobalUnicast lets through although nothing public lies
// there, or that reach IPv4 by another name.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carrier-grade NAT
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), // NAT64
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4
	netip.MustParsePrefix("2001::/32"), // Teredo
	netip.MustParsePrefix("fec0::/10"),
}

func inReserved(ip netip.Addr) bool {
	return slices.ContainsFunc(reserved, func(prefix netip.Prefix) bool { return prefix.Contains(ip) })
}
