package fake

import (
	"slices"
	"sync"
)

// Script is the list of planned faults. Every request is shown to all of them in the order they
// were added, and the first that is due fires. The zero Script plans nothing. It is safe for
// concurrent use.
type Script struct {
	mu    sync.Mutex
	armed []*Armed
}

// Armed is a fault in a [Script], and tells how often it fired.
type Armed struct {
	script *Script
	fault  Fault
	seen   int
	fired  int
}

// Planned is a fault and what became of it so far, as listed by [Script.List] and GET /_fake/faults.
type Planned struct {
	Fault Fault `json:"fault"`
	// Seen counts the requests it matched, Fired those it hit.
	Seen  int `json:"seen"`
	Fired int `json:"fired"`
}

// Add plans a fault. It panics if the fault is invalid, since a test whose fault can't fire proves
// nothing; see [Fault.Validate].
func (s *Script) Add(fault Fault) *Armed {
	if err := fault.Validate(); err != nil {
		panic(err)
	}
	armed := &Armed{script: s, fault: fault}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = append(s.armed, armed)
	return armed
}

// Clear removes all faults.
func (s *Script) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = nil
}

// List returns the planned faults in order, those that are used up included.
func (s *Script) List() []Planned {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Planned, len(s.armed))
	for i, a := range s.armed {
		list[i] = Planned{Fault: a.fault, Seen: a.seen, Fired: a.fired}
	}
	return list
}

// Fired returns how often the fault fired.
func (a *Armed) Fired() int {
	a.script.mu.Lock()
	defer a.script.mu.Unlock()
	return a.fired
}

// Remove takes the fault out of its script. Removing it twice does nothing.
func (a *Armed) Remove() {
	a.script.mu.Lock()
	defer a.script.mu.Unlock()
	a.script.armed = slices.DeleteFunc(a.script.armed, func(b *Armed) bool { return a == b })
}

// next shows the request to every fault and returns the one that fires.
func (s *Script) next(method, escapedPath string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var hit *Armed
	for _, a := range s.armed {
		if !a.fault.matches(method, escapedPath) {
			continue
		}
		a.seen++
		if hit == nil && a.seen > a.fault.After && (a.fault.Times < 0 || a.fired < max(a.fault.Times, 1)) {
			hit = a
			a.fired++
		}
	}
	if hit == nil {
		return Fault{}, false
	}
	return hit.fault, true
}
