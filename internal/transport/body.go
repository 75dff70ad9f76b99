package transport

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

// lazyBody opens its source when a try is about to start. go-retryablehttp opens
// every body once more to measure it; a file or a download must not be opened for that.
//
// Close may come while a Read or an open runs, and even before the first one.
type lazyBody struct {
	open   func() (io.ReadCloser, error)
	mu     sync.Mutex
	source io.ReadCloser
	closed bool
}

func (b *lazyBody) Read(p []byte) (int, error) {
	source, err := b.opened()
	if err != nil {
		return 0, err
	}
	return source.Read(p)
}

func (b *lazyBody) opened() (io.ReadCloser, error) {
	b.mu.Lock()
	source, closed := b.source, b.closed
	b.mu.Unlock()
	switch {
	case closed:
		return nil, http.ErrBodyReadAfterClose
	case source != nil:
		return source, nil
	}
	source, err := b.open() // not under the lock, which Close needs
	if err != nil {
		return nil, &openError{err}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		source.Close()
		return nil, http.ErrBodyReadAfterClose
	}
	b.source = source
	return source, nil
}

// await opens the source, unless that takes longer than a try may.
func (b *lazyBody) await(ctx context.Context, patience time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errTryTimeout)
	defer cancel()
	opened := make(chan error, 1)
	go func() {
		_, err := b.opened()
		opened <- err
	}()
	select {
	case err := <-opened:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (b *lazyBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	closed := b.closed
	b.closed = true
	if closed || b.source == nil {
		return nil
	}
	return b.source.Close()
}

// abandonable is a body whose Read ends with the try even if its source does not
// return: net/http waits for a Read that runs before it gives up a try. What the
// source then gives is thrown away.
func abandonable(ctx context.Context, source io.ReadCloser) io.ReadCloser {
	reader, writer := io.Pipe()
	body := &abandonableBody{PipeReader: reader, source: source}
	body.start = sync.OnceFunc(func() {
		go func() {
			_, err := io.Copy(writer, source)
			writer.CloseWithError(err)
		}()
	})
	body.stop = context.AfterFunc(ctx, func() { reader.CloseWithError(context.Cause(ctx)) })
	return body
}

// wrapBody wraps the body, and the one that net/http opens to start over on a stale
// connection.
func wrapBody(req *http.Request, wrap func(io.ReadCloser) io.ReadCloser) {
	req.Body = wrap(req.Body)
	if reopen := req.GetBody; reopen != nil {
		req.GetBody = func() (io.ReadCloser, error) {
			body, err := reopen()
			if err != nil {
				return nil, err
			}
			return wrap(body), nil
		}
	}
}

type abandonableBody struct {
	*io.PipeReader
	source io.Closer
	start  func()
	stop   func() bool
}

func (b *abandonableBody) Read(p []byte) (int, error) {
	b.start()
	return b.PipeReader.Read(p)
}

// closeGrace is how long a source may take to close before the try goes on without it.
const closeGrace = 100 * time.Millisecond

// Close waits for the source to be closed, so that who made the call finds it closed
// when the call returns, but not for one that hangs: its Close may wait for its Read.
func (b *abandonableBody) Close() error {
	b.stop()
	err := b.PipeReader.Close() // lets a Read's result go that nobody wants any more
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		b.source.Close()
	}()
	grace := time.NewTimer(closeGrace)
	defer grace.Stop()
	select {
	case <-closed:
	case <-grace.C:
	}
	return err
}

// openError says that the caller's body could not be opened.
type openError struct{ err error }

func (e *openError) Error() string { return "open the request body: " + e.err.Error() }
func (e *openError) Unwrap() error { return e.err }
