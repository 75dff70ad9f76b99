package lever

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// canonical is JSON with sorted keys and without spaces.
func canonical(t *testing.T, data []byte) string {
	t.Helper()
	var value any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v in %q", err, data)
	}
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// recording is one recorded answer: what it decodes into, and the schema of openapi.yaml that describes it. Those of deletions
// hold nothing.
type recording struct {
	value  any
	schema string
}

// recorded has each recorded answer.
var recorded = map[string]recording{
	"apply-posting.json":                {&ApplicationReference{}, "ApplicationReference"},
	"archive-reasons.json":              {&[]ArchiveReason{}, "ArchiveReason"},
	"create-note.json":                  {&Note{}, "Note"},
	"create-panel.json":                 {&Panel{}, "Panel"},
	"create-requisition.json":           {&StoredRequisition{}, "StoredRequisition"},
	"create-webhook.json":               {&Webhook{}, "Webhook"},
	"delete-note.json":                  {},
	"delete-webhook.json":               {},
	"get-application.json":              {&Application{}, "Application"},
	"get-archive-reason.json":           {&ArchiveReason{}, "ArchiveReason"},
	"get-contact.json":                  {&Contact{}, "Contact"},
	"get-disposition-stages.json":       {&DispositionStages{}, "DispositionStages"},
	"get-eeo-responses.json":            {&[]EEOResponse{}, "EEOResponse"},
	"get-feedback-template.json":        {&FeedbackTemplate{}, "FeedbackTemplate"},
	"get-feedback.json":                 {&Feedback{}, "Feedback"},
	"get-interview.json":                {&Interview{}, "Interview"},
	"get-opportunity-file-actions.json": {&[]FileAction{}, "FileAction"},
	"get-opportunity-resumes.json":      {&[]Resume{}, "Resume"},
	"get-opportunity.json":              {&Opportunity{}, "Opportunity"},
	"get-posting-users.json":            {&PostingAccess{}, "PostingAccess"},
	"get-posting.json":                  {&Posting{}, "Posting"},
	"get-requisition.json":              {&Requisition{}, "Requisition"},
	"get-sources.json":                  {&[]Source{}, "Source"},
	"get-stages.json":                   {&[]Stage{}, "Stage"},
	"get-tags.json":                     {&[]Tag{}, "Tag"},
	"get-user.json":                     {&User{}, "User"},
	"get-webhooks.json":                 {&[]Webhook{}, "Webhook"},
	"opportunities.json":                {&[]Opportunity{}, "Opportunity"},
	"requisition-fields.json":           {&[]RequisitionField{}, "RequisitionField"},
	"stages.json":                       {&[]Stage{}, "Stage"},
	"update-opportunity-stage.json":     {&Opportunity{}, "Opportunity"},
	"update-opportunity-tags.json":      {&Opportunity{}, "Opportunity"},
}

// lossy has a reason for each path that may be lost. None is.
var lossy = map[string]string{}

// recordedFolder is where the recorded answers lie, if anywhere.
func recordedFolder(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("LEVER_FIXTURES")
	if folder == "" {
		t.Skip("set LEVER_FIXTURES to the folder of recorded Lever answers to run this")
	}
	return filepath.Join(folder, "recorded")
}

// recordedAnswer is a recorded answer, and what lies in its envelope, if it has one.
func recordedAnswer(t *testing.T, folder, name string) (response json.RawMessage, data any) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	var record struct{ Response json.RawMessage }
	if err := json.Unmarshal(file, &record); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(record.Response, &data); err != nil {
		t.Fatal(err)
	}
	if envelope, ok := data.(map[string]any); ok && envelope["data"] != nil {
		data = envelope["data"]
	}
	return record.Response, data
}

func TestEveryRecordedAnswerIsLookedAt(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(recordedFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, ok := recorded[file.Name()]; !ok {
			t.Errorf("nobody looks at %s", file.Name())
		}
	}
	if len(files) != len(recorded) {
		t.Errorf("%d recorded answers, %d in the table", len(files), len(recorded))
	}
}

// TestRecordedAnswersSurvive lists each path of a recorded answer that decoding and encoding lose.
func TestRecordedAnswersSurvive(t *testing.T) {
	t.Parallel()
	folder := recordedFolder(t)
	for name, tt := range recorded {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, before := recordedAnswer(t, folder, name)
			if tt.value == nil {
				if before != "" {
					t.Errorf("the answer of a deletion is %s, want none", response)
				}
				return
			}
			if _, err := decode(response, tt.value); err != nil {
				t.Fatal(err)
			}
			encoded, err := json.Marshal(tt.value)
			if err != nil {
				t.Fatal(err)
			}
			var after any
			if err := json.Unmarshal(encoded, &after); err != nil {
				t.Fatal(err)
			}
			for _, path := range lost("", before, after) {
				if lossy[name+path] == "" {
					t.Errorf("%s is lost", path)
				}
			}
		})
	}
}

// TestDocumentedExamplesAreRead reads the examples of the vendor's documentation, whose shapes are not those of recorded
// answers.
func TestDocumentedExamplesAreRead(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(filepath.Dir(recordedFolder(t)), "docs")
	for name, value := range map[string]any{
		"apply-response.json":                           &ApplicationReference{},
		"audit-event.json":                              &AuditEvent{},
		"file-upload-response.json":                     &File{},
		"files-list-response.json":                      &[]File{},
		"note-create-response.json":                     &Note{},
		"opportunity-response.json":                     &Opportunity{},
		"profile-form-response.json":                    &Form{},
		"requisition-field-option-create-response.json": &RequisitionFieldOption{},
		"stages-list-response.json":                     &[]Stage{},
		"upload-response.json":                          &Upload{},
		"webhook-candidateStageChange.json":             &WebhookDelivery{},
		"webhook-create-response.json":                  &Webhook{},
		"webhooks-list-response.json":                   &[]Webhook{},
	} {
		body, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "webhook-candidateStageChange.json" { // a delivery has no envelope
			err = json.Unmarshal(body, value)
		} else {
			_, err = decode(body, value)
		}
		if err != nil || reflect.ValueOf(value).Elem().IsZero() {
			t.Errorf("%s is read as %+v, %v", name, value, err)
		}
	}
}

// lost lists the paths whose values differ. Null, false, 0 and empty values don't count.
func lost(at string, before, after any) (paths []string) {
	switch before := before.(type) {
	case nil:
		return nil
	case map[string]any:
		after, _ := after.(map[string]any)
		for key, value := range before {
			paths = append(paths, lost(at+"."+key, value, after[key])...)
		}
	case []any:
		after, _ := after.([]any)
		for i, value := range before {
			var kept any
			if i < len(after) {
				kept = after[i]
			}
			paths = append(paths, lost(fmt.Sprintf("%s[%d]", at, i), value, kept)...)
		}
	default:
		if !reflect.ValueOf(before).IsZero() && !reflect.DeepEqual(before, after) {
			return []string{at}
		}
	}
	slices.Sort(paths)
	return paths
}

func TestLostFindsLosses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ before, after, want string }{
		{`{"a": 1, "b": {"c": ["x", "y"]}}`, `{"a": 1, "b": {"c": ["x"]}}`, ".b.c[1]"},
		{`{"a": {"b": true}}`, `{}`, ".a.b"},
		{`{"a": "x"}`, `{"a": "y"}`, ".a"},
		{`{"a": null, "b": 0, "c": "", "d": false, "e": [], "f": {}}`, `{}`, ""},
	} {
		var before, after any
		if json.Unmarshal([]byte(tt.before), &before) != nil || json.Unmarshal([]byte(tt.after), &after) != nil {
			t.Fatal("bad test")
		}
		if got := strings.Join(lost("", before, after), " "); got != tt.want {
			t.Errorf("%s to %s lost %q, want %q", tt.before, tt.after, got, tt.want)
		}
	}
}
