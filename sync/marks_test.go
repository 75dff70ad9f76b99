package sync

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestIsOurTag(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]bool{
		"hipeople: invited":                 true,
		"hipeople: inviting":                true,
		"hipeople: invited 0/3":             true,
		"hipeople: in progress 12/13":       true,
		"hipeople: overdue 2/3":             true,
		"hipeople: completed":               true,
		"hipeople: marked complete":         true,
		"hipeople: cancelled":               true,
		"hipeople: failed":                  true,
		"hipeople: needs review":            true,
		"hipeople: our favourite":           false,
		"hipeople: completed by Rita":       false,
		"hipeople: invited 2/3 people":      false,
		"hipeople: invited 2 / 3":           false,
		"hipeople: invited 2/":              false,
		"hipeople: invited 02/3":            false,
		"hipeople: invited +2/3":            false,
		"hipeople: invited  2/3":            false,
		"hipeople: invited ":                false,
		"hipeople: held":                    false,
		"hipeople: Completed":               false,
		"hipeople:completed":                false,
		"HiPeople: completed":               false,
		" hipeople: completed":              false,
		"hipeople: ":                        false,
		"hipeople":                          false,
		"":                                  false,
		"reference check: hipeople: failed": false,
	} {
		if got := isOurTag(tag); got != want {
			t.Errorf("%q: ours %v, want %v", tag, got, want)
		}
	}
}

// TestOwnTagsAreOurs: every tag we may write is one that we may remove.
func TestOwnTagsAreOurs(t *testing.T) {
	t.Parallel()
	for _, state := range []State{Held, Inviting, Invited, InProgress, Completed, MarkedComplete, Overdue, Cancelled, Skipped, Failed, NeedsReview} {
		for _, required := range []int{0, 3, 20} {
			c := standing(state, counted(2, required))
			tag := tagOf(&c)
			if silent := state == Held || state == Skipped; silent != (tag == "") {
				t.Errorf("%s has tag %q", state, tag)
			}
			if tag != "" && !isOurTag(tag) {
				t.Errorf("%q is not ours", tag)
			}
			if slices.Index(attention, state) < 0 && tag != "" {
				t.Errorf("%s has a tag and no place in the order of attention", state)
			}
		}
	}
}

func TestTagChanges(t *testing.T) {
	t.Parallel()
	mine := []string{"hipeople: our favourite", "senior"}
	for name, c := range map[string]struct {
		have        []string
		want        string
		add, remove []string
	}{
		"first":           {mine, "hipeople: invited", []string{"hipeople: invited"}, nil},
		"the next":        {append([]string{"hipeople: invited"}, mine...), "hipeople: overdue", []string{"hipeople: overdue"}, []string{"hipeople: invited"}},
		"stands already":  {append([]string{"hipeople: invited"}, mine...), "hipeople: invited", nil, nil},
		"several old":     {[]string{"hipeople: invited", "hipeople: in progress 1/3"}, "hipeople: completed", []string{"hipeople: completed"}, []string{"hipeople: invited", "hipeople: in progress 1/3"}},
		"none any more":   {append([]string{"hipeople: failed"}, mine...), "", nil, []string{"hipeople: failed"}},
		"none, and alone": {mine, "", nil, nil},
	} {
		add, remove := tagChanges(c.have, c.want)
		if !slices.Equal(add, c.add) || !slices.Equal(remove, c.remove) {
			t.Errorf("%s: add %q remove %q", name, add, remove)
		}
	}
}

func all(*Check) bool { return true }

func TestWantedTag(t *testing.T) {
	t.Parallel()
	role := func(role string, round int) func(*Check) {
		return func(c *Check) { c.Role, c.Round = role, round; c.ID = c.CheckKey().ID() }
	}
	for name, c := range map[string]struct {
		checks []Check
		want   string
	}{
		"none":                        {nil, ""},
		"held":                        {[]Check{standing(Held)}, ""},
		"running with counts":         {[]Check{standing(InProgress, counted(1, 3))}, "hipeople: in progress 1/3"},
		"running without counts":      {[]Check{standing(Invited)}, "hipeople: invited"},
		"completed":                   {[]Check{standing(Completed, counted(3, 3))}, "hipeople: completed"},
		"two roles: who needs people": {[]Check{standing(Completed), standing(Overdue, role("role-2", 1))}, "hipeople: overdue"},
		"two roles, other order":      {[]Check{standing(Overdue, role("role-2", 1)), standing(Completed)}, "hipeople: overdue"},
		"newest round counts":         {[]Check{standing(NeedsReview), standing(Invited, role("role-1", 2))}, "hipeople: invited"},
		"newest round is held":        {[]Check{standing(Completed), standing(Held, role("role-1", 2))}, "hipeople: completed"},
		"newest round bounced":        {[]Check{standing(Completed), standing(Skipped, role("role-1", 2))}, "hipeople: completed"},
	} {
		if got := wantedTag(c.checks, all); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := wantedTag([]Check{standing(Invited)}, func(*Check) bool { return false }); got != "" {
		t.Errorf("switched off, yet %q", got)
	}
}

func TestReportLink(t *testing.T) {
	t.Parallel()
	const page = "https://us.test/checks/"
	for share, plain := range map[string]bool{
		"https://h.test/share/1":                    true,
		"https://h.test/share/1?lang=en":            true,
		"https://h.test/share/1?version=2&sign=yes": true,
		"":                            false,
		"https://h.test/share/1#page": false,
		"https://h.test/share/1?expires=1772450000&signature=abc": false,
		"https://h.test/share/1?X-Amz-Signature=abc":              false,
		"https://h.test/share/1?x-goog-expires=60":                false,
		"https://h.test/share/1?Token=abc":                        false,
		"https://h.test/share/1?SIG=abc":                          false,
		"https://h.test/share/1?se=2026":                          false,
		"https://h.test/%zz":                                      false,
	} {
		c := standing(Completed, reported("x", "y"), func(c *Check) { c.ShareURL = share })
		want := page + c.ID + "#leverhipeople-" + c.ID + "-v2"
		if plain {
			want = share + "#leverhipeople-" + c.ID + "-v2"
		}
		got := reportLink(&c, "https://us.test")
		if got != want {
			t.Errorf("%q: %q, want %q", share, got, want)
		}
		if id, ours := linkCheck(got); !ours || id != c.ID {
			t.Errorf("%q: not known again, %q %v", got, id, ours)
		}
	}
}

func TestLinkCheck(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{
		"https://h.test/r#leverhipeople-chk_abc-v1":        "chk_abc",
		"https://h.test/r?a=b#leverhipeople-chk_abc-v12":   "chk_abc",
		"https://h.test/r#leverhipeople-chk_abc":           "",
		"https://h.test/r#leverhipeople-chk_abc-v":         "",
		"https://h.test/r#leverhipeople-chk_abc-v1x":       "",
		"https://h.test/r#leverhipeople-chk_abc-v1-v2":     "",
		"https://h.test/r#leverhipeople-abc-v1":            "",
		"https://h.test/r#page-leverhipeople-chk_abc-v1":   "",
		"https://h.test/leverhipeople-chk_abc-v1":          "",
		"https://linkedin.example/in/ada":                  "",
		"https://h.test/r#leverhipeople-chk_abc-v1 (mine)": "",
		"": "",
	} {
		id, ours := linkCheck(link)
		if id != want || ours != (want != "") {
			t.Errorf("%q: %q %v, want %q", link, id, ours, want)
		}
	}
}

func TestLinkChanges(t *testing.T) {
	t.Parallel()
	c := standing(Completed, reported("x", "y"))
	one := fmt.Sprintf("https://h.test/1#leverhipeople-%s-v1", c.ID)
	two := fmt.Sprintf("https://h.test/1#leverhipeople-%s-v2", c.ID)
	foreign := "https://h.test/9#leverhipeople-chk_other-v1"
	people := []string{"https://linkedin.example/in/ada", foreign, "https://h.test/1"}
	for name, x := range map[string]struct{ have, want, add, remove []string }{
		"first":          {people, []string{one}, []string{one}, nil},
		"stands already": {append([]string{one}, people...), []string{one}, nil, nil},
		"next version":   {append([]string{one}, people...), []string{two}, []string{two}, []string{one}},
		"taken back":     {append([]string{two, one}, people...), nil, nil, []string{two, one}},
	} {
		add, remove := linkChanges(x.have, x.want, []Check{c})
		if !slices.Equal(add, x.add) || !slices.Equal(remove, x.remove) {
			t.Errorf("%s: add %q remove %q", name, add, remove)
		}
	}
}

func TestWantedLinks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		check Check
		want  int
	}{
		"completed":       {standing(Completed, reported("x")), 1},
		"marked complete": {standing(MarkedComplete, reported("x")), 1},
		"without version": {standing(Completed), 0},
		"reopened":        {standing(InProgress, reported("x")), 0},
		"confidential":    {standing(Completed, reported("x"), func(c *Check) { c.Private = true }), 0},
	} {
		if got := wantedLinks([]Check{c.check}, "https://us.test", all); len(got) != c.want {
			t.Errorf("%s: %q, want %d", name, got, c.want)
		}
	}
	done := standing(Completed, reported("x"))
	if got := wantedLinks([]Check{done}, "https://us.test", func(*Check) bool { return false }); len(got) != 0 {
		t.Errorf("switched off, yet %q", got)
	}
}

// TestNamesCarryCheckAndVersion: an upload or a note in doubt is looked for by them.
func TestNamesCarryCheckAndVersion(t *testing.T) {
	t.Parallel()
	c := standing(Completed, reported("x", "y"), counted(3, 3))
	one, two := pdfName(&c, 1), pdfName(&c, 2)
	if one != "hipeople-reference-check-"+c.ID+"-v1.pdf" || two != "hipeople-reference-check-"+c.ID+"-v2-replaces-v1.pdf" {
		t.Errorf("files %q and %q", one, two)
	}
	for version := range 12 {
		text := noteText(c, version)
		for other := range 12 {
			if strings.Contains(text, noteMark(&c, other)) != (version == other) {
				t.Errorf("the note of version %d is taken for version %d's", version, other)
			}
		}
	}
	if !strings.Contains(noteText(c, 2), "replaces version 1") || strings.Contains(noteText(c, 1), "replaces") {
		t.Error("only the second version replaces one")
	}
	c.Versions[1].Partial = true
	if !strings.Contains(noteText(c, 2), "marked complete") {
		t.Error("a partial report is not told from a whole one")
	}
}
