package hipeople

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// ProfileError is one key of a profile that cannot be used.
type ProfileError struct {
	Key  string // as in YAML, "find.page_size"
	Got  string
	Want string
}

func (e *ProfileError) Error() string {
	return fmt.Sprintf("hipeople: profile: %s is %s, want %s", e.Key, e.Got, e.Want)
}

// Validate returns every problem of the profile, joined; each is a *[ProfileError].
func (p Profile) Validate() error {
	var v validation
	for _, c := range p.Capabilities() {
		v.oneOf(c.Name+".evidence", string(c.Evidence), string(Documented), string(Observed), string(Configured), string(Guess))
	}
	v.invite(p.Invite)
	v.path("find.path", p.Find.Path, false)
	if p.Find.Path != "" {
		v.between("find.page_size", p.Find.PageSize, 1, 500)
		v.between("find.max_pages", p.Find.MaxPages, 1, 1000)
		v.present("candidate.ats_candidate", p.Candidate.ATSCandidate, "at least one path, since find verifies every row by it")
		v.present("candidate.role", p.Candidate.Role, "at least one path, since find verifies every row by it")
	}
	v.path("get.path", p.Get.Path, true)
	v.path("referees.path", p.Referees.Path, true)
	v.path("report.path", p.Report.Path, true)
	v.action("remind", p.Remind)
	v.action("cancel", p.Cancel)
	v.action("mark_complete", p.MarkComplete)
	v.present("candidate.id", p.Candidate.ID, "at least one path")
	for key, paths := range p.jsonPaths() {
		v.jsonPaths(key, paths)
	}
	v.words(p.Status.Words)
	v.hosts("report.hosts", p.Report.Hosts)
	v.hosts("share.hosts", p.Share.Hosts)
	slices.SortFunc(v.problems, func(a, b *ProfileError) int { return strings.Compare(a.Key, b.Key) })
	return v.err()
}

func (p Profile) jsonPaths() map[string][]string {
	return map[string][]string{
		"candidate.id": p.Candidate.ID, "candidate.role": p.Candidate.Role,
		"candidate.ats_candidate":      p.Candidate.ATSCandidate,
		"candidate.external_reference": p.Candidate.ExternalReference,
		"candidate.created_at":         p.Candidate.CreatedAt,
		"status.paths":                 p.Status.Paths, "status.completed_at": p.Status.CompletedAt,
		"referees.list": p.Referees.List, "referees.id": p.Referees.ID, "referees.status": p.Referees.Status,
		"referees.answered_at": p.Referees.AnsweredAt, "referees.required": p.Referees.Required,
		"referees.answered": p.Referees.Answered,
		"report.url":        p.Report.URL, "share.url": p.Share.URL,
		"webhook.candidate_id": p.Webhook.CandidateID, "webhook.event": p.Webhook.Event,
	}
}

type validation struct{ problems []*ProfileError }

func (v *validation) add(key, got, want string) {
	v.problems = append(v.problems, &ProfileError{Key: key, Got: got, Want: want})
}

func (v *validation) err() error {
	errs := make([]error, len(v.problems))
	for i, problem := range v.problems {
		errs[i] = problem
	}
	return errors.Join(errs...)
}

func (v *validation) oneOf(key, got string, want ...string) {
	if !slices.Contains(want, got) {
		v.add(key, fmt.Sprintf("%q", got), "one of "+strings.Join(want, ", "))
	}
}

func (v *validation) between(key string, got, low, high int) {
	if got < low || got > high {
		v.add(key, fmt.Sprint(got), fmt.Sprintf("%d to %d", low, high))
	}
}

func (v *validation) present(key string, paths []string, want string) {
	if len(paths) == 0 {
		v.add(key, "empty", want)
	}
}

const candidatePlaceholder = "{candidate_id}"

// path checks the path of a call. "" is allowed: the operation is not supported.
func (v *validation) path(key, path string, ofCandidate bool) {
	if path == "" {
		return
	}
	want := `elements joined by "/" below the base URL, without a leading slash, query or dots`
	placeholders := 0
	for element := range strings.SplitSeq(path, "/") {
		switch {
		case element == candidatePlaceholder:
			placeholders++
		case element == "", element == ".", element == "..", strings.ContainsAny(element, "?#{}\\%: \t\r\n"):
			v.add(key, fmt.Sprintf("%q", path), want)
			return
		}
	}
	if ofCandidate && placeholders != 1 {
		v.add(key, fmt.Sprintf("%q", path), "a path that holds {candidate_id} as one element")
	}
	if !ofCandidate && placeholders != 0 {
		v.add(key, fmt.Sprintf("%q", path), "a path without {candidate_id}")
	}
}

func (v *validation) jsonPaths(key string, paths []string) {
	for _, path := range paths {
		for name := range strings.SplitSeq(path, ".") {
			if name == "" || strings.TrimSpace(name) != name {
				v.add(key, fmt.Sprintf("%q", path), "names joined by single dots")
				break
			}
		}
	}
}

func (v *validation) action(key string, action ActionSpec) {
	if action.Path == "" {
		return
	}
	v.path(key+".path", action.Path, true)
	v.oneOf(key+".method", action.Method, http.MethodPut, http.MethodPost, http.MethodDelete)
}

func (v *validation) invite(invite InviteSpec) {
	if invite.Path == "" {
		return
	}
	v.path("invite.path", invite.Path, false)
	v.oneOf("invite.method", invite.Method, http.MethodPut, http.MethodPost)
	v.oneOf("invite.body", string(invite.Body), string(BodyFlat), string(BodyFields))
	names := map[string]string{}
	for _, field := range invite.Fields.all() {
		if field.name == "" {
			if field.required {
				v.add("invite.fields."+field.key, "empty", "the name HiPeople gives this field")
			}
			continue
		}
		v.fieldName("invite.fields."+field.key, field.name, names)
	}
	for name := range invite.Constants {
		v.fieldName("invite.constants", name, names)
	}
}

// fieldName checks one name and that no two names claim the same place.
func (v *validation) fieldName(key, name string, names map[string]string) {
	before := len(v.problems)
	v.jsonPaths(key, []string{name})
	if len(v.problems) > before {
		return
	}
	for taken, by := range names {
		if taken == name || strings.HasPrefix(taken, name+".") || strings.HasPrefix(name, taken+".") {
			v.add(key, fmt.Sprintf("%q", name), fmt.Sprintf("a name that does not collide with %q of %s", taken, by))
			return
		}
	}
	names[name] = key
}

func (v *validation) words(words map[string]StatusValue) {
	for word, value := range words {
		key := "status.words." + word
		if normalise(word) != word {
			v.add(key, fmt.Sprintf("%q", word), fmt.Sprintf("the normalised word %q", normalise(word)))
		}
		if !slices.Contains(statusValues, value) {
			v.add(key, fmt.Sprintf("%q", value), "one of "+joinValues(statusValues))
		}
	}
}

func (v *validation) hosts(key string, hosts []string) {
	for _, host := range hosts {
		if !validHostPattern(host) {
			v.add(key, fmt.Sprintf("%q", host), `a host name such as "files.example.com", or "*.example.com"`)
		}
	}
}
