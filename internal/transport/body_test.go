package transport

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
)

// endless answers until nobody listens any more.
func endless(w http.ResponseWriter, _ *http.Request) {
	chunk := make([]byte, 64<<10)
	for {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// bomb is 100 MB that travel as 100 KB.
func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	packed := gzip.NewWriter(w)
	defer packed.Close()
	_, _ = io.CopyN(packed, zeros{}, 100<<20)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestAnswerBeyondBound(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	const bound = 1 << 20
	for name, handler := range map[string]http.HandlerFunc{"endless": endless, "bomb": bomb} {
		var requests atomic.Int64
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			handler(w, r)
		})
		transport := open(t, server.URL, func(c *Config) { c.MaxBody = bound })
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := transport.Do(t.Context(), get("things"))
		runtime.ReadMemStats(&after)
		var tooLarge *tooLargeError
		if e := failure(t, err); !errors.As(err, &tooLarge) || e.Status != 200 || requests.Load() != 1 {
			t.Errorf("%s: %v after %d requests", name, err, requests.Load())
		}
		if held := after.TotalAlloc - before.TotalAlloc; held > 16*bound { // growing in steps, and the server's share
			t.Errorf("%s: %d KB were allocated for an answer of at most %d KB", name, held>>10, bound>>10)
		}
		if requests.Store(0); name == "endless" { // an error page is bounded too, and its status stays
			handler = func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusNotFound)
				endless(w, r)
			}
			_, err = transport.Do(t.Context(), create())
			if e := failure(t, err); e.Status != 404 || e.Outcome != Refused || len(e.Body) != errorBody || requests.Load() != 1 {
				t.Errorf("404: %v, outcome %s, %d bytes kept, %d requests", err, e.Outcome, len(e.Body), requests.Load())
			}
		}
	}
}

func TestAnswerOfExactlyTheBound(t *testing.T) {
	t.Parallel()
	for size, fits := range map[int]bool{0: true, 9: true, 10: true, 11: false} {
		network := mock(httpmock.NewBytesResponder(200, make([]byte, size)))
		resp, err := open(t, mocked, over(network), func(c *Config) { c.MaxBody = 10 }).Do(t.Context(), get("things"))
		if fits && (err != nil || len(resp.Body) != size) || !fits && err == nil {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestUploadIsOpenedOncePerTry(t *testing.T) {
	t.Parallel()
	var mu atomic.Int64
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if string(body) != "a whole file" {
			t.Errorf("try %d got %q", mu.Load()+1, body)
		}
		if mu.Add(1) < 3 {
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	for _, length := range []int64{12, -1} {
		mu.Store(0)
		file := newSource(func() io.Reader { return strings.NewReader("a whole file") })
		if _, err := open(t, server.URL).Do(t.Context(), upload(file, length)); err != nil {
			t.Fatal(err)
		}
		file.expect(t, 3)
	}
}

// A server may answer before it read the upload.
func TestUploadAnsweredEarly(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) })
	file := newSource(func() io.Reader { return io.LimitReader(zeros{}, 4<<20) })
	_, err := open(t, server.URL, func(c *Config) { c.MaxTries = 3 }).Do(t.Context(), upload(file, 4<<20))
	if e := failure(t, err); e.Status == 429 && e.Outcome != Refused || e.Status == 0 && e.Outcome != Unknown {
		t.Errorf("%v: outcome %s", err, e.Outcome)
	}
	opened := func() int { file.mu.Lock(); defer file.mu.Unlock(); return file.opened }()
	file.expect(t, opened)
}

// A body is closed even if its try never got to the wire, and not opened at all
// if the try may not start.
func TestUploadThatNeverLeft(t *testing.T) {
	t.Parallel()
	file := newSource(func() io.Reader { return strings.NewReader("pdf") })
	_, err := open(t, refused).Do(t.Context(), upload(file, 3))
	if e := failure(t, err); e.Outcome != NotSent {
		t.Errorf("%v: outcome %s", err, e.Outcome)
	}
	file.expect(t, 4)
	file = newSource(file.reader)
	_, err = open(t, mocked, func(c *Config) { c.Limiter = &ledger{err: errReset} }).Do(t.Context(), upload(file, 3))
	if failure(t, err); file.opened != 0 {
		t.Errorf("opened %d times without a slot", file.opened)
	}
	_, err = open(t, mocked).Do(WithWriteDeadline(t.Context(), time.Now().Add(-1)), upload(file, 3))
	if e := failure(t, err); e.Outcome != NotSent {
		t.Errorf("%v: outcome %s", err, e.Outcome)
	}
	file.expect(t, 1)
}

func TestUploadThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	fault := errors.New("no such report")
	var requests atomic.Int64
	server := serve(t, func(http.ResponseWriter, *http.Request) { requests.Add(1) })
	opened := 0
	body := &Body{Length: 3, Open: func() (io.ReadCloser, error) { opened++; return nil, fault }}
	_, err := open(t, server.URL).Do(t.Context(), Request{Operation: "files.upload", Method: http.MethodPost, Path: []string{"files"}, Body: body})
	if e := failure(t, err); e.Outcome != NotSent || !errors.Is(err, fault) || opened != 1 || requests.Load() != 0 {
		t.Errorf("%v: outcome %s, opened %d times, %d requests", err, e.Outcome, opened, requests.Load())
	}
}

func TestLazyBody(t *testing.T) {
	t.Parallel()
	file := newSource(func() io.Reader { return strings.NewReader("pdf") })
	body := &lazyBody{open: file.open}
	if err := body.Close(); err != nil || file.opened != 0 {
		t.Fatal(err, file.opened)
	}
	if _, err := body.Read(make([]byte, 1)); err == nil || file.opened != 0 {
		t.Errorf("a closed body was opened: %v", err)
	}
	body = &lazyBody{open: file.open}
	if data, err := io.ReadAll(body); string(data) != "pdf" || err != nil {
		t.Errorf("%q %v", data, err)
	}
	for range 2 {
		if err := body.Close(); err != nil {
			t.Error(err)
		}
	}
	file.expect(t, 1)
}

func TestDownload(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/gone" {
			http.Error(w, "no file", http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, "a whole file")
	})
	req := Request{Operation: "files.download", Method: http.MethodGet, Path: []string{"file"}, Stream: true}
	resp, err := open(t, server.URL, func(c *Config) { c.MaxBody = 1 }).Do(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(resp.Stream)
	if string(data) != "a whole file" || err != nil || resp.Length != 12 || resp.Body != nil {
		t.Errorf("%q of %d: %v", data, resp.Length, err)
	}
	if err := resp.Stream.Close(); err != nil {
		t.Error(err)
	}
	var try context.Context
	network := mock(func(req *http.Request) (*http.Response, error) {
		try = req.Context()
		return httpmock.NewStringResponse(200, "file"), nil
	})
	if resp, err = open(t, mocked, over(network)).Do(t.Context(), req); err != nil || try.Err() != nil {
		t.Fatal(err, try.Err())
	}
	if err := resp.Stream.Close(); err != nil || try.Err() == nil {
		t.Errorf("what the try held is not let go: %v", err)
	}
	req.Path = []string{"gone"}
	_, err = open(t, server.URL).Do(t.Context(), req)
	if e := failure(t, err); e.Status != 404 || !bytes.Equal(e.Body, []byte("no file\n")) {
		t.Errorf("%v: %q", err, e.Body)
	}
}

// heap is the most that was in use over idle whenever look was called.
type heap struct{ idle, most uint64 }

func (h *heap) look() {
	var now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&now)
	h.most = max(h.most, now.HeapAlloc)
	if h.idle == 0 {
		h.idle = now.HeapAlloc
	}
}

func (h *heap) check(t *testing.T) {
	t.Helper()
	if held := h.most - h.idle; held > 2<<20 {
		t.Errorf("%d KB held above idle, want less than 2048", held>>10)
	}
}

// watched looks at the heap after each MB.
func watched(r io.Reader, h *heap) io.Reader {
	total := 0
	return readFunc(func(p []byte) (int, error) {
		n, err := r.Read(p)
		if (total+n)>>20 > total>>20 {
			h.look()
		}
		total += n
		return n, err
	})
}

func TestStreamsHoldLittle(t *testing.T) { //nolint:paralleltest // it watches the heap of the process
	const size = 30 << 20
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if n, err := io.Copy(io.Discard, r.Body); n != size || err != nil {
				t.Errorf("%d bytes arrived: %v", n, err)
			}
			return
		}
		_, _ = io.CopyN(w, zeros{}, size)
	})
	transport := open(t, server.URL)
	if _, err := transport.Do(t.Context(), upload(newSource(func() io.Reader { return io.LimitReader(zeros{}, size) }), size)); err != nil {
		t.Fatal(err) // warms up pools and connection
	}
	var up, down heap
	up.look()
	if _, err := transport.Do(t.Context(), upload(newSource(func() io.Reader { return watched(io.LimitReader(zeros{}, size), &up) }), size)); err != nil {
		t.Fatal(err)
	}
	up.check(t)
	down.look()
	resp, err := transport.Do(t.Context(), Request{Operation: "files.download", Method: http.MethodGet, Path: []string{"file"}, Stream: true})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Stream.Close()
	if n, err := io.Copy(io.Discard, watched(resp.Stream, &down)); n != size || err != nil {
		t.Errorf("%d bytes arrived: %v", n, err)
	}
	down.check(t)
}
