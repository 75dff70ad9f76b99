package proof

import (
	"testing"
	"time"
)

// TestKill9 kills serve at one place each and starts it again: the end is the same
// each time, nothing lost and nothing doubled.
func TestKill9(t *testing.T) {
	t.Parallel()
	for name, point := range map[string]string{
		"the delivery is stored, nothing decided":           "stored",
		"decided, nobody told":                              "decided",
		"the invitation is intended, before the socket":     "intended/invite",
		"HiPeople applied it, the answer is not recorded":   "applied/invite",
		"the PDF is intended, before the socket":            "intended/pdf",
		"in the middle of the PDF upload":                   "pdf-half",
		"Lever has the PDF, the answer is not recorded":     "applied/pdf",
		"between PDF and link":                              "settled/pdf",
		"just before the link":                              "before-link",
		"the note is there, the answer is not recorded":     "applied/note",
		"before the first mail":                             "intended/mail",
		"the mail server took it, the answer is not stored": "applied/mail",
		"before the mail about the report":                  "intended/mail:2",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.start("LEVERHIPEOPLE_KILL_AT=" + point)
			s.connect()
			ada := s.company.Ada.ID
			if err := s.lever.MoveToStage(ada, s.company.ReferenceCheck.ID); err != nil {
				t.Fatal(err)
			}
			alive := true
			s.until("somebody is invited, or the process died", func() bool {
				if alive && !s.running() {
					if !s.diedBySignal(time.Second) {
						t.Fatalf("serve ended, but not by SIGKILL: %v\n%s", s.process.err, s.output.String())
					}
					alive = false
					s.start()
				}
				return len(s.candidates(ada)) > 0
			})
			s.answer(s.candidates(ada)[0])
			s.until("everything is delivered", func() bool {
				if alive && !s.running() {
					alive = false
					s.start()
				}
				return s.delivered(ada)
			})
			if alive {
				t.Fatalf("serve never came to %s", point)
			}
			s.exactlyOnce(ada)
		})
	}
}

func (s *site) running() bool {
	select {
	case <-s.process.ended:
		return false
	default:
		return true
	}
}
