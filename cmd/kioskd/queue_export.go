package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type queueExportCmd struct {
	Out  string `help:"File to write; it must not be there yet." required:"" placeholder:"FILE" type:"path"`
	From uint64 `help:"First number to write." default:"1"`
	JSON bool   `help:"Print what was written as JSON." name:"json"`
}

// exported is what was written.
type exported struct {
	File  string `json:"file"`
	Epoch string `json:"epoch"`
	Facts uint64 `json:"facts"`
	First uint64 `json:"first,omitempty"`
	Last  uint64 `json:"last,omitempty"`
}

// Run writes the exact lines that HQ gets. The file is there whole or not at all.
func (q queueExportCmd) Run(t *terminal) error {
	return t.withBooks(func(_ config.Config, b kioskapp.Bookkeeper) error {
		s, err := b.QueueStatus(t.ctx)
		if err != nil {
			return err
		}
		if q.From > s.Facts {
			return fmt.Errorf("there is nothing to export from fact %d on: the last is %d", q.From, s.Facts)
		}
		done := exported{File: q.Out, Epoch: s.Epoch}
		err = writeWhole(q.Out, func(w io.Writer) error { return t.exportLines(b, w, max(q.From, 1), s.Facts, &done) })
		if err != nil {
			return fmt.Errorf("export the journal: %w", err)
		}
		if q.JSON {
			return t.json(done)
		}
		_, err = fmt.Fprintf(t.out, "wrote %d facts of epoch %s, numbers %d to %d, to %s\n", done.Facts, done.Epoch, done.First, done.Last, done.File)
		return err
	})
}

// exportLines writes the facts up to the one that was last at the beginning, so
// that an export from a busy kiosk ends.
func (t *terminal) exportLines(b kioskapp.Bookkeeper, to io.Writer, from, last uint64, done *exported) error {
	p := t.progress("exporting")
	defer p.end()
	w := bufio.NewWriter(to)
	for next := from; next <= last; next = done.Last + 1 {
		lines, err := b.QueueLines(t.ctx, next)
		if err == nil && len(lines) == 0 {
			err = fmt.Errorf("the journal ends before fact %d", next)
		}
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.Seq > last {
				break
			}
			done.add(l)
			_, _ = w.WriteString(l.Text + "\n") // an error stays until Flush
		}
		p.at("fact", done.Last, last)
	}
	return errors.Join(t.ctx.Err(), w.Flush())
}

func (e *exported) add(l kioskapp.Line) {
	if e.Facts == 0 {
		e.First = l.Seq
	}
	e.Facts, e.Last = e.Facts+1, l.Seq
}
