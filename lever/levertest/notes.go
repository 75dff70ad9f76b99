package levertest

import (
	"cmp"
	"slices"
	"time"
)

// Note is a note on an opportunity.
type Note struct {
	ID string `json:"id"`
	// Values are the comments of the thread; there is one unless the note was updated.
	Values    []string  `json:"values"`
	Scores    []int     `json:"scores"` // 1 to 4 for each value, 0 for none
	Secret    bool      `json:"secret"`
	Thread    string    `json:"thread,omitzero"` // id of the note it answers
	User      string    `json:"user,omitzero"`   // empty: written without perform_as
	Stage     string    `json:"stage"`
	CreatedAt time.Time `json:"createdAt"`
	// ByAPI says that it was made through the API. Others can't be changed there.
	ByAPI bool `json:"byApi"`
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
	for i, value := range n.Values {
		field := noteFieldJSON{CreatedAt: at, Stage: n.Stage, Text: "Comment", Type: "note", User: orNull(n.User), Value: value}
		if n.Scores[i] != 0 {
			field.Score = &n.Scores[i]
		}
		wire.Fields = append(wire.Fields, field)
	}
	return wire
}

// AddNote adds a note as a person writes one in Lever, which the API can't change, and returns it as
// stored: a missing ID is made up.
func (f *Fake) AddNote(id string, note Note) (Note, error) {
	err := f.change(id, func(o *opportunity) error {
		note.ID, note.Stage, note.CreatedAt, note.ByAPI = cmp.Or(note.ID, newID()), o.Stage, now(), false
		note.Scores = append(slices.Clone(note.Scores), make([]int, len(note.Values))...)[:len(note.Values)]
		o.Notes, o.UpdatedAt = append(o.Notes, note), note.CreatedAt
		return nil
	})
	return note, err
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
		noteValue
		Secret    bool  `json:"secret"`
		CreatedAt int64 `json:"createdAt"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	if err := body.check(); err != nil {
		return reply{}, err
	}
	thread := r.query.Get("note_id")
	if _, ok := find(o.Notes, func(n Note) bool { return n.ID == thread }); thread != "" && !ok {
		return reply{}, notFound("notes", thread)
	}
	note := Note{ID: newID(), Values: []string{body.Value}, Scores: []int{body.Score}, Secret: body.Secret, Thread: thread, User: user, Stage: o.Stage, ByAPI: true}
	if note.CreatedAt, err = past("createdAt", body.CreatedAt, now()); err != nil {
		return reply{}, err
	}
	o.Notes, o.UpdatedAt = append(o.Notes, note), now()
	wire := note.json()
	wire.NoteID = note.ID
	return created(wire), nil
}

// updateNote replaces the whole thread.
func (a *api) updateNote(r *request) (reply, error) {
	o, note, err := a.ownNote(r)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		Values []noteValue `json:"values"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	note.Values, note.Scores = nil, nil
	for _, value := range body.Values {
		if err := value.check(); err != nil {
			return reply{}, err
		}
		note.Values, note.Scores = append(note.Values, value.Value), append(note.Scores, value.Score)
	}
	if len(note.Values) == 0 {
		return reply{}, badRequest("values is required")
	}
	o.Notes[slices.IndexFunc(o.Notes, func(n Note) bool { return n.ID == note.ID })] = note
	o.UpdatedAt = now()
	return data(note.json()), nil
}

func (a *api) deleteNote(r *request) (reply, error) {
	o, note, err := a.ownNote(r)
	if err != nil {
		return reply{}, err
	}
	o.Notes = slices.DeleteFunc(o.Notes, func(n Note) bool { return n.ID == note.ID })
	o.UpdatedAt = now()
	return noContent(), nil
}

// noteValue is one comment of a thread, as written.
type noteValue struct {
	Value string `json:"value"`
	Score int    `json:"score"`
}

func (v noteValue) check() error {
	if v.Value == "" {
		return badRequest("value is required")
	}
	if v.Score < 0 || v.Score > 4 {
		return badRequest("score must be 1 to 4")
	}
	return nil
}

// ownNote is note where it may be changed.
func (a *api) ownNote(r *request) (*opportunity, Note, error) {
	o, note, err := a.note(r)
	if err == nil && !note.ByAPI {
		err = forbidden("only notes made through the API can be changed through it")
	}
	return o, note, err
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
