package main

import (
	"fmt"
	"slices"
	"strings"
)

// object writes a schema with fields as a table, and one without as a sentence.
func (p *page) object(name string, s schema) error {
	p.line("### %s\n", name)
	if s.Description != "" {
		p.line("%s\n", sentence(s.Description))
	}
	if len(s.Properties.Content) == 0 {
		p.line("%s\n", kindOf(s))
		return nil
	}
	p.line("| Field | Is | |\n| --- | --- | --- |")
	err := pairs(s.Properties, func(field string, f schema) error {
		optional := "may be missing. "
		if slices.Contains(s.Required, field) {
			optional = ""
		}
		p.line("| `%s` | %s | %s |", field, kindOf(f), strings.TrimSpace(optional+f.Description))
		return nil
	})
	p.line("")
	return err
}

// shape names the object of a body.
func shape(s schema) string {
	if name, ok := linked(s); ok {
		return ": " + name
	}
	if s.Items != nil {
		return ": a list of " + kindOf(*s.Items)
	}
	return ""
}

func linked(s schema) (string, bool) {
	name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/")
	return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name)), ok
}

// kindOf says what a value is, in a few words.
func kindOf(s schema) string {
	if name, ok := linked(s); ok {
		return name
	}
	if s.Items != nil {
		return "list of " + kindOf(*s.Items)
	}
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, w := range s.Enum {
			words[i] = "`" + w + "`"
			if w == "" {
				words[i] = "empty"
			}
		}
		return strings.Join(words, ", ")
	}
	kind := fmt.Sprint(s.Type)
	switch {
	case s.Minimum != nil && s.Maximum != nil:
		kind += fmt.Sprintf(", %d to %d", *s.Minimum, *s.Maximum)
	case s.Pattern != "":
		kind += ", `" + s.Pattern + "`"
	}
	return kind
}

func sentence(s string) string { return strings.TrimSuffix(s, ".") + "." }
