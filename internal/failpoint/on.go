//go:build failpoints && unix

package failpoint

import (
	"io"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

var (
	at, nth  = parse(os.Getenv("LEVERHIPEOPLE_KILL_AT"))
	arrivals atomic.Int64
)

// parse reads "point" or "point:3".
func parse(text string) (string, int64) {
	name, count, counted := strings.Cut(text, ":")
	if !counted {
		return name, 1
	}
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil || n < 1 {
		panic("LEVERHIPEOPLE_KILL_AT: want point or point:number, got " + strconv.Quote(text))
	}
	return name, n
}

// Hit dies at point when a test asked for it.
func Hit(point string) {
	if at == "" || at != point || arrivals.Add(1) != nth {
		return
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
		panic(err)
	}
	select {}
}

func reader(point string, r io.Reader, size int64) io.Reader {
	if at != point {
		return r
	}
	return &halfway{r, point, size / 2}
}

// halfway dies when half of the bytes have been read.
type halfway struct {
	io.Reader
	point string
	left  int64
}

func (h *halfway) Read(p []byte) (int, error) {
	if h.left <= 0 {
		Hit(h.point)
	}
	n, err := h.Reader.Read(p[:min(len(p), 4096)])
	h.left -= int64(n)
	return n, err
}
