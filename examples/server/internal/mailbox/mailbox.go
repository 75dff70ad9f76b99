// Package mailbox is a mail server for demos and tests: it takes every mail it is
// given on loopback, keeps it as a file and in memory, and shows it on a page. It
// delivers nothing to anybody.
package mailbox

import (
	"cmp"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// maxMail is the largest accepted mail in bytes.
const maxMail = 10 << 20

// Mailbox is the server with its mails. It is safe for concurrent use.
type Mailbox struct {
	folder string
	served sync.WaitGroup
	pages  pages

	mu       sync.Mutex
	server   *smtp.Server // nil before Listen, like listener
	listener net.Listener
	messages []Message
}

// Open returns a mailbox that keeps its mails in folder, which is created where it is
// missing. Mails of an earlier run are in it again. It listens only after
// [Mailbox.Listen].
func Open(folder string) (*Mailbox, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	b := &Mailbox{folder: folder}
	b.pages = newPages(b)
	files, err := filepath.Glob(filepath.Join(folder, "*.eml"))
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	for _, file := range files {
		number, ok := numberOf(file)
		if !ok {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("mailbox: %w", err)
		}
		info, err := os.Stat(file)
		if err != nil {
			return nil, fmt.Errorf("mailbox: %w", err)
		}
		b.messages = append(b.messages, newMessage(number, file, raw, info.ModTime()))
	}
	slices.SortFunc(b.messages, func(x, y Message) int { return cmp.Compare(x.Number, y.Number) })
	return b, nil
}

// Listen starts to take mail at address, "127.0.0.1:0" for any free port. Anything but
// loopback is refused: whoever reaches the port may fill the folder.
func (b *Mailbox) Listen(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		_ = listener.Close()
		return fmt.Errorf("mailbox: %s is not a loopback address", address)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.server != nil {
		_ = listener.Close()
		return fmt.Errorf("mailbox: it listens at %s already", b.listener.Addr())
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{box: b}, nil }))
	server.Domain = "localhost"
	server.MaxMessageBytes = maxMail
	server.MaxRecipients = 100
	server.ReadTimeout = 30 * time.Second
	server.WriteTimeout = 30 * time.Second
	server.EnableSMTPUTF8 = true
	server.ErrorLog = log.New(io.Discard, "", 0)
	b.server, b.listener = server, listener
	b.served.Go(func() { _ = server.Serve(listener) })
	return nil
}

// URL is where to send mail, "smtp://127.0.0.1:1025"; "" before Listen.
func (b *Mailbox) URL() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listener == nil {
		return ""
	}
	return "smtp://" + b.listener.Addr().String()
}

// Close stops listening and ends every conversation. The mails stay readable.
func (b *Mailbox) Close() error {
	b.mu.Lock()
	server, listener := b.server, b.listener
	b.mu.Unlock()
	if server == nil {
		return nil
	}
	err := server.Close()
	// The server doesn't know the listener yet if Serve has not begun.
	_ = listener.Close()
	b.served.Wait()
	return err
}

// Messages returns all mails, oldest first. A mail that came twice is in it twice.
func (b *Mailbox) Messages() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.messages)
}

// Counts says how often each Message-ID arrived. Mails without one count under "".
func (b *Mailbox) Counts() map[string]int {
	counts := map[string]int{}
	for _, message := range b.Messages() {
		counts[message.ID]++
	}
	return counts
}

// keep stores a mail; it is on disk when keep returns.
func (b *Mailbox) keep(raw []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	number := 1
	if last := len(b.messages); last > 0 {
		number = b.messages[last-1].Number + 1
	}
	file := filepath.Join(b.folder, fmt.Sprintf("%04d.eml", number))
	if err := writeFile(file, raw); err != nil {
		return err
	}
	b.messages = append(b.messages, newMessage(number, file, raw, time.Now()))
	return nil
}

// writeFile leaves no half a mail behind, whenever the process ends.
func writeFile(name string, content []byte) error {
	part, err := os.CreateTemp(filepath.Dir(name), "*.part")
	if err != nil {
		return err
	}
	_, err = part.Write(content)
	if err == nil {
		err = part.Sync()
	}
	if closeErr := part.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(part.Name(), name)
	}
	if err != nil {
		_ = os.Remove(part.Name())
	}
	return err
}
