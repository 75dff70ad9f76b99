package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/notify"
)

var notice = hpsync.Notice{
	ID: "n-1", Kind: hpsync.NoticeReport, Connection: "acme", Check: "check-1",
	Recipient: "reviewer@example.com", Subject: "A report is ready", Lines: []string{"Ada Example has three answers."},
	Links: []hpsync.Link{{Text: "Open", URL: "https://sync.example.com/checks/check-1"}},
}

type unsent struct{ yes bool }

func (unsent) Error() string   { return "refused" }
func (u unsent) NotSent() bool { return u.yes }

func fails(err error) hpsync.Notifier {
	return notify.Func(func(context.Context, hpsync.Notice) error { return err })
}

func TestSlogKeepsPeopleOut(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := notify.Slog(slog.New(slog.NewTextHandler(&out, nil))).Notify(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	line := out.String()
	if !strings.Contains(line, "level=INFO msg=notice id=n-1 kind=report connection=acme check=check-1\n") {
		t.Errorf("line = %q", line)
	}
	for _, private := range []string{"reviewer", "Ada", "https:"} {
		if strings.Contains(line, private) {
			t.Errorf("%q is in the log: %q", private, line)
		}
	}
}

func TestMultiTellsAll(t *testing.T) {
	t.Parallel()
	var told []string
	tell := notify.Func(func(_ context.Context, notice hpsync.Notice) error {
		told = append(told, notice.ID)
		return nil
	})
	boom := errors.New("boom")
	err := notify.Multi(tell, fails(boom), tell).Notify(t.Context(), notice)
	if !errors.Is(err, boom) {
		t.Errorf("got %v, want boom", err)
	}
	if len(told) != 2 {
		t.Errorf("told %v", told)
	}
	if err := notify.Multi(tell, tell).Notify(t.Context(), notice); err != nil {
		t.Error(err)
	}
	if err := notify.Multi().Notify(t.Context(), notice); err != nil {
		t.Error(err)
	}
}

func TestMultiNotSent(t *testing.T) {
	t.Parallel()
	never, perhaps := unsent{true}, unsent{false}
	for name, test := range map[string]struct {
		errs []error
		want bool
	}{
		"all unsent":         {[]error{never, fmt.Errorf("mail: %w", never)}, true},
		"one is in doubt":    {[]error{never, perhaps}, false},
		"one says nothing":   {[]error{never, errors.New("boom")}, false},
		"one was sent":       {[]error{never, nil}, false},
		"one unsent, alone":  {[]error{never}, true},
		"one doubted, alone": {[]error{perhaps}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all []hpsync.Notifier
			for _, err := range test.errs {
				all = append(all, fails(err))
			}
			err := notify.Multi(all...).Notify(t.Context(), notice)
			var failed *notify.MultiError
			if !errors.As(err, &failed) {
				t.Fatalf("got %v", err)
			}
			if failed.NotSent() != test.want {
				t.Errorf("NotSent = %v, want %v", failed.NotSent(), test.want)
			}
			outer := notify.Multi(notify.Multi(all...)).Notify(t.Context(), notice)
			if errors.As(outer, &failed); failed.NotSent() != test.want {
				t.Errorf("nested: NotSent = %v, want %v", failed.NotSent(), test.want)
			}
		})
	}
}

func ExampleMulti() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	chat := notify.Func(func(_ context.Context, notice hpsync.Notice) error {
		fmt.Println("chat:", notice.Subject)
		return nil
	})
	_ = notify.Multi(notify.Slog(logger), chat).Notify(context.Background(), hpsync.Notice{
		ID: "n-1", Kind: hpsync.NoticeReview, Connection: "acme", Check: "check-1", Subject: "A step needs you",
	})
	// Output:
	// level=INFO msg=notice id=n-1 kind=review connection=acme check=check-1
	// chat: A step needs you
}
