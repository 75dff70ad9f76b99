package webhook

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestRecorded decodes the bodies of LEVER_FIXTURES/derived and checks its vectors.
func TestRecorded(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("LEVER_FIXTURES")
	if folder == "" {
		t.Skip("LEVER_FIXTURES names no folder of recorded Lever payloads")
	}
	files, err := filepath.Glob(filepath.Join(folder, "derived", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no payloads in %s/derived: %v", folder, err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		switch filepath.Base(file) {
		case "signature-vectors.json":
			checkVectors(t, body)
		case "verify-connection-ping.json":
			if event, err := DecodeLever(body); err != nil || !event.Ping() {
				t.Errorf("%s: ping %v, %v", file, event.Ping(), err)
			}
		default:
			if event, err := DecodeLever(body); err != nil || event.Ping() || event.Data.OpportunityID == "" {
				t.Errorf("%s: %v, %v", file, event, err)
			}
		}
	}
}

func checkVectors(t *testing.T, file []byte) {
	t.Helper()
	var vectors []struct {
		SignatureToken Secret
		Token          string      `json:"token"`
		TriggeredAt    json.Number `json:"triggeredAt"`
		Hex            string      `json:"hex"`
	}
	if err := json.Unmarshal(file, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, vector := range vectors {
		v := verifier(t, LeverBody{}, []Secret{vector.SignatureToken}, WithTolerance(1<<62, 0))
		body, err := json.Marshal(map[string]any{"token": vector.Token, "triggeredAt": vector.TriggeredAt, "signature": vector.Hex})
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.Verify(Message{Body: body})
		wantReason(t, err, "")
	}
}
