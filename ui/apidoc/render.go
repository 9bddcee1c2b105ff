package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// page is what is being written.
type page struct {
	bytes.Buffer
	document
}

func render(text []byte) ([]byte, error) {
	var p page
	if err := yaml.Unmarshal(text, &p.document); err != nil {
		return nil, err
	}
	p.line("# The local API\n\n<!-- Made by: go run ./ui/apidoc. Edit local-api.yaml instead. -->\n")
	p.line("Version %s; for programs the same is in [local-api.yaml](local-api.yaml) (OpenAPI 3.1).\n", p.Info.Version)
	p.line("%s", p.Info.Description)
	if err := pairs(p.Paths, p.path); err != nil {
		return nil, err
	}
	p.line("## Objects\n")
	if err := pairs(p.Components.Schemas, p.object); err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(p.Bytes(), "\n"), '\n'), nil
}

func (p *page) line(format string, a ...any) { _, _ = fmt.Fprintf(p, format+"\n", a...) }

func (p *page) path(path string, n yaml.Node) error {
	return pairs(n, func(method string, n yaml.Node) error {
		if method == "parameters" {
			return nil
		}
		var o operation
		if err := n.Decode(&o); err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		return p.operation(strings.ToUpper(method), path, o)
	})
}

func (p *page) operation(method, path string, o operation) error {
	p.line("## %s %s\n\n%s.%s\n", method, path, o.Summary, whose(o))
	if o.Description != "" {
		p.line("%s\n", strings.TrimSpace(o.Description))
	}
	for _, q := range o.Parameters {
		if name, ok := strings.CutPrefix(q.Ref, "#/components/parameters/"); ok {
			q = p.Components.Parameters[name]
		}
		p.line("`?%s=` %s\n", q.Name, q.Description)
	}
	if o.RequestBody != nil {
		if err := p.body("Request", *o.RequestBody); err != nil {
			return err
		}
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		if status == "default" {
			continue
		}
		r := o.Responses[status]
		if name, ok := strings.CutPrefix(r.Ref, "#/components/responses/"); ok {
			r = p.Components.Responses[name]
		}
		if err := p.body(fmt.Sprintf("Answers %s: %s", status, strings.TrimSuffix(r.Description, ".")), r); err != nil {
			return err
		}
	}
	return nil
}

// whose says who may ask, where it is not whoever has a session.
func whose(o operation) string {
	switch {
	case o.Security == nil:
		return ""
	case len(*o.Security) == 0:
		return " Needs no session."
	}
	var names []string
	for _, s := range *o.Security {
		names = append(names, slices.Collect(maps.Keys(s))...)
	}
	return " Needs the credential of: " + strings.Join(names, ", ") + "."
}

// body writes what goes over the line, with its examples.
func (p *page) body(title string, r response) error {
	if len(r.Content) == 0 {
		p.line("%s.\n", title)
		return nil
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Content)) {
		c := r.Content[kind]
		p.line("%s%s\n", title, shape(c.Schema))
		examples := []any{c.Example}
		for _, name := range slices.Sorted(maps.Keys(c.Examples)) {
			examples = append(examples, c.Examples[name].Value)
		}
		for _, e := range examples {
			if err := p.example(e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *page) example(e any) error {
	switch e := e.(type) {
	case nil:
		return nil
	case string:
		p.line("```\n%s\n```\n", strings.TrimSpace(e))
		return nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(e); err != nil {
		return err
	}
	p.line("```json\n%s\n```\n", strings.TrimSpace(b.String()))
	return nil
}
