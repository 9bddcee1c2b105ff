package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"kioskd/agent/books"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type booksCmd struct {
	Day       string `help:"As in 2026-01-05; today's without." placeholder:"DAY"`
	Statement string `help:"The VAN's statement of that day, as CSV with a line of headings." placeholder:"FILE" type:"path"`
	JSON      bool   `help:"Print JSON, with every payment." name:"json"`
}

// Run ends with an error when the books do not meet, so that a script hears of it.
func (b booksCmd) Run(t *terminal) error {
	rows, err := readStatement(b.Statement)
	if err != nil {
		return err
	}
	return t.withBooks(func(_ config.Config, k kioskapp.Bookkeeper) error {
		r, err := k.DayBooks(t.ctx, kioskapp.DayAsk{Day: b.Day, Statement: rows})
		if err != nil {
			return err
		}
		if b.JSON {
			err = t.json(r)
		} else {
			err = tellBooks(t.out, r)
		}
		if n := len(r.Differences); err == nil && n > 0 {
			err = fmt.Errorf("the books of %s do not meet: %d differences", r.Date, n)
		}
		return err
	})
}

func readStatement(file string) ([]books.Row, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	rows, err := books.ReadStatement(f)
	if err == nil && len(rows) == 0 {
		err = fmt.Errorf("%w: it has headings and no lines", books.ErrStatement)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return rows, nil
}

func tellBooks(out io.Writer, r books.Report) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	money := r.Currency.Format
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	line("books of\t%s", r.Date)
	line("")
	line("METHOD\tSALES\tTAKEN\tREFUNDS\tBACK\tNET")
	for _, m := range append(r.Methods, books.Method{Name: "together", Total: r.Sum}) {
		line("%s\t%d\t%s\t%d\t%s\t%s", m.Name, m.Sales, money(m.Taken), m.Refunds, money(m.Back), money(m.Net))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	line("")
	line("STATE\tPAYMENTS\tAMOUNT")
	for _, s := range r.States {
		line("%s\t%d\t%s", s.Status, s.Count, money(s.Amount))
	}
	line("")
	line("HQ\t%s", tellSide(r.HQ, money))
	line("pad\t%s", tellSide(r.Pad, money))
	line("VAN's statement\t%s", tellSide(r.Statement, money))
	if !r.ThirdSide() {
		line("%s\tneither by the pad's totals nor by a statement", books.NotCompared)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return tellDifferences(out, r)
}

func tellSide(s books.Side, money func(pay.Amount) string) string {
	if !s.Compared {
		return "not compared: " + s.Why
	}
	return fmt.Sprintf("compared: %d, %s", s.Count, money(s.Amount))
}

func tellDifferences(out io.Writer, r books.Report) error {
	if len(r.Differences) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "\nDIFFERS FROM\tPAYMENT\tAPPROVAL\tHERE\tTHERE\tWHAT")
	for _, d := range r.Differences {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", d.Side, dash(string(d.Key)), dash(d.Number), r.Currency.Format(d.Ours), r.Currency.Format(d.Theirs), d.What)
	}
	return w.Flush()
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
