package fake

import (
	"encoding/json"
	"net/http"
)

// controlHandler serves /_fake/, where other processes and people at a shell drive the fake:
//
//	GET    /_fake/state    the whole state as JSON
//	GET    /_fake/calls    the log; ?method= &path= &fault= &applied=true select
//	DELETE /_fake/calls    forget the log
//	GET    /_fake/faults   the planned faults and how often each fired
//	POST   /_fake/faults   plan one fault, or a list of them
//	DELETE /_fake/faults   plan none
//	POST   /_fake/reset    back to the beginning
func (s *Server) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_fake/state", func(w http.ResponseWriter, _ *http.Request) {
		WriteJSON(w, http.StatusOK, s.config.State())
	})
	mux.HandleFunc("GET /_fake/calls", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		WriteJSON(w, http.StatusOK, s.Log.Calls(CallFilter{
			Method: q.Get("method"), Path: q.Get("path"), Fault: Kind(q.Get("fault")), Applied: q.Get("applied") == "true",
		}))
	})
	mux.HandleFunc("DELETE /_fake/calls", func(w http.ResponseWriter, _ *http.Request) {
		s.Log.Clear()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /_fake/faults", func(w http.ResponseWriter, _ *http.Request) {
		WriteJSON(w, http.StatusOK, s.Script.List())
	})
	mux.HandleFunc("POST /_fake/faults", s.planFaults)
	mux.HandleFunc("DELETE /_fake/faults", func(w http.ResponseWriter, _ *http.Request) {
		s.Script.Clear()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /_fake/reset", func(w http.ResponseWriter, _ *http.Request) {
		s.Reset()
		w.WriteHeader(http.StatusNoContent)
	})
	if s.config.Control != nil {
		s.config.Control(mux)
	}
	return mux
}

// planFaults takes all faults or none.
func (s *Server) planFaults(w http.ResponseWriter, r *http.Request) {
	var raw json.RawMessage
	if !ReadJSON(w, r, &raw) {
		return
	}
	faults := make([]Fault, 1)
	var err error
	if len(raw) > 0 && raw[0] == '[' {
		err = json.Unmarshal(raw, &faults)
	} else {
		err = json.Unmarshal(raw, &faults[0])
	}
	for _, fault := range faults {
		if err == nil {
			err = fault.Validate()
		}
	}
	if err != nil {
		WriteProblem(w, http.StatusBadRequest, err)
		return
	}
	for _, fault := range faults {
		s.Script.Add(fault)
	}
	WriteJSON(w, http.StatusCreated, s.Script.List())
}

// WriteJSON answers a control request.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(v) // a caller that went away needs no answer
}

// WriteProblem answers a control request that can't be done, as {"error": "…"}.
func WriteProblem(w http.ResponseWriter, status int, err error) {
	WriteJSON(w, status, map[string]string{"error": err.Error()})
}

// ReadJSON reads the body of a control request, at most 1 MiB. If it is not JSON of that shape it
// answers 400 and returns false.
func ReadJSON(w http.ResponseWriter, r *http.Request, to any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(to); err != nil {
		WriteProblem(w, http.StatusBadRequest, err)
		return false
	}
	return true
}
