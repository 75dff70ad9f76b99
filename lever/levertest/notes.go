package levertest

import (
	"net/http"
	"slices"
	"time"
)

// Note is a note on an opportunity.
type Note struct {
	ID string `json:"id"`
	// Values are the comments of the thread; there is one unless the note was updated.
	Values    []string  `json:"values"`
	Secret    bool      `json:"secret"`
	Thread    string    `json:"thread,omitzero"` // id of the note it answers
	User      string    `json:"user,omitzero"`   // empty: written without perform_as
	Stage     string    `json:"stage"`
	CreatedAt time.Time `json:"createdAt"`
}

type noteJSON struct {
	ID          string          `json:"id"`
	Text        string          `json:"text"`
	Fields      []noteFieldJSON `json:"fields"`
	User        *string         `json:"user"`
	Secret      bool            `json:"secret"`
	CompletedAt int64           `json:"completedAt"`
	DeletedAt   *int64          `json:"deletedAt"`
	CreatedAt   int64           `json:"createdAt"`
	NoteID      string          `json:"noteId,omitzero"` // in the reply of a creation only
}

type noteFieldJSON struct {
	CreatedAt int64   `json:"createdAt"`
	Score     *int    `json:"score"`
	Stage     string  `json:"stage"`
	Text      string  `json:"text"`
	Type      string  `json:"type"`
	User      *string `json:"user"`
	Value     string  `json:"value"`
}

func (n Note) json() noteJSON {
	at := n.CreatedAt.UnixMilli()
	wire := noteJSON{ID: n.ID, Text: "Note", User: orNull(n.User), Secret: n.Secret, CompletedAt: at, CreatedAt: at}
	for _, value := range n.Values {
		wire.Fields = append(wire.Fields, noteFieldJSON{
			CreatedAt: at, Stage: n.Stage, Text: "Comment", Type: "note", User: orNull(n.User), Value: value,
		})
	}
	return wire
}

func (a *api) listNotes(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	return paged(r, o.Notes, func(n Note) cursor { return cursor{at: n.CreatedAt.UnixMilli(), id: n.ID} },
		func(n Note) any { return n.json() })
}

func (a *api) getNote(r *request) (reply, error) {
	_, note, err := a.note(r)
	if err != nil {
		return reply{}, err
	}
	return data(note.json()), nil
}

func (a *api) createNote(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	user, err := a.performAs(r, false, true)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		Value     string `json:"value"`
		Secret    bool   `json:"secret"`
		CreatedAt int64  `json:"createdAt"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	if body.Value == "" {
		return reply{}, badRequest("value is required")
	}
	thread := r.query.Get("note_id")
	if _, ok := find(o.Notes, func(n Note) bool { return n.ID == thread }); thread != "" && !ok {
		return reply{}, notFound("notes", thread)
	}
	note := Note{ID: newID(), Values: []string{body.Value}, Secret: body.Secret, Thread: thread, User: user, Stage: o.Stage, CreatedAt: now()}
	if body.CreatedAt != 0 {
		if note.CreatedAt = time.UnixMilli(body.CreatedAt).UTC(); note.CreatedAt.After(now()) {
			return reply{}, badRequest("createdAt lies in the future")
		}
	}
	o.Notes, o.UpdatedAt = append(o.Notes, note), now()
	wire := note.json()
	wire.NoteID = note.ID
	created := data(wire)
	created.status = http.StatusCreated
	return created, nil
}

// updateNote replaces the whole thread.
func (a *api) updateNote(r *request) (reply, error) {
	o, note, err := a.note(r)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		Values []struct {
			Value string `json:"value"`
		} `json:"values"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	note.Values = nil
	for _, value := range body.Values {
		if value.Value == "" {
			return reply{}, badRequest("value is required")
		}
		note.Values = append(note.Values, value.Value)
	}
	if len(note.Values) == 0 {
		return reply{}, badRequest("values is required")
	}
	o.Notes[slices.IndexFunc(o.Notes, func(n Note) bool { return n.ID == note.ID })] = note
	o.UpdatedAt = now()
	return data(note.json()), nil
}

func (a *api) deleteNote(r *request) (reply, error) {
	o, note, err := a.note(r)
	if err != nil {
		return reply{}, err
	}
	o.Notes = slices.DeleteFunc(o.Notes, func(n Note) bool { return n.ID == note.ID })
	o.UpdatedAt = now()
	return noContent(), nil
}

func (a *api) note(r *request) (*opportunity, Note, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return nil, Note{}, err
	}
	id := r.PathValue("note")
	note, ok := find(o.Notes, func(n Note) bool { return n.ID == id })
	if !ok {
		return nil, Note{}, notFound("notes", id)
	}
	return o, note, nil
}
