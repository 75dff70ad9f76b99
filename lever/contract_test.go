package lever

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// operation is the row of the operation table that the verb calls.
func (v verb) operation(t *testing.T) operation {
	t.Helper()
	fields := strings.Fields(v.want)
	for _, op := range operations {
		if elements, err := op.elements([]string{"x%2F1", "y%202"}); err == nil && op.method == fields[0] && "/"+strings.Join(elements, "/") == fields[1] {
			return op
		}
	}
	t.Fatalf("%s calls no operation of the table", v.name)
	return operation{}
}

// TestContract holds verbs, the operations behind them and openapi.yaml together: each operation of the contract has a
// verb, and no verb calls anything else.
func TestContract(t *testing.T) {
	t.Parallel()
	want := map[string]string{} // as openapi.yaml has it
	for _, op := range contract(t) {
		want[op.method+" "+op.path] = op.scope + " " + op.performAs
	}
	got := map[string]string{}
	for _, op := range operations {
		rule := [...]string{performAsNone: "", performAsOptional: "optional", performAsRequired: "required"}[op.performAs]
		got[op.method+" "+op.path] = op.scope + " " + rule
	}
	if !maps.Equal(got, want) {
		t.Errorf("operations are\n%v\nopenapi.yaml has\n%v", got, want)
	}
	called := map[string]bool{}
	for _, verb := range verbs {
		op := verb.operation(t)
		called[op.method+" "+op.path] = true
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if !called[key] {
			t.Errorf("no verb calls %s", key)
		}
	}
}

// TestRequestsStayInTheContract holds the queries and bodies that the verbs send against openapi.yaml.
func TestRequestsStayInTheContract(t *testing.T) {
	t.Parallel()
	schemas := spec(t)["components"].(object)["schemas"].(object)
	contracts := map[string]contractOperation{}
	for _, op := range contract(t) {
		contracts[op.method+" "+op.path] = op
	}
	bodies := 0
	for _, verb := range verbs {
		op := verb.operation(t)
		fields := contracts[op.method+" "+op.path].fields
		declared := map[string]bool{}
		for _, parameter := range parametersOf(fields) {
			declared[parameter["name"].(string)] = parameter["in"] == "query"
		}
		_, query, _ := strings.Cut(strings.SplitN(verb.want, " ", 2)[1], " ")
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		for name := range values {
			if !declared[name] {
				t.Errorf("%s sends the parameter %s, which the contract does not have", verb.name, name)
			}
		}
		if verb.body == "" {
			continue
		}
		bodies++
		content := fields["requestBody"].(object)["content"].(object)["application/json"].(object)
		var body any
		if err := json.Unmarshal([]byte(verb.body), &body); err != nil {
			t.Fatal(err)
		}
		for _, fault := range bodyFaults("body", body, content["schema"].(object), schemas) {
			t.Errorf("%s: %s", verb.name, fault)
		}
	}
	if bodies < 30 {
		t.Errorf("only %d bodies were held against the contract", bodies)
	}
}

// bodyFaults lists fields that a schema does not have, and mandatory ones that a body lacks.
func bodyFaults(at string, value any, schema object, schemas object) (faults []string) {
	if ref := reference(schema); ref != "" {
		schema = schemas[ref].(object)
	}
	switch value := value.(type) {
	case []any:
		items, _ := schema["items"].(object)
		for _, item := range value {
			faults = append(faults, bodyFaults(at+"[]", item, items, schemas)...)
		}
	case object:
		properties, closed := schema["properties"].(object)
		for _, field := range asList(schema["required"]) {
			if _, present := value[field.(string)]; !present {
				faults = append(faults, at+" lacks "+field.(string))
			}
		}
		for name, inner := range value {
			property, known := properties[name].(object)
			if closed && !known {
				faults = append(faults, at+" has "+name+", which the contract does not have")
			}
			if known {
				faults = append(faults, bodyFaults(at+"."+name, inner, property, schemas)...)
			}
		}
	}
	return faults
}

func TestBodyFaults(t *testing.T) {
	t.Parallel()
	schemas := spec(t)["components"].(object)["schemas"].(object)
	body := object{"timezone": "UTC", "x": 1, "interviews": []any{object{"date": 1.0}}}
	faults := bodyFaults("body", body, object{"$ref": "#/components/schemas/PanelRequest"}, schemas)
	slices.Sort(faults)
	want := []string{"body has x, which the contract does not have", "body.interviews[] lacks duration", "body.interviews[] lacks interviewers"}
	if !slices.Equal(faults, want) {
		t.Errorf("got %q, want %q", faults, want)
	}
}

// TestContractIsWhole counts what Lever has.
func TestContractIsWhole(t *testing.T) {
	t.Parallel()
	if got := len(contract(t)); got != 106 {
		t.Errorf("%d operations, want 106", got)
	}
	doc := spec(t)
	events, schemas := doc["webhooks"].(object), doc["components"].(object)["schemas"].(object)
	var names []string
	for _, name := range schemas["WebhookEvent"].(object)["enum"].([]any) {
		names = append(names, name.(string))
		event, _ := events[name.(string)].(object)["post"].(object)
		data, _ := event["x-data"].(object)
		if schemas[reference(data)] == nil || event["operationId"] != name {
			t.Errorf("the event %s is not described", name)
		}
	}
	if slices.Sort(names); len(names) != 10 || !slices.Equal(names, slices.Sorted(maps.Keys(events))) {
		t.Errorf("the events are %v, described are %v", names, slices.Sorted(maps.Keys(events)))
	}
}

// TestEventsAreRead reads the data of each kind of delivery, in the shapes that clients in the field have met.
func TestEventsAreRead(t *testing.T) {
	t.Parallel()
	const data = `{"opportunityId": "o", "candidateId": "d", "contactId": "c", "applicationId": "a", "interviewId": "i", "panelId": "p"}`
	var (
		created   ApplicationCreatedEvent
		interview InterviewEvent
		contact   ContactEvent
	)
	for _, event := range []any{&created, &interview, &contact} {
		if err := json.Unmarshal([]byte(data), event); err != nil {
			t.Fatal(err)
		}
	}
	if created != (ApplicationCreatedEvent{OpportunityID: "o", CandidateID: "d", ContactID: "c", ApplicationID: "a"}) ||
		interview != (InterviewEvent{OpportunityID: "o", CandidateID: "d", ContactID: "c", InterviewID: "i", PanelID: "p"}) || contact != (ContactEvent{ContactID: "c"}) {
		t.Errorf("got %+v, %+v, %+v", created, interview, contact)
	}
}
