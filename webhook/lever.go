package webhook

import (
	"encoding/json"
	"fmt"
	"time"
)

// LeverEventType names a Lever event. Lever may add others than those below.
type LeverEventType string

// The ten events Lever documents; the interview ones are marked beta.
const (
	LeverApplicationCreated     LeverEventType = "applicationCreated"
	LeverCandidateHired         LeverEventType = "candidateHired"
	LeverCandidateStageChange   LeverEventType = "candidateStageChange"
	LeverCandidateArchiveChange LeverEventType = "candidateArchiveChange"
	LeverCandidateDeleted       LeverEventType = "candidateDeleted"
	LeverInterviewCreated       LeverEventType = "interviewCreated"
	LeverInterviewUpdated       LeverEventType = "interviewUpdated"
	LeverInterviewDeleted       LeverEventType = "interviewDeleted"
	LeverContactCreated         LeverEventType = "contactCreated"
	LeverContactUpdated         LeverEventType = "contactUpdated"
)

// LeverEvent is one Lever delivery. Only Token and TriggeredAt are signed: read the
// opportunity again before acting on the rest.
type LeverEvent struct {
	ID          string // Lever's id of the delivery; empty in some
	Event       LeverEventType
	TriggeredAt time.Time // millisecond precision
	Token       string    // one per delivery; not the signature token
	Data        LeverData
	Raw         json.RawMessage // the whole body as sent
}

// LeverData is what the event is about. Fields an event lacks are empty.
type LeverData struct {
	OpportunityID string // key on this one: CandidateID, its older name, can differ
	CandidateID   string
	ContactID     string
	ApplicationID string // applicationCreated
	InterviewID   string // interviewCreated, interviewUpdated, interviewDeleted
	FromStageID   string // candidateStageChange
	ToStageID     string // candidateStageChange

	// Of candidateArchiveChange; nil means not archived before, or not any more.
	FromArchived *LeverArchived
	ToArchived   *LeverArchived

	unknown bool // holds members that are none of the above
}

// LeverArchived is an archived state. A hire is one too, with a reason of type hired.
type LeverArchived struct {
	Reason     string // id of the archive reason
	ArchivedAt time.Time
}

// Ping reports whether this is the delivery of Lever's "Verify connection" button: a
// real event name, signed, with empty data.
func (e LeverEvent) Ping() bool { return e.Data == LeverData{} }

// Format implements [fmt.Formatter]: event and opportunity, neither token nor body.
func (e LeverEvent) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "webhook.LeverEvent(%s %s)", e.Event, e.Data.OpportunityID)
}

// DecodeLever reads a delivery that [Verifier.Verify] has accepted. Unknown events
// and unknown fields are no error; ids may be strings or numbers. What can't be read
// is an [*Error] with [ReasonMalformed].
func DecodeLever(body []byte) (LeverEvent, error) {
	envelope, err := readEnvelope(body)
	if err != nil {
		return LeverEvent{}, err
	}
	if envelope.event == "" {
		return LeverEvent{}, malformed("event is missing")
	}
	sentAt, err := envelope.sentAt()
	if err != nil {
		return LeverEvent{}, err
	}
	event := LeverEvent{
		ID: envelope.id, Event: LeverEventType(envelope.event), TriggeredAt: sentAt,
		Token: envelope.token, Raw: body,
	}
	if envelope.data == nil {
		return event, nil
	}
	err = eachMember(envelope.data, event.Data.set)
	return event, err
}

func (d *LeverData) set(name, value []byte) error {
	var text *string
	switch string(name) {
	case "opportunityId":
		text = &d.OpportunityID
	case "candidateId":
		text = &d.CandidateID
	case "contactId":
		text = &d.ContactID
	case "applicationId":
		text = &d.ApplicationID
	case "interviewId":
		text = &d.InterviewID
	case "fromStageId":
		text = &d.FromStageID
	case "toStageId":
		text = &d.ToStageID
	case "fromArchived":
		return setArchived(&d.FromArchived, "data.fromArchived", value)
	case "toArchived":
		return setArchived(&d.ToArchived, "data.toArchived", value)
	default:
		d.unknown = true
		return nil
	}
	return setID(text, "data."+string(name), value)
}

func setID(text *string, name string, value []byte) error {
	switch {
	case isNull(value):
		*text = ""
	case value[0] == '-' || (value[0] >= '0' && value[0] <= '9'):
		*text = string(value)
	default:
		var ok bool
		if *text, ok = stringValue(value); !ok {
			return malformed(name + " is not an id")
		}
	}
	return nil
}

func setArchived(archived **LeverArchived, name string, value []byte) error {
	*archived = nil
	if isNull(value) {
		return nil
	}
	var a LeverArchived
	err := eachMember(value, func(member, value []byte) error {
		switch string(member) {
		case "reason":
			return setID(&a.Reason, name+".reason", value)
		case "archivedAt":
			ms, ok := decimal(string(value))
			if !ok && !isNull(value) {
				return malformed(name + ".archivedAt is not an integer of milliseconds")
			}
			if ok {
				a.ArchivedAt = time.UnixMilli(ms)
			}
		}
		return nil
	})
	*archived = &a
	return err
}
