package main

import (
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/installer"
	"kioskd/queue"
)

type queueCmd struct {
	Status      queueStatusCmd      `cmd:"" help:"Count what is kept and what waits for HQ."`
	List        queueListCmd        `cmd:"" help:"List facts."`
	Show        queueShowCmd        `cmd:"" help:"Show one fact whole."`
	Check       queueCheckCmd       `cmd:"" help:"Read every fact, check seals, chain and index."`
	Export      queueExportCmd      `cmd:"" help:"Write the facts to a file, one JSON object a line."`
	Salvage     queueSalvageCmd     `cmd:"" help:"Make a healthy data folder from a damaged or foreign one."`
	RecoveryKey queueRecoveryKeyCmd `cmd:"" help:"Make the operator's key pair that opens the journals of lost kiosks."`
	RotateKey   queueRotateKeyCmd   `cmd:"" help:"Seal new facts with a new data key from the next start on."`
}

// withBooks hands over the running agent or, when none runs, the journal itself,
// which needs neither pad nor HQ.
func (t *terminal) withBooks(do func(config.Config, kioskapp.Bookkeeper) error) error {
	c, running, err := t.dial()
	if err != nil {
		return err
	}
	if running != nil {
		return do(c, running)
	}
	if err := t.starting(c); err != nil {
		return err
	}
	books, err := kioskapp.OpenBooks(t.options(c))
	if err != nil {
		return err
	}
	return errors.Join(do(c, books), books.Close())
}

// starting returns an error while the service starts on this journal: a command
// that had it open, even for a moment, would keep the agent from it.
func (t *terminal) starting(c config.Config) error {
	at := t.serviceState()
	if at == nil || c.Data != installer.DefaultPlaces().Data || !at.Runs() {
		return nil
	}
	return fmt.Errorf("the service is %s and does not answer yet: ask again in a moment, or end it first with: kioskd stop", at.Word)
}

type queueStatusCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (q queueStatusCmd) Run(t *terminal) error {
	return t.withBooks(func(c config.Config, b kioskapp.Bookkeeper) error {
		s, err := b.QueueStatus(t.ctx)
		if err != nil {
			return err
		}
		if q.JSON {
			return t.json(s)
		}
		return t.tellQueue(c, s)
	})
}

func (t *terminal) tellQueue(c config.Config, s kioskapp.Queue) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	line := func(name, value string) { _, _ = fmt.Fprintf(w, "%s\t%s\n", name, value) }
	line("folder", s.Folder)
	line("epoch", tellEpoch(s))
	line("facts", fmt.Sprintf("%d, %s; the store takes %s", s.Facts, tellBytes(s.Bytes), tellBytes(s.FileBytes)))
	line("waiting for HQ", tellWaiting(c, s))
	line("in quarantine", fmt.Sprint(s.Set))
	line("last start", tellOpening(s.Opening))
	line("data key", s.Key)
	line("recovery", tellRecovery(s.Recovery))
	if s.Error != "" {
		line("fault", s.Error)
	}
	return w.Flush()
}

// tellEpoch names the epoch, and says if it is not the first one: each further
// one began with a fork.
func tellEpoch(s kioskapp.Queue) string {
	if s.Epochs < 2 {
		return s.Epoch
	}
	return fmt.Sprintf("%s, number %d: the disk was restored or copied before", s.Epoch, s.Epochs)
}

// tellOpening says what the last start made of the journal.
func tellOpening(o queue.Opening) string {
	at := o.At.Local().Format(time.DateTime)
	switch news := kioskapp.News(o); {
	case news != "":
		return at + ": " + news
	case o.Made:
		return at + ": made the journal"
	case o.Clean:
		return at + ": as the last stop left it"
	}
	return at + ": whole, after a stop that was not clean"
}

func tellRecovery(to string) string {
	if to == "" {
		return "none: a lost data key costs what waits; see kioskd queue recovery-key"
	}
	return "the operator's key " + to
}

// tellBytes rounds a size for people, up.
func tellBytes(n int64) string {
	switch {
	case n < 10<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 10<<20:
		return fmt.Sprintf("%d KiB", (n+1<<10-1)>>10)
	}
	return fmt.Sprintf("%d MiB", (n+1<<20-1)>>20)
}

type queueListCmd struct {
	From  uint64 `help:"First number to list." default:"1"`
	Limit int    `help:"How many, at most 1000." default:"100"`
	JSON  bool   `help:"Print one JSON object a line." name:"json"`
}

func (q queueListCmd) Run(t *terminal) error {
	return t.withBooks(func(c config.Config, b kioskapp.Bookkeeper) error {
		list, err := b.QueueList(t.ctx, q.From, q.Limit)
		if err != nil {
			return err
		}
		if q.JSON {
			return t.jsonLines(list)
		}
		return t.tellList(c, list)
	})
}

func (t *terminal) tellList(c config.Config, list []kioskapp.Entry) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "NUMBER\tAT\tKIND\tKEY\tSUM\tAT HQ")
	for _, f := range list {
		_, _ = fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\n", f.Seq, f.At.Local().Format(time.DateTime), f.Kind, f.Key, tellSum(c, f.Sum), yesNo(f.Sent))
	}
	return w.Flush()
}

func tellSum(c config.Config, sum int64) string {
	if sum == 0 {
		return ""
	}
	return c.Catalogue.Currency.Format(amount(sum))
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
