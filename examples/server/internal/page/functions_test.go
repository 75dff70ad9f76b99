package page

import (
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/seed"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

func TestTimeElement(t *testing.T) {
	t.Parallel()
	const want = `<time datetime="2026-07-02T12:00:00Z">2 Jul 2026, 12:00:00 UTC</time>`
	berlin := time.FixedZone("CEST", 2*60*60)
	for _, at := range []time.Time{seed.At, seed.At.In(berlin)} {
		if got := timeElement(at); string(got) != want {
			t.Errorf("%s is shown as %s", at, got)
		}
	}
	if got := timeElement(time.Time{}); got != "–" {
		t.Errorf("no time is shown as %s", got)
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	entered, invited, completed := seed.At, seed.At.Add(time.Hour), seed.At.Add(2*time.Hour)
	version := []hpsync.Version{{Number: 1, CompletedAt: completed}}
	for name, test := range map[string]struct {
		check hpsync.Check
		want  time.Time
	}{
		"held":      {hpsync.Check{State: hpsync.Held, EnteredAt: entered}, entered},
		"invited":   {hpsync.Check{State: hpsync.Invited, EnteredAt: entered, InvitedAt: invited}, invited},
		"completed": {hpsync.Check{State: hpsync.Completed, EnteredAt: entered, InvitedAt: invited, Versions: version}, completed},
		"reopened":  {hpsync.Check{State: hpsync.InProgress, EnteredAt: entered, InvitedAt: invited, Versions: version}, invited},
	} {
		if got := since(test.check); !got.Equal(test.want) {
			t.Errorf("%s since %s, want %s", name, got, test.want)
		}
	}
}
