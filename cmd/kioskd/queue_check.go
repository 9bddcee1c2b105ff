package main

import (
	"fmt"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type queueCheckCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (q queueCheckCmd) Run(t *terminal) error {
	return t.withBooks(func(_ config.Config, b kioskapp.Bookkeeper) error {
		s, err := b.QueueStatus(t.ctx)
		if err != nil {
			return err
		}
		progress := t.progress(fmt.Sprintf("checking %d facts", s.Facts))
		if err := progress.during(t.ctx, b.QueueCheck); err != nil {
			return fmt.Errorf("the journal does not add up: %w; keep a copy of %s, then: kioskd queue salvage", err, s.Folder)
		}
		if q.JSON {
			return t.json(map[string]any{"ok": true, "facts": s.Facts, "hash": s.Hash})
		}
		_, err = fmt.Fprintf(t.out, "good: %d facts, every seal, number, hash and index entry agrees\n", s.Facts)
		return err
	})
}
