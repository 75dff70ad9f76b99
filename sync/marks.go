package sync

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Marks are what stands on a Lever profile to show a check: one tag on the
// opportunity, one link on the contact, files and notes. Only exact texts of the
// grammar below are ever removed.

// tagPrefix begins the one tag we keep on an opportunity.
const tagPrefix = "hipeople: "

// tagWords are the words of the tag, by state. A state without a word has no tag.
var tagWords = map[State]string{
	Inviting:       "inviting",
	Invited:        "invited",
	InProgress:     "in progress",
	Overdue:        "overdue",
	Completed:      "completed",
	MarkedComplete: "marked complete",
	Cancelled:      "cancelled",
	Failed:         "failed",
	NeedsReview:    "needs review",
}

// isOurTag reports a tag that we may have written: the prefix, a word of ours, and
// perhaps a count.
func isOurTag(tag string) bool {
	rest, ok := strings.CutPrefix(tag, tagPrefix)
	if !ok {
		return false
	}
	for _, word := range tagWords {
		if rest == word {
			return true
		}
		if count, ok := strings.CutPrefix(rest, word+" "); ok {
			var n, m int
			if got, err := fmt.Sscanf(count, "%d/%d", &n, &m); err == nil && got == 2 && count == fmt.Sprintf("%d/%d", n, m) {
				return true
			}
		}
	}
	return false
}

// tagOf is the tag of one check, "" for none.
func tagOf(c *Check) string {
	word := tagWords[c.State]
	if word == "" {
		return ""
	}
	if c.State.Running() && c.Required > 0 {
		return fmt.Sprintf("%s%s %d/%d", tagPrefix, word, c.Answered, c.Required)
	}
	return tagPrefix + word
}

// attention orders states by how much they need somebody to look.
var attention = []State{NeedsReview, Failed, Overdue, InProgress, Invited, Inviting, Completed, MarkedComplete, Cancelled}

// wantedTag is the one tag an opportunity should carry, computed from all its
// checks: of each role the newest round, of those the one that needs attention most.
func wantedTag(checks []Check, writes func(*Check) bool) string {
	best := len(attention)
	tag := ""
	for _, c := range newestRounds(checks) {
		if i := slices.Index(attention, c.State); i >= 0 && i < best && writes(&c) {
			best, tag = i, tagOf(&c)
		}
	}
	return tag
}

// newestRounds keeps of each opportunity and role the check with the highest round.
// A round that nobody was invited to says nothing, so that a move by mistake does not
// take the last report off the profile.
func newestRounds(checks []Check) []Check {
	type place struct{ opportunity, role string }
	newest := map[place]Check{}
	for _, c := range checks {
		p := place{c.Opportunity, c.Role}
		if old, ok := newest[p]; !c.State.BeforeInvitation() && (!ok || c.Round > old.Round) {
			newest[p] = c
		}
	}
	var out []Check
	for _, c := range checks {
		if newest[place{c.Opportunity, c.Role}].ID == c.ID {
			out = append(out, c)
		}
	}
	return out
}

// linkMark stands in the fragment of our links. A fragment never reaches a server,
// so the link works as it came, and we know it again.
const linkMark = "leverhipeople-"

// reportLink is the link to the newest report of a check: HiPeople's share URL, or
// our own page where that URL expires, is missing, or has a fragment of its own.
func reportLink(c *Check, publicURL string) string {
	version := c.Latest().Number
	mark := fmt.Sprintf("#%s%s-v%d", linkMark, c.ID, version)
	if share, err := url.Parse(c.ShareURL); err == nil && c.ShareURL != "" && share.Fragment == "" && !expires(share) {
		return c.ShareURL + mark
	}
	return publicURL + "/checks/" + c.ID + mark
}

// expires reports a URL that carries a signature or an end: it would be dead when
// somebody follows it from Lever next week.
func expires(u *url.URL) bool {
	for name := range u.Query() {
		switch name = strings.ToLower(name); {
		case strings.HasPrefix(name, "x-amz-"), strings.HasPrefix(name, "x-goog-"),
			slices.Contains([]string{"signature", "sig", "expires", "expiry", "exp", "expires_at", "token", "se", "policy", "key-pair-id"}, name):
			return true
		}
	}
	return false
}

// linkCheck is the check a link of ours speaks of.
func linkCheck(link string) (check string, ours bool) {
	_, mark, ok := strings.Cut(link, "#"+linkMark)
	if !ok {
		return "", false
	}
	id, version, ok := strings.Cut(mark, "-v")
	if !ok || !strings.HasPrefix(id, "chk_") || version == "" || strings.Trim(version, "0123456789") != "" {
		return "", false
	}
	return id, true
}

// wantedLinks are the links a contact should carry for its checks.
func wantedLinks(checks []Check, publicURL string, writes func(*Check) bool) []string {
	var links []string
	for _, c := range newestRounds(checks) {
		if c.State.Done() && !c.Private && c.Latest().Number > 0 && writes(&c) {
			links = append(links, reportLink(&c, publicURL))
		}
	}
	return links
}

// pdfName is how a report lies among the candidate's files. It carries check and
// version, so that an upload in doubt can be looked for.
func pdfName(c *Check, version int) string {
	if version > 1 {
		return fmt.Sprintf("hipeople-reference-check-%s-v%d-replaces-v%d.pdf", c.ID, version, version-1)
	}
	return fmt.Sprintf("hipeople-reference-check-%s-v%d.pdf", c.ID, version)
}

// noteMark ends every note of ours, so that it can be looked for.
func noteMark(c *Check, version int) string { return fmt.Sprintf("[%s v%d]", c.ID, version) }
