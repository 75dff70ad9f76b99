package lever

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

// nouns has each type that an answer is read into, beside those of the recorded ones.
var nouns = []any{
	&CustomQuestions{}, &ApplicationForm{}, &AuditEvent{}, &DeletedApplication{}, &EEOResponsePII{}, &FileAction{}, &Form{}, &FormTemplate{},
	&Offer{}, &Referral{}, &RequisitionFieldOption{}, &Resume{}, &StoredFeedback{}, &Upload{}, &WebhookDelivery{}, &ArchiveChangeEvent{},
	&StageChangeEvent{}, &OpportunityEvent{}, &ApplicationCreatedEvent{}, &InterviewEvent{}, &ContactEvent{},
}

// FuzzNouns reads any bytes into each noun. What was read must be written, and what is written must be read as the same.
func FuzzNouns(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `{"data": {"id": "a", "text": "t"}}`, `{"data": [{"id": "a", "createdAt": "1000", "archived": {"reason": "r"}}]}`,
		`{"data": {"id": "a", "fields": [{"id": "f", "type": "date", "value": 1418716800000, "required": true}, {"value": [" a", null]}]}}`,
		`{"data": {"headcountTotal": "unlimited", "customFields": {"f": {"city": "Bern"}}, "approval": {"steps": []}, "compensationBand": {"min": 1.5}}}`,
		`{"data": {"signatures": {"candidate": {"signed": true}}, "approved": false, "creator": {"id": "u", "name": "U"}, "sentDocument": null}}`,
		`{"data": {"eeoQuestions": {"gender": {"type": "dropdown", "options": [{"text": "f"}]}}, "personalInformation": [{"name": "n", "value": null}]}}`,
		`{"data": {"stages": [{"rank": 105.5}], "archiveReasons": [{"type": null}]}}`, `{"posting": {"id": "p"}, "users": [{"conditions": {}}]}`,
		`{"data": {"meta": {"<": ">"}, "target": null, "size": "12", "contact": "c", "hiredDate": "1000"}}`, `{"data": {"id": 1}}`, "{\"data\": {\"id\": \"\xff\"}}",
	} {
		f.Add([]byte(seed))
	}
	all := nouns
	for _, record := range recorded {
		if record.value != nil {
			all = append(all, record.value)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, noun := range all {
			read := reflect.New(reflect.TypeOf(noun).Elem()).Interface()
			if _, err := decode(body, read); err != nil {
				continue
			}
			first, err := json.Marshal(read)
			if err != nil {
				t.Fatalf("%T: %q was read and can't be written: %v", noun, body, err)
			}
			again := reflect.New(reflect.TypeOf(noun).Elem()).Interface()
			if err := json.Unmarshal(first, again); err != nil {
				t.Fatalf("%T: %s was written and can't be read: %v", noun, first, err)
			}
			second, err := json.Marshal(again)
			if err != nil || !bytes.Equal(first, second) {
				t.Fatalf("%T: %s became %s, %v", noun, first, second, err)
			}
		}
	})
}

func FuzzHeadcount(f *testing.F) {
	for _, seed := range []string{"1", `"1"`, `"unlimited"`, "null", `"x"`, "1e3", "-1", ` "unlimited"`, `""`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, again Headcount
		if json.Unmarshal(data, &first) != nil {
			return
		}
		out, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &again); err != nil || again != first {
			t.Fatalf("%s became %+v, then %+v, %v", data, first, again, err)
		}
	})
}

func FuzzDocumentedRows(f *testing.F) {
	for _, seed := range []string{`{"data": {"id": "a"}}`, `{"data": {"eeoResponses": [{"id": "a"}]}}`, `{"data": {"eeoResponses": {}}}`, `{"data": []}`, `[]`, "[]\f", ``, `{`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, op := range []operation{listEEOResponses, listArchiveReasons, listStages} {
			var rows []Stage
			if _, err := decodeRows(body, op, &rows); err == nil && !json.Valid(body) {
				t.Fatalf("%q is no JSON and was read as %+v", body, rows)
			}
		}
	})
}
