package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

var client = &http.Client{Timeout: 20 * time.Second}

// credential is put on a request; nil means none.
type credential func(req *http.Request)

func bearer(token string) credential {
	return func(req *http.Request) { req.Header.Set("Authorization", "Bearer "+token) }
}

func apiKey(key string) credential {
	return func(req *http.Request) { req.SetBasicAuth(key, "") }
}

// statusError is an answer that is no success.
type statusError struct {
	method, path string
	status       int
	body         string // its beginning
}

func (e *statusError) Error() string {
	return fmt.Sprintf("%s %s was answered %d: %s", e.method, e.path, e.status, e.body)
}

// send makes one call, with a body of JSON unless it is empty, and returns the answer's
// body. An answer beyond 2xx is a *statusError.
func send(ctx context.Context, method, url string, who credential, body string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		return nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if who != nil {
		who(req)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 32<<20))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, req.URL.Path, err)
	}
	if resp.StatusCode/100 != 2 {
		return nil, &statusError{method, req.URL.Path, resp.StatusCode, string(answer[:min(len(answer), 300)])}
	}
	return answer, nil
}

// fetch reads JSON.
func fetch[T any](ctx context.Context, url string, who credential) (T, error) {
	var value T
	answer, err := send(ctx, http.MethodGet, url, who, "")
	if err == nil {
		err = json.Unmarshal(answer, &value)
	}
	return value, err
}
