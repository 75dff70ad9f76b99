package levertest

import (
	"fmt"
	"time"
)

// MoveToStage moves an opportunity to a stage, named by id or text, and sends the webhooks. Moving
// it to where it is changes nothing.
func (f *Fake) MoveToStage(id, stage string) error {
	return f.change(id, func(o *opportunity) error {
		found, ok := f.state.stage(stage)
		if !ok {
			return fmt.Errorf("levertest: no stage %q", stage)
		}
		f.move(o, found, o.Owner)
		return nil
	})
}

// Apply adds an application to a posting, the newest one, and sends the webhooks.
func (f *Fake) Apply(id, posting string) error {
	return f.change(id, func(o *opportunity) error {
		found, ok := f.state.posting(posting)
		if !ok {
			return fmt.Errorf("levertest: no posting %q", posting)
		}
		application := o.apply(found, now())
		o.UpdatedAt = now()
		f.emitApplication(o, application.ID)
		return nil
	})
}

// Archive archives an opportunity for a reason, named by id or text, and sends the webhooks; for
// the reason Hired also those of a hire. The empty reason takes it back.
func (f *Fake) Archive(id, reason string) error {
	return f.change(id, func(o *opportunity) error {
		var found ArchiveReason
		if reason != "" {
			var ok bool
			if found, ok = f.state.reason(reason); !ok {
				return fmt.Errorf("levertest: no archive reason %q", reason)
			}
		}
		f.archive(o, found)
		return nil
	})
}

// Delete deletes an opportunity, and its contact if it was the last one, and sends the webhooks.
func (f *Fake) Delete(id string) error {
	return f.change(id, func(o *opportunity) error {
		f.state.bury(o)
		delete(f.state.opportunities, id)
		f.emit("candidateDeleted", o, o.eventData())
		for _, other := range f.state.opportunities {
			if other.contact == o.contact {
				return nil
			}
		}
		delete(f.state.contacts, o.contact)
		return nil
	})
}

// Anonymize empties the contact of an opportunity, for all opportunities that share it. Lever sends
// no webhook for it.
func (f *Fake) Anonymize(id string) error {
	return f.change(id, func(o *opportunity) error {
		f.state.contacts[o.contact] = &Contact{ID: o.contact, Name: "Anonymized", Anonymized: true}
		o.UpdatedAt = now()
		return nil
	})
}

// Snooze hides an opportunity from its owner until a time; the zero time wakes it.
func (f *Fake) Snooze(id string, until time.Time) error {
	return f.change(id, func(o *opportunity) error {
		o.SnoozedUntil, o.UpdatedAt = until, now()
		return nil
	})
}

func (f *Fake) change(id string, do func(*opportunity) error) error {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	o := f.state.opportunities[id]
	if o == nil {
		return fmt.Errorf("levertest: no opportunity %q", id)
	}
	return do(o)
}

// move and archive want the state's lock held.

func (f *Fake) move(o *opportunity, to Stage, user string) {
	if o.Stage == to.ID {
		return
	}
	from := o.Stage
	o.Stage, o.UpdatedAt = to.ID, now()
	o.StageChanges = append(o.StageChanges, StageChange{Stage: to.ID, Index: f.state.stageIndex(to.ID), User: user, At: o.UpdatedAt})
	data := o.eventData()
	data["fromStageId"], data["toStageId"] = from, to.ID
	f.emit("candidateStageChange", o, data)
}

func (f *Fake) archive(o *opportunity, reason ArchiveReason) {
	from, at := o.Archived, now()
	if from.Reason == reason.ID {
		return
	}
	o.Archived, o.UpdatedAt = Archived{}, at
	if reason.ID != "" {
		o.Archived = Archived{Reason: reason.ID, At: at}
	}
	for i := range o.Applications {
		o.Applications[i].Archived = o.Archived
	}
	data := o.eventData()
	data["fromArchived"], data["toArchived"] = from.json(), o.Archived.json()
	f.emit("candidateArchiveChange", o, data)
	if reason.Type == "hired" {
		f.emit("candidateHired", o, o.eventData())
	}
}
