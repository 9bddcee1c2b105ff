package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type queueShowCmd struct {
	Number uint64 `arg:"" help:"Number of the fact, as in kioskd queue list."`
	JSON   bool   `help:"Print JSON, with the exact line." name:"json"`
}

func (q queueShowCmd) Run(t *terminal) error {
	return t.withBooks(func(c config.Config, b kioskapp.Bookkeeper) error {
		d, err := b.QueueShow(t.ctx, q.Number)
		if err != nil {
			return err
		}
		if q.JSON {
			return t.json(d)
		}
		return t.tellFact(c, d)
	})
}

func (t *terminal) tellFact(c config.Config, d kioskapp.Detail) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			_, _ = fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	line("number", fmt.Sprint(d.Seq))
	line("at", d.At.Local().Format("2006-01-02 15:04:05.000 -07:00"))
	line("kind", d.Kind)
	line("key", d.Key)
	line("ref", d.Ref)
	line("sum", tellSum(c, d.Sum))
	line("at HQ", yesNo(d.Sent))
	line("refused by HQ", d.Refused)
	line("hash", d.Hash)
	if err := w.Flush(); err != nil {
		return err
	}
	var body bytes.Buffer
	if err := json.Indent(&body, d.Body, "", "  "); err != nil {
		return fmt.Errorf("show fact %d: its body is not JSON: %w", d.Seq, err)
	}
	_, err := fmt.Fprintln(t.out, body.String())
	return err
}
