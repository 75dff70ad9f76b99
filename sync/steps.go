package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/leverhipeople/leverhipeople/lever"
)

// run performs one step of a check.
func (e *Engine) run(ctx context.Context, claim Claim, v view, step Step) error {
	var act action
	switch {
	case step.Name == StepInvite:
		act = e.inviteAction(v)
	case step.Name == StepPDF:
		act = e.pdfAction(v, step)
	case step.Name == StepNote:
		act = e.noteAction(v, step)
	case strings.HasPrefix(step.Name, stepMail):
		act = e.mailAction(v, step)
	default:
		return &ArgumentError{"step.name", fmt.Sprintf("%q", step.Name), "a step this engine knows"}
	}
	return e.perform(ctx, claim, step, act)
}

// author is the Lever user a step writes as: the posting's owner, else its hiring
// manager, else the connection's own; the next one after a 403.
func author(c Check, step Step) []lever.RequestOption {
	if step.Author >= len(c.Authors) {
		return nil
	}
	return []lever.RequestOption{lever.PerformAs(c.Authors[step.Author])}
}

// noteAction writes a summary on the opportunity; a later version replaces the text
// of the first one's note.
func (e *Engine) noteAction(v view, step Step) action {
	c, client := v.check, v.account.lever
	return action{
		account: client,
		needs:   []need{{client, 1}},
		require: Require{ConnectionLive: true, CheckOpen: true},
		proven:  true,
		author:  len(c.Authors),
		send: func(ctx context.Context) (string, error) {
			text := noteText(c, step.Version)
			if old := firstNote(c); old != "" {
				req := lever.NoteUpdateRequest{Values: []lever.NoteValue{{Value: text}}}
				_, err := client.Notes.Update(ctx, c.Opportunity, old, req)
				return old, err
			}
			note, err := client.Notes.Create(ctx, c.Opportunity, lever.NoteCreateRequest{Value: text}, author(c, step)...)
			return note.ID, err
		},
		look: func(ctx context.Context) (string, error) {
			for note, err := range client.Notes.All(ctx, c.Opportunity, lever.ListOptions{}) {
				if err != nil {
					return "", err
				}
				for _, field := range note.Fields {
					if strings.Contains(field.Value, noteMark(&c, step.Version)) {
						return note.ID, nil
					}
				}
			}
			return "", nil
		},
	}
}

// firstNote is the note that an earlier version wrote.
func firstNote(c Check) string {
	for _, step := range c.Steps {
		if step.Name == StepNote && step.State == StepDone {
			return step.RemoteID
		}
	}
	return ""
}

func noteText(c Check, version int) string {
	var b strings.Builder
	if c.Latest().Partial {
		fmt.Fprintf(&b, "HiPeople reference check marked complete: %d of %d referees answered.", c.Answered, c.Required)
	} else {
		fmt.Fprintf(&b, "HiPeople reference check completed: %d of %d referees answered.", c.Answered, c.Required)
	}
	if version > 1 {
		fmt.Fprintf(&b, " This is version %d of the report and replaces version %d.", version, version-1)
	}
	fmt.Fprintf(&b, "\nThe report is among the files: %s\n%s", pdfName(&c, version), noteMark(&c, version))
	return b.String()
}

// mailAction tells one reviewer. It may be sent again in doubt: the same notice has
// the same Message-ID, so that a mailbox can tell.
func (e *Engine) mailAction(v view, step Step) action {
	return action{
		require: Require{ConnectionLive: true},
		repeat:  true,
		send: func(ctx context.Context) (string, error) {
			if e.config.Notifier == nil {
				return "nobody: no notifier is configured", nil
			}
			notice := e.notice(v.check, step)
			return notice.ID, e.config.Notifier.Notify(ctx, notice)
		},
	}
}

// notice is what a mail step says. Its id is derived from what it is about.
func (e *Engine) notice(c Check, step Step) Notice {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d\x00%s", c.ID, step.Name, step.Version, strings.ToLower(step.Target)))
	kind, _, _ := strings.Cut(strings.TrimPrefix(step.Name, stepMail), ":")
	n := Notice{
		ID: hex.EncodeToString(sum[:16]), Kind: NoticeKind(kind), Connection: c.Connection, Check: c.ID, Recipient: step.Target,
		Links: []Link{{"The check and its timeline", e.config.PublicURL + "/checks/" + c.ID}},
	}
	if c.LeverURL != "" {
		n.Links = append(n.Links, Link{"The candidate in Lever", c.LeverURL})
	}
	switch n.Kind {
	case NoticeFeedback:
		n.Subject = "A referee has answered"
		n.Lines = []string{fmt.Sprintf("%d of %d referees of %s have answered.", step.Version, c.Required, c.Person.Name)}
	case NoticeReport:
		n.Subject = "A reference report is ready"
		if step.Version > 1 {
			n.Subject = fmt.Sprintf("A reference report is ready (version %d)", step.Version)
		}
		n.Lines = []string{fmt.Sprintf("The reference check of %s is complete: %d of %d referees have answered.", c.Person.Name, c.Answered, c.Required)}
	default:
		n.Subject = "A reference check needs you"
		n.Lines = []string{fmt.Sprintf("The reference check of %s waits for a person: %s.", c.Person.Name, c.Reason)}
	}
	return n
}
