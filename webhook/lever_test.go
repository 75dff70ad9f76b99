package webhook

import (
	"strings"
	"testing"
	"time"
)

func TestDecodeLever(t *testing.T) {
	t.Parallel()
	ids := `"opportunityId":"opp-1","candidateId":"cand-1","contactId":"cont-1"`
	base := LeverData{OpportunityID: "opp-1", CandidateID: "cand-1", ContactID: "cont-1"}
	with := func(alter func(*LeverData)) LeverData { d := base; alter(&d); return d }
	interview := with(func(d *LeverData) { d.InterviewID = "int-1" })
	tests := map[LeverEventType]struct {
		data string
		want LeverData
	}{
		LeverApplicationCreated: {`{` + ids + `,"applicationId":"app-1"}`, with(func(d *LeverData) { d.ApplicationID = "app-1" })},
		LeverCandidateHired:     {`{` + ids + `}`, base},
		LeverCandidateStageChange: {`{` + ids + `,"fromStageId":"lead-new","toStageId":"stage-2"}`, with(func(d *LeverData) {
			d.FromStageID, d.ToStageID = "lead-new", "stage-2"
		})},
		LeverCandidateArchiveChange: {`{` + ids + `,"fromArchived":null,"toArchived":null}`, base},
		LeverCandidateDeleted:       {`{` + ids + `}`, base},
		LeverInterviewCreated:       {`{` + ids + `,"interviewId":"int-1"}`, interview},
		LeverInterviewUpdated:       {`{` + ids + `,"interviewId":"int-1"}`, interview},
		LeverInterviewDeleted:       {`{` + ids + `,"interviewId":"int-1"}`, interview},
		LeverContactCreated:         {`{"contactId":"cont-1"}`, LeverData{ContactID: "cont-1"}},
		LeverContactUpdated:         {`{"contactId":"cont-1"}`, LeverData{ContactID: "cont-1"}},
		"postingRenamed":            {`{"postingId":"post-1"}`, LeverData{unknown: true}},
		"idsAsNumbers":              {`{"opportunityId":17,"candidateId":null}`, LeverData{OpportunityID: "17"}},
	}
	for event, test := range tests {
		t.Run(string(event), func(t *testing.T) {
			t.Parallel()
			body := `{"id":"hook-1","triggeredAt":1782993600123,"event":"` + string(event) + `","data":` + test.data + `,"token":"t1","signature":"s"}`
			got, err := DecodeLever([]byte(body))
			if err != nil {
				t.Fatal(err)
			}
			if got.ID != "hook-1" || got.Event != event || got.Token != "t1" || string(got.Raw) != body {
				t.Errorf("envelope: id %q event %q token %q", got.ID, got.Event, got.Token)
			}
			if want := noon.Add(123 * time.Millisecond); !got.TriggeredAt.Equal(want) {
				t.Errorf("TriggeredAt = %v, want %v", got.TriggeredAt, want)
			}
			if got.Data != test.want {
				t.Errorf("data = %#v, want %#v", got.Data, test.want)
			}
			if got.Ping() {
				t.Error("taken for a ping")
			}
		})
	}
}

func TestDecodeLeverArchived(t *testing.T) {
	t.Parallel()
	event, err := DecodeLever([]byte(`{"event":"candidateArchiveChange","token":"t","triggeredAt":1,"data":{
		"fromArchived":null,"toArchived":{"reason":"reason-1","archivedAt":1782993600000,"more":[1]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if event.Data.FromArchived != nil {
		t.Error("FromArchived is set")
	}
	to := event.Data.ToArchived
	if to == nil || to.Reason != "reason-1" || !to.ArchivedAt.Equal(noon) {
		t.Errorf("ToArchived = %+v", to)
	}
	if event.Ping() {
		t.Error("taken for a ping")
	}
}

func TestLeverPing(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]bool{
		`,"data":{}`:                    true,
		`,"data":{ }`:                   true,
		`,"data":null`:                  true,
		``:                              true,
		`,"data":{"opportunityId":"o"}`: false,
		`,"data":{"fromArchived":{}}`:   false,
		`,"data":{"later":null}`:        false,
	} {
		event, err := DecodeLever([]byte(`{"event":"candidateHired","token":"t","triggeredAt":1` + data + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if event.Ping() != want {
			t.Errorf("Ping with %q = %v, want %v", data, event.Ping(), want)
		}
	}
}

// TestDecodeLeverRefuses: what can't be read is malformed, never a signature problem.
func TestDecodeLeverRefuses(t *testing.T) {
	t.Parallel()
	envelope := func(data string) string {
		return `{"event":"candidateHired","token":"t","triggeredAt":1,"data":` + data + `}`
	}
	for name, body := range map[string]string{
		"not JSON":            `{`,
		"no event":            `{"token":"t","triggeredAt":1}`,
		"event is a number":   `{"event":1,"token":"t","triggeredAt":1}`,
		"event twice":         `{"event":"a","event":"b","token":"t","triggeredAt":1}`,
		"no token":            `{"event":"a","triggeredAt":1}`,
		"time is a float":     `{"event":"a","token":"t","triggeredAt":1.5}`,
		"data is an array":    envelope(`[]`),
		"data is a string":    envelope(`"x"`),
		"id is an object":     envelope(`{"opportunityId":{}}`),
		"id is a boolean":     envelope(`{"contactId":true}`),
		"archived is a word":  envelope(`{"toArchived":"yes"}`),
		"archived at a float": envelope(`{"toArchived":{"archivedAt":1.5}}`),
		"archived by a list":  envelope(`{"fromArchived":{"reason":[]}}`),
		"deep":                strings.Repeat(`[`, 20_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := DecodeLever([]byte(body))
			wantReason(t, err, ReasonMalformed)
		})
	}
}
