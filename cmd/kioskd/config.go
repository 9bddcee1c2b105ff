package main

import (
	"encoding/json"
	"fmt"
)

type confCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// Run prints what the agent would run with: file, environment and defaults.
func (c confCmd) Run(t *terminal) error {
	conf, err := t.load()
	if err != nil {
		return err
	}
	if c.JSON {
		return t.json(conf)
	}
	text, err := conf.Write()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s", text)
	return err
}

// json prints a value for programs, in one line.
func (t *terminal) json(v any) error {
	e := json.NewEncoder(t.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
