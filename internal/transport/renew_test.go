package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
)

// purse is a credential that Renew replaces by the next one.
type purse struct {
	number  int
	refused []string
	stays   bool
	err     error
}

func (p *purse) config(c *Config) {
	c.Authorize = func(_ context.Context, header http.Header) error {
		header.Set("Authorization", fmt.Sprint("Bearer ", p.number))
		return nil
	}
	c.Renew = func(_ context.Context, refused http.Header) (bool, error) {
		p.refused = append(p.refused, refused.Get("Authorization"))
		if p.stays || p.err != nil {
			return false, p.err
		}
		p.number++
		return true, nil
	}
}

// unauthorized refuses every credential up to the given one and notes the bodies.
func unauthorized(below int, bodies *[]string) httpmock.Responder {
	return func(req *http.Request) (*http.Response, error) {
		if req.Body != nil {
			body, _ := io.ReadAll(req.Body)
			req.Body.Close()
			*bodies = append(*bodies, string(body))
		}
		number := 0
		_, _ = fmt.Sscanf(req.Header.Get("Authorization"), "Bearer %d", &number)
		if number < below {
			return httpmock.NewStringResponse(401, "who are you?"), nil
		}
		return httpmock.NewStringResponse(200, "done"), nil
	}
}

func TestRenewedCredentialIsTriedOnce(t *testing.T) {
	t.Parallel()
	file := newSource(func() io.Reader { return strings.NewReader("pdf") })
	for name, req := range map[string]Request{"read": get("things"), "create": create(), "upload": upload(file, 3)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var bodies []string
			network, credential, book := mock(unauthorized(1, &bodies)), &purse{}, &ledger{}
			transport := open(t, mocked, over(network), credential.config, func(c *Config) { c.Limiter, c.MaxTries = book, 1 })
			resp, err := transport.Do(t.Context(), req)
			if err != nil || string(resp.Body) != "done" {
				t.Fatal(resp, err)
			}
			if len(credential.refused) != 1 || credential.refused[0] != "Bearer 0" || book.booked != 2 {
				t.Errorf("renewed after %q, %d slots", credential.refused, book.booked)
			}
			if len(bodies) > 0 && (len(bodies) != 2 || bodies[0] != bodies[1] || bodies[0] == "") {
				t.Errorf("bodies %q, want the same twice", bodies)
			}
		})
	}
}

func TestRefusalsThatRenewingDoesNotCure(t *testing.T) {
	t.Parallel()
	fault := errors.New("no store")
	for name, row := range map[string]struct {
		credential *purse
		tries      int
		cause      error
	}{
		"refused again": {&purse{}, 2, nil},
		"not renewed":   {&purse{stays: true}, 1, nil},
		"renewal fails": {&purse{err: fault}, 1, fault},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var bodies []string
			network := mock(unauthorized(9, &bodies))
			_, err := open(t, mocked, over(network), row.credential.config).Do(t.Context(), create())
			e := failure(t, err)
			if e.Status != 401 || e.Outcome != Refused || string(e.Body) != "who are you?" || row.cause != nil && !errors.Is(err, row.cause) {
				t.Errorf("%v: outcome %s, body %q", err, e.Outcome, e.Body)
			}
			if got := network.GetTotalCallCount(); got != row.tries || len(row.credential.refused) != 1 {
				t.Errorf("%d tries, %d renewals", got, len(row.credential.refused))
			}
		})
	}
}

// Doubt about an earlier try is not forgotten over a renewal.
func TestRenewalKeepsDoubt(t *testing.T) {
	t.Parallel()
	network := mock(httpmock.NewStringResponder(500, "").Then(httpmock.NewStringResponder(401, "")).Then(httpmock.NewStringResponder(404, "")))
	req := create()
	req.Repeatable = true
	_, err := open(t, mocked, over(network), (&purse{}).config).Do(t.Context(), req)
	if e := failure(t, err); e.Status != 404 || e.Outcome != Unknown || network.GetTotalCallCount() != 3 {
		t.Errorf("%v: outcome %s, %d tries", err, e.Outcome, network.GetTotalCallCount())
	}
}
