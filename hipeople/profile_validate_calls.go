package hipeople

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/leverhipeople/leverhipeople/webhook"
)

// What stands for an id in the path of a call or link.
const (
	candidatePlaceholder = "{candidate_id}"
	rolePlaceholder      = "{role_id}"
	webhookPlaceholder   = "{webhook_id}"
)

// path checks the path of a call, which must hold the placeholder once, or none if
// there is to be none. "" is allowed: the operation is not supported.
func (v *validation) path(key, path, placeholder string) {
	if path == "" {
		return
	}
	want := `elements joined by "/" below the base URL, without a leading slash, query or dots`
	placeholders := 0
	for element := range strings.SplitSeq(path, "/") {
		switch {
		case element == placeholder && placeholder != "":
			placeholders++
		case element == "", element == ".", element == "..", strings.ContainsAny(element, "?#{}\\%: \t\r\n"):
			v.add(key, fmt.Sprintf("%q", path), want)
			return
		}
	}
	if placeholder != "" && placeholders != 1 {
		v.add(key, fmt.Sprintf("%q", path), "a path that holds "+placeholder+" as one element")
	}
}

// template checks a link for people. The first placeholder must be there, the others
// may be, each as one element of the path.
func (v *validation) template(key, template string, placeholders ...string) {
	if template == "" {
		return
	}
	target, err := url.Parse(template)
	if err != nil || target.Scheme != "https" || target.Host == "" || target.User != nil || target.RawQuery != "" || target.Fragment != "" ||
		!validHostPattern(target.Hostname()) {
		v.add(key, "no plain https URL", "https, a host and a path, without user, query or fragment")
		return
	}
	elements := strings.Split(strings.TrimPrefix(target.Path, "/"), "/")
	if !slices.Contains(elements, placeholders[0]) {
		v.add(key, fmt.Sprintf("%q", template), "a path that holds "+placeholders[0]+" as one element")
	}
	for _, element := range elements {
		if strings.ContainsAny(element, "{}") && !slices.Contains(placeholders, element) {
			v.add(key, fmt.Sprintf("%q", template), "no placeholder but "+strings.Join(placeholders, " and "))
		}
	}
}

func (v *validation) action(key string, action ActionSpec, placeholder string) {
	if action.Path == "" {
		return
	}
	v.path(key+".path", action.Path, placeholder)
	v.oneOf(key+".method", action.Method, http.MethodPut, http.MethodPost, http.MethodDelete)
}

func (v *validation) invite(invite InviteSpec) {
	if invite.Path == "" {
		return
	}
	v.path("invite.path", invite.Path, "")
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

func (v *validation) webhook(spec WebhookSpec) {
	v.action("webhook.delete", spec.Delete, webhookPlaceholder)
	v.signature(spec.Signature)
	create := spec.Create
	if create.Path == "" {
		return
	}
	v.path("webhook.create.path", create.Path, "")
	v.oneOf("webhook.create.method", create.Method, http.MethodPut, http.MethodPost)
	v.oneOf("webhook.create.body", string(create.Body), string(BodyFlat), string(BodyFields))
	v.present("webhook.create.id", create.ID, "at least one path")
	if create.URL == "" {
		v.add("webhook.create.url", "empty", "the name HiPeople gives this field")
	}
	if create.Events == "" && len(create.EventNames) > 0 {
		v.add("webhook.create.events", "empty", "the name of the field that takes event_names")
	}
	names := map[string]string{}
	for _, field := range []inviteField{{key: "url", name: create.URL}, {key: "secret", name: create.Secret}, {key: "events", name: create.Events}} {
		if field.name != "" {
			v.fieldName("webhook.create."+field.key, field.name, names)
		}
	}
	for name := range create.Constants {
		v.fieldName("webhook.create.constants", name, names)
	}
}

func (v *validation) signature(spec SignatureSpec) {
	v.oneOf("webhook.signature.scheme", string(spec.Scheme), string(SchemeNone), string(SchemeHeader), string(SchemeStandard))
	if spec.Scheme != SchemeHeader {
		return
	}
	v.oneOf("webhook.signature.encoding", string(spec.Encoding), "", string(webhook.Hex), string(webhook.Base64))
	v.header("webhook.signature.header", spec.Header)
	if spec.Timestamp != "" {
		v.header("webhook.signature.timestamp", spec.Timestamp)
	}
}

func (v *validation) header(key, name string) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`()<>@,;:\"/[]?={}`, r) }) {
		v.add(key, fmt.Sprintf("%q", name), "the name of a header")
	}
}

func (v *validation) rules(rules []StatusRule) {
	for i, rule := range rules {
		key := fmt.Sprintf("status.rules[%d]", i)
		v.jsonPaths(key+".path", []string{rule.Path})
		v.oneOf(key+".when", string(rule.When), string(WhenTrue), string(WhenFalse), string(WhenSet), string(WhenUnset), string(WhenPast))
		if !slices.Contains(statusValues, rule.Status) {
			v.add(key+".status", fmt.Sprintf("%q", rule.Status), "one of "+joinValues(statusValues))
		}
	}
}
