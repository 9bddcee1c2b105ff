package main

import (
	"errors"
	"fmt"
	"log/slog"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type queueSalvageCmd struct {
	From        string `help:"Damaged or foreign data folder; it is only read." required:"" placeholder:"FOLDER" type:"path"`
	To          string `help:"Folder to make." required:"" placeholder:"FOLDER" type:"path"`
	RecoveryKey string `help:"The operator's secret half, for a folder whose data key cannot be read here." placeholder:"FILE" type:"path"`
	JSON        bool   `help:"Print the report as JSON." name:"json"`
}

// Run makes a healthy folder, or says exactly what is missing. The exit code is
// 0 only when nothing is.
func (q queueSalvageCmd) Run(t *terminal) error {
	c, err := t.load()
	if err != nil {
		return err
	}
	report, err := q.salvage(t)
	if err != nil {
		return err
	}
	if q.JSON {
		err = t.json(report)
	} else {
		err = t.tellSalvaged(c, report)
	}
	return errors.Join(err, q.verdict(report))
}

// verdict says what a person has to do about what is lost.
func (q queueSalvageCmd) verdict(r kioskapp.Salvaged) error {
	const byHand = "enter the missing facts by hand at HQ, from the card company's list"
	switch {
	case r.To == "":
		return fmt.Errorf("%s is damaged beyond repair: send HQ the lines that could be read, and %s", q.From, byHand)
	case len(r.Missing) > 0:
		return fmt.Errorf("%s has lost facts for good: the new folder works, but %s", q.From, byHand)
	}
	return nil
}

func (q queueSalvageCmd) salvage(t *terminal) (kioskapp.Salvaged, error) {
	p := t.progress("salvaging")
	defer p.end()
	return kioskapp.Salvage{
		From: q.From, To: q.To, RecoveryKey: q.RecoveryKey,
		Tell: p.at,
		Log:  slog.New(slog.NewTextHandler(t.errOut, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}.Run(t.ctx)
}

func (t *terminal) tellSalvaged(c config.Config, r kioskapp.Salvaged) error {
	text := fmt.Sprintf("read %d of %d facts of epoch %s\n", r.Facts, r.Last, r.Epoch)
	for _, m := range r.Missing {
		text += fmt.Sprintf("missing: %d to %d\n", m.First, m.Last)
	}
	text += fmt.Sprintf("waiting for HQ: %s\n", tellWaiting(c, kioskapp.Queue{Waiting: r.Waiting, Sum: r.Sum, Oldest: r.Oldest}))
	if r.To != "" {
		text += fmt.Sprintf("healthy folder: %s; set data to it, or move it in place of the old one\n", r.To)
	} else {
		text += fmt.Sprintf("what could be read: %s\n", r.Lines)
	}
	_, err := fmt.Fprint(t.out, text)
	return err
}
