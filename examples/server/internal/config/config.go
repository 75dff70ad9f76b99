// Package config reads the environment of the server. Every variable stands once, in
// variables.go: what is read and what docs/configuration.md says come from the same line.
package config

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/app"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/notify/mail"
)

// Config is what the environment says.
type Config struct {
	App      app.Config // without Logger
	LogLevel slog.Level
}

// Problem is one variable that can't be used.
type Problem struct {
	Variable string
	Got      string // in words; never a secret's value
	Want     string
}

func (p Problem) String() string { return fmt.Sprintf("%s is %s, want %s", p.Variable, p.Got, p.Want) }

// Error is all that is wrong with the environment, so that it is mended in one go.
type Error struct{ Problems []Problem }

// Error is one line per problem.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, problem := range e.Problems {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Load reads the environment through getenv, where an empty variable is an absent one.
// What can't be used is an [*Error].
func Load(getenv func(string) string) (Config, error) {
	l := &loading{getenv: getenv, given: map[string]string{}, explicit: map[string]bool{}}
	for _, v := range variables {
		l.read(v)
	}
	l.leverURL()
	l.hipeople()
	l.mailer()
	l.lease()
	if len(l.problems) > 0 {
		return Config{}, &Error{Problems: l.problems}
	}
	return l.config, nil
}

// loading is a Config in the making.
type loading struct {
	getenv   func(string) string
	given    map[string]string // values by variable, defaults included, without those that are wrong
	explicit map[string]bool   // said by the environment, right or wrong
	config   Config
	problems []Problem
}

func (l *loading) wrong(variable, got, want string) {
	l.problems = append(l.problems, Problem{variable, got, want})
}

// read takes one variable in.
func (l *loading) read(v variable) {
	value, ok := l.lookup(v)
	switch {
	case !ok:
		l.explicit[v.name] = true
		return
	case value == "" && v.required:
		l.wrong(v.name, "not set", v.want)
		return
	case value == "":
		value = v.standard
	default:
		l.explicit[v.name] = true
	}
	if value == "" {
		return
	}
	if got := v.set(&l.config, value); got != "" {
		l.wrong(v.name, got, v.want)
		return
	}
	l.given[v.name] = value
}

// lookup finds the value of a variable; a secret's may lie in the file that NAME_FILE
// names. The file's name is in no message: who confuses the two variables has written
// the secret there.
func (l *loading) lookup(v variable) (value string, ok bool) {
	value = strings.TrimSpace(l.getenv(v.name))
	file := l.getenv(v.name + fileSuffix)
	switch {
	case !v.secret || file == "":
		return value, true
	case value != "":
		l.wrong(v.name, "set together with "+v.name+fileSuffix, "one of the two")
		return "", false
	}
	value, problem := readSecret(file)
	if problem != "" {
		l.wrong(v.name+fileSuffix, problem, "the path of a file that holds "+v.name)
		return "", false
	}
	return value, true
}

// leverURL finds where Lever lies: an environment, an address, or both in agreement.
func (l *loading) leverURL() {
	environment, address := l.given["LEVER_ENVIRONMENT"], l.given["LEVER_BASE_URL"]
	home := leverHomes[environment]
	switch {
	case environment == "": // wrong, and said so
	case address == "":
		l.config.App.LeverURL = home.url
	case l.explicit["LEVER_ENVIRONMENT"] && !home.has(address):
		l.wrong("LEVER_BASE_URL", fmt.Sprintf("%q while LEVER_ENVIRONMENT is %s", shown(address), environment),
			"an address of Lever's "+environment+" environment, or LEVER_ENVIRONMENT not set")
	}
}

// hipeople refuses to speak to the real HiPeople in the words of the fake.
func (l *loading) hipeople() {
	if l.given["HIPEOPLE_PROFILE"] != profileFake {
		return
	}
	l.config.App.LocalReports = true
	if !l.explicit["HIPEOPLE_BASE_URL"] {
		l.config.App.HiPeopleURL = ""
	} else if address, ok := l.given["HIPEOPLE_BASE_URL"]; ok && !onLoopback(address) {
		l.wrong("HIPEOPLE_PROFILE", `"fake" while HIPEOPLE_BASE_URL is `+fmt.Sprintf("%q", shown(address)), "a fake on this machine as HIPEOPLE_BASE_URL, or another profile")
	}
}

func (l *loading) mailer() {
	url, from := l.given["SMTP_URL"], l.given["MAIL_FROM"]
	switch {
	case l.explicit["SMTP_URL"] && !l.explicit["MAIL_FROM"]:
		l.wrong("MAIL_FROM", "not set while SMTP_URL is", "both of them, or none")
		return
	case l.explicit["MAIL_FROM"] && !l.explicit["SMTP_URL"]:
		l.wrong("SMTP_URL", "not set while MAIL_FROM is", "both of them, or none")
		return
	case url == "" || from == "": // neither is set, or one is wrong and was told
		return
	}
	mailer, err := mail.New(url, from)
	if err != nil {
		l.wrong("SMTP_URL", "not usable together with MAIL_FROM", strings.TrimPrefix(err.Error(), "mail: "))
		return
	}
	l.config.App.Notifier = mailer
}

// lease repeats what the engine asks for, in the words of the environment.
func (l *loading) lease() {
	standard := hpsync.Timing{}.Scaled(1)
	lease, slot := l.config.App.Timing.Lease, l.config.App.Timing.Slot
	if lease == 0 {
		lease = standard.Lease
	}
	if slot == 0 {
		slot = standard.Slot
	}
	if lease < 6*slot {
		l.wrong("ENGINE_LEASE", fmt.Sprintf("%s while ENGINE_SLOT is %s", lease, slot), fmt.Sprintf("at least six times as long: %s", 6*slot))
	}
}
