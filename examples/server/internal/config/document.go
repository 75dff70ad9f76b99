package config

import (
	"fmt"
	"strings"
)

//go:generate go test -run TestDocumentation -update

// Table is the variables as a table in Markdown, for docs/configuration.md.
func Table() string {
	var b strings.Builder
	b.WriteString("| Variable | Default | Accepts | What it does |\n|---|---|---|---|\n")
	for _, v := range variables {
		name, standard := "`"+v.name+"`", ""
		if v.secret {
			name += " or `" + v.name + fileSuffix + "`"
		}
		switch {
		case v.required:
			standard = "required"
		case v.standard != "":
			standard = "`" + v.standard + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, standard, cell(v.want), cell(v.about))
	}
	return b.String()
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
