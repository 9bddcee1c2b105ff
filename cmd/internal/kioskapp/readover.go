package kioskapp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"

	"kioskd/queue"
)

// readOver looks at every fact of a salvaged queue. Where all is well the report
// names the new folder, else the file with the lines that could be read.
func (s Salvage) readOver(ctx context.Context, q *queue.Queue) (Salvaged, error) {
	hq, err := q.Cursor(cursorHQ)
	if err != nil {
		return Salvaged{}, err
	}
	last, _ := q.Last()
	waiting := hq.Waiting()
	report := Salvaged{From: s.From, Epoch: q.Epoch(), Last: last, Waiting: waiting.Count, Sum: waiting.Sum, Oldest: waiting.Oldest}
	s.Tell("checking, facts", 0, last)
	damage := q.Check(ctx)
	if damage == nil {
		report.To = s.To
		return report, s.count(ctx, q, &report)
	}
	if !errors.Is(damage, queue.ErrDamaged) {
		return report, damage
	}
	s.Log.Warn("the salvaged journal is not whole", "why", damage)
	return s.rescue(ctx, q, report)
}

// count counts the facts of a healthy queue, and notes which it has lost for
// good.
func (s Salvage) count(ctx context.Context, q *queue.Queue, report *Salvaged) error {
	for next := uint64(1); next <= report.Last; {
		facts, err := q.From(next, queue.Limit{Facts: MaxEntries})
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		for _, f := range facts {
			report.miss(next, f.Seq)
			next = f.Seq + 1
		}
		if len(facts) == 0 {
			report.miss(next, report.Last+1)
			break
		}
		report.Facts += uint64(len(facts))
		s.Tell("counting, facts", next-1, report.Last)
	}
	return nil
}

// rescue writes the lines of all facts that can be read to a file.
func (s Salvage) rescue(ctx context.Context, q *queue.Queue, report Salvaged) (Salvaged, error) {
	report.Lines = s.To + ".salvaged.jsonl"
	f, err := os.OpenFile(report.Lines, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return report, fmt.Errorf("write what can be read: %w", err)
	}
	w := bufio.NewWriter(f)
	for next := uint64(1); next <= report.Last && ctx.Err() == nil; next++ {
		facts, err := q.From(next, queue.Limit{Facts: 1})
		if err != nil || len(facts) == 0 || facts[0].Seq != next {
			report.miss(next, next+1)
			continue
		}
		report.Facts++
		_, _ = w.Write(append(facts[0].Line, '\n')) // an error stays until Flush
		s.Tell("reading, facts", next, report.Last)
	}
	err = errors.Join(ctx.Err(), w.Flush(), f.Sync(), f.Close())
	if err != nil {
		return report, fmt.Errorf("write what can be read to %s: %w", report.Lines, err)
	}
	return report, nil
}

// miss notes that the facts from first up to, but not with, next are lost.
// Numbers come in order.
func (r *Salvaged) miss(first, next uint64) {
	if first == next {
		return
	}
	if n := len(r.Missing); n > 0 && r.Missing[n-1].Last == first-1 {
		r.Missing[n-1].Last = next - 1
		return
	}
	r.Missing = append(r.Missing, Range{first, next - 1})
}
