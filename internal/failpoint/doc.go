// Package failpoint names the places where a process may die, so that tests can
// make it die there.
//
// Points are compiled in and cost nothing: without the build tag "failpoints" both
// functions are empty. With it, LEVERHIPEOPLE_KILL_AT names the point, and
// optionally after a colon the how-manyth arrival, at which the process kills
// itself with SIGKILL.
package failpoint

import "io"

// The points, in the order in which an invitation and its report pass them. Those
// of a step are followed by a slash and the kind of step: "intended/invite",
// "applied/mail".
const (
	Stored     = "stored"      // the delivery is durable, not answered, nothing decided
	Decided    = "decided"     // the check is opened, nobody was told
	Intended   = "intended"    // the step is sending, no byte of it left
	Applied    = "applied"     // the remote answered, nothing recorded
	Settled    = "settled"     // the step's end is recorded, the next thing not begun
	ReadBack   = "read-back"   // a step in doubt is about to be looked for
	PDFHalf    = "pdf-half"    // half of the report's bytes are on the wire
	BeforeLink = "before-link" // the link on the contact is decided, not sent
)

// Reader passes r through and dies at point once half of size bytes were read.
func Reader(point string, r io.Reader, size int64) io.Reader {
	return reader(point, r, size)
}
