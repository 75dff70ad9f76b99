// Package demo plays the main job for somebody who has neither a Lever nor a HiPeople
// account: both fakes, the mail server and the server itself run as HTTP and SMTP services
// on loopback and speak to each other over the wire, and a story is played on them.
//
//	facts.go    what stands at Lever, at HiPeople, with us and in the mailbox right now
//	news.go     the difference between two moments, in plain words
//	story.go    who does what, and what each waits for
//	outcome.go  what must have come of it
package demo
