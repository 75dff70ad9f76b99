package lever

import (
	"context"
	"iter"
)

var (
	listNotes  = operation{name: "notes.list", method: "GET", path: "/opportunities/{opportunity}/notes", scope: "notes:read:admin"}
	getNote    = operation{name: "notes.get", method: "GET", path: "/opportunities/{opportunity}/notes/{note}", scope: "notes:read:admin"}
	createNote = operation{name: "notes.create", method: "POST", path: "/opportunities/{opportunity}/notes", scope: "notes:write:admin", performAs: performAsOptional}
	updateNote = operation{name: "notes.update", method: "PUT", path: "/opportunities/{opportunity}/notes/{note}", scope: "notes:write:admin"}
	deleteNote = operation{name: "notes.delete", method: "DELETE", path: "/opportunities/{opportunity}/notes/{note}", scope: "notes:write:admin"}
)

// NotesService has the verbs of notes.
type NotesService struct{ client *Client }

// Get answers one note. It calls GET /opportunities/{opportunity}/notes/{note}.
func (s *NotesService) Get(ctx context.Context, opportunity, note string, opts ...RequestOption) (Note, error) {
	return one[Note](ctx, s.client, call{op: getNote, ids: []string{opportunity, note}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/notes.
func (s *NotesService) List(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) (Page[Note], error) {
	return list[Note](ctx, s.client, call{op: listNotes, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/notes.
func (s *NotesService) All(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) iter.Seq2[Note, error] {
	call := call{op: listNotes, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(note Note) string { return note.ID })
}

// Create adds a note; without [PerformAs] it has no author. [ThreadOf] makes it an answer to another note. Lever may
// answer the id alone. It is never sent twice: after an error for which [IsAmbiguous] holds, look for the note before
// creating it again. It calls POST /opportunities/{opportunity}/notes.
func (s *NotesService) Create(ctx context.Context, opportunity string, req NoteCreateRequest, opts ...RequestOption) (Note, error) {
	if req.Value == "" {
		return Note{}, createNote.argument("value", `""`, "the note's text")
	}
	note, err := one[Note](ctx, s.client, call{op: createNote, ids: []string{opportunity}, json: req, opts: opts})
	if note.ID == "" {
		note.ID = note.NoteID
	}
	return note, err
}

// Update replaces the whole thread of a note that was made through the API. It is never sent twice. It calls
// PUT /opportunities/{opportunity}/notes/{note}.
func (s *NotesService) Update(ctx context.Context, opportunity, note string, req NoteUpdateRequest, opts ...RequestOption) (Note, error) {
	if len(req.Values) == 0 {
		return Note{}, updateNote.argument("values", "empty", "at least one comment")
	}
	return one[Note](ctx, s.client, call{op: updateNote, ids: []string{opportunity, note}, json: req, opts: opts})
}

// Delete deletes a note that was made through the API. It calls DELETE /opportunities/{opportunity}/notes/{note}.
func (s *NotesService) Delete(ctx context.Context, opportunity, note string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteNote, ids: []string{opportunity, note}, opts: opts})
}
