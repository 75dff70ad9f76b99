package hipeople

import (
	"errors"
	"fmt"
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
	v.path("find.path", p.Find.Path, "")
	if p.Find.Path != "" {
		v.between("find.page_size", p.Find.PageSize, 1, 500)
		v.between("find.max_pages", p.Find.MaxPages, 1, 1000)
		v.present("candidate.ats_candidate", p.Candidate.ATSCandidate, "at least one path, since find verifies every row by it")
		v.present("candidate.role", p.Candidate.Role, "at least one path, since find verifies every row by it")
	}
	v.path("get.path", p.Get.Path, candidatePlaceholder)
	v.path("referees.path", p.Referees.Path, candidatePlaceholder)
	v.path("report.path", p.Report.Path, candidatePlaceholder)
	v.template("share.template", p.Share.Template, candidatePlaceholder)
	v.template("app.candidate", p.App.Candidate, candidatePlaceholder, rolePlaceholder)
	v.template("app.role", p.App.Role, rolePlaceholder)
	v.action("remind", p.Remind, candidatePlaceholder)
	v.action("resend", p.Resend, candidatePlaceholder)
	v.action("cancel", p.Cancel, candidatePlaceholder)
	v.action("mark_complete", p.MarkComplete, candidatePlaceholder)
	v.webhook(p.Webhook)
	v.present("candidate.id", p.Candidate.ID, "at least one path")
	for key, paths := range p.jsonPaths() {
		v.jsonPaths(key, paths)
	}
	v.words(p.Status.Words)
	v.rules(p.Status.Rules)
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
		"fraud.candidate":   p.Fraud.Candidate, "fraud.referee": p.Fraud.Referee,
		"report.url": p.Report.URL, "share.url": p.Share.URL,
		"webhook.candidate_id": p.Webhook.CandidateID, "webhook.event": p.Webhook.Event,
		"webhook.create.id": p.Webhook.Create.ID, "webhook.create.new_secret": p.Webhook.Create.NewSecret,
		"access_token.key": p.AccessToken.Key, "access_token.secret": p.AccessToken.Secret,
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
