package mail

import (
	"context"
	"crypto/tls"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// dialer opens the one connection of a notice and holds it to the context.
type dialer struct {
	ctx    context.Context
	server server
	tls    *tls.Config
	conn   *conn
}

// dial gets a context of the library that ends with the dialing; the connection obeys
// the one of Notify.
func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	raw, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	d.conn = &conn{Conn: raw, ctx: d.ctx}
	// Unblocks reads too: a server that never answers must not outlast the context.
	d.conn.stop = context.AfterFunc(d.ctx, func() { _ = raw.Close() })
	if !d.server.implicitTLS {
		return d.conn, nil
	}
	secured := tls.Client(d.conn, d.tls.Clone())
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secured, nil
}

func (d *dialer) close() {
	if d.conn != nil {
		d.conn.stop()
		_ = d.conn.Close()
	}
}

func (d *dialer) refused() bool { return d.conn != nil && d.conn.refused.Load() }

// conn refuses to write once the context is over. The clock is compared in Write,
// because a process that was suspended wakes up past its deadline before any timer
// has told the context.
type conn struct {
	net.Conn
	ctx     context.Context
	stop    func() bool
	refused atomic.Bool // a write was refused, and so were all after it
}

func (c *conn) Write(p []byte) (int, error) {
	deadline, ok := c.ctx.Deadline()
	if c.refused.Load() || c.ctx.Err() != nil || (ok && !time.Now().Before(deadline)) {
		c.refused.Store(true)
		_ = c.Close() // nobody shall wait for the answer to what was not said
		return 0, os.ErrDeadlineExceeded
	}
	return c.Conn.Write(p)
}
