package demo

import (
	"fmt"
	"io"
	"os"
	"time"
)

// who speaks in a line of the timeline.
type who string

const (
	atLever    who = "Lever"
	we         who = "we"
	atHiPeople who = "HiPeople"
	byMail     who = "mail"
)

// line is one line of the timeline.
type line struct {
	who  who
	text string
}

// teller prints the timeline. Colours are for terminals alone, and for nobody who set
// NO_COLOR. It is for one goroutine.
type teller struct {
	out    io.Writer
	start  time.Time
	colour bool
}

func newTeller(out io.Writer) *teller {
	return &teller{out: out, start: time.Now(), colour: isTerminal(out) && os.Getenv("NO_COLOR") == ""}
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// tell prints lines with the seconds since the beginning.
func (t *teller) tell(lines ...line) {
	for _, l := range lines {
		name := fmt.Sprintf("%-8s", l.who)
		if t.colour {
			name = "\x1b[" + colours[l.who] + "m" + name + "\x1b[0m"
		}
		fmt.Fprintf(t.out, "%6.1fs  %s  %s\n", time.Since(t.start).Seconds(), name, l.text)
	}
}

func (t *teller) say(who who, format string, args ...any) {
	t.tell(line{who, fmt.Sprintf(format, args...)})
}

// print prints a line outside the timeline.
func (t *teller) print(format string, args ...any) {
	fmt.Fprintf(t.out, format+"\n", args...)
}

var colours = map[who]string{atLever: "34", we: "1", atHiPeople: "35", byMail: "32"}
