package main

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRun plays the quickstart under a fake clock, so that its waits cost no time.
func TestRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		if err := run(t.Context(), &out); err != nil {
			t.Fatalf("%v\n%s", err, &out)
		}
		first, rest, _ := strings.Cut(out.String(), "\n")
		if !regexp.MustCompile(`^check chk_[a-z2-7]{21} of Ada Winter: completed$`).MatchString(first) {
			t.Errorf("the first line is %q", first)
		}
		// What different workers do at the same time may be told in either order.
		inOrder(t, rest, "stage-entry  entered at ", "hold  no hold window", "invite  done", "2 of 2 referees have answered", "pdf v1  done", "note v1  done")
		inOrder(t, rest, "invite  done", "Lever says: hipeople: invited", "Lever says: hipeople: completed")
		inOrder(t, rest, "status  completed", "the link to the report is on the profile")
		for _, once := range []string{"invite", "pdf v1", "note v1", "link"} {
			if n := strings.Count(squeezed(rest), "s "+once+" "); n != 1 {
				t.Errorf("%d lines of %s, want 1:\n%s", n, once, rest)
			}
		}
	})
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var out strings.Builder
		if err := run(ctx, &out); !errors.Is(err, context.Canceled) || out.Len() > 0 {
			t.Errorf("a cancelled run returned %v and printed %q", err, &out)
		}
	})
}

func TestUntilGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		err := until(t.Context(), "pigs fly", func() bool { return false })
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "pigs fly") || time.Since(start) != 30*time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}

// inOrder wants the parts one after the other, columns squeezed to one blank.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := squeezed(text)
	for _, part := range parts {
		_, after, found := strings.Cut(rest, squeezed(part))
		if !found {
			t.Errorf("no %q (in this order: %q) in\n%s", part, parts, text)
			return
		}
		rest = after
	}
}

var blanks = regexp.MustCompile(` +`)

func squeezed(text string) string { return blanks.ReplaceAllString(text, " ") }
