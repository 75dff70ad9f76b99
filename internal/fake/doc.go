// Package fake holds what the fake Lever (package levertest) and the fake HiPeople (package
// hipeopletest) have in common: scripted faults, a log of calls, a network that lives in the
// process, a strict rate bucket and the control endpoints under /_fake/.
//
// A provider's fake is an [http.Handler] over some state. [New] puts a [Server] around it, and the
// Server decides what happens to each request: it passes through, or a [Fault] of the [Script]
// gets in its way before, while or after the handler applies it.
package fake
