package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type queueCmd struct {
	Status queueStatusCmd `cmd:"" help:"Count what is kept and what waits for HQ."`
	List   queueListCmd   `cmd:"" help:"List facts."`
	Check  queueCheckCmd  `cmd:"" help:"Read every fact, check seals, chain and index."`
}

type queueStatusCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (q queueStatusCmd) Run(t *terminal) error {
	return t.withJournal(func(c config.Config, e kioskapp.Engineer) error {
		s, err := e.Status(t.ctx)
		if err != nil {
			return err
		}
		if q.JSON {
			return t.json(s.Queue)
		}
		_, err = fmt.Fprintf(t.out, "%d facts in %s\nepoch %s\nwaiting for HQ: %s\nin quarantine: %d\n",
			s.Queue.Facts, s.Queue.Folder, s.Queue.Epoch, tellWaiting(c, s.Queue), s.Queue.Set)
		return err
	})
}

type queueListCmd struct {
	From  uint64 `help:"First number to list." default:"1"`
	Limit int    `help:"How many, at most 1000." default:"100"`
	JSON  bool   `help:"Print one JSON object a line." name:"json"`
}

func (q queueListCmd) Run(t *terminal) error {
	return t.withJournal(func(c config.Config, e kioskapp.Engineer) error {
		list, err := e.QueueList(t.ctx, q.From, q.Limit)
		if err != nil {
			return err
		}
		if q.JSON {
			return t.jsonLines(list)
		}
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(w, "NUMBER\tAT\tKIND\tKEY\tSUM\tAT HQ")
		for _, f := range list {
			sum := ""
			if f.Sum != 0 {
				sum = c.Catalogue.Currency.Format(amount(f.Sum))
			}
			_, _ = fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\n", f.Seq, f.At.Local().Format(time.DateTime), f.Kind, f.Key, sum, yesNo(f.Sent))
		}
		return w.Flush()
	})
}

func (t *terminal) jsonLines(list []kioskapp.Entry) error {
	for _, f := range list {
		if err := t.json(f); err != nil {
			return err
		}
	}
	return nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

type queueCheckCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (q queueCheckCmd) Run(t *terminal) error {
	return t.withJournal(func(_ config.Config, e kioskapp.Engineer) error {
		if err := e.QueueCheck(t.ctx); err != nil {
			return fmt.Errorf("the journal does not add up: %w", err)
		}
		s, err := e.Status(t.ctx)
		if err != nil {
			return err
		}
		if q.JSON {
			return t.json(map[string]any{"ok": true, "facts": s.Queue.Facts, "hash": s.Queue.Hash})
		}
		_, err = fmt.Fprintf(t.out, "good: %d facts, every seal, number, hash and index entry agrees\n", s.Queue.Facts)
		return err
	})
}
