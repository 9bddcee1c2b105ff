package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"kioskd/queue"
)

// single is what is measured once, with everything waiting.
type single struct {
	open      time.Duration // after a clean stop, files not in memory
	readOut   float64       // facts a second
	lineBytes float64       // a fact, as HQ gets it
	diskBytes float64       // a fact, of all files together
}

// single closes the queue and opens it again.
func (b bench) single(ctx context.Context, dir string, l *long) (s single, err error) {
	b.say("reading out, closing, opening")
	facts := float64(b.facts)
	s.lineBytes = float64(l.queue.Stats().Bytes) / facts
	if s.readOut, err = b.readOut(ctx, l.queue); err != nil {
		return s, fmt.Errorf("read out: %w", err)
	}
	if s.open, err = b.reopen(dir, l); err != nil {
		return s, fmt.Errorf("open again: %w", err)
	}
	used, err := diskBytes(dir)
	s.diskBytes = float64(used) / facts
	return s, err
}

// readOut reads every fact, unsealed, as the uplink does, and returns the median
// rate of the rounds.
func (b bench) readOut(ctx context.Context, q *queue.Queue) (float64, error) {
	var rates []float64
	last, _ := q.Last()
	for range b.rounds {
		start := time.Now()
		for seq := uint64(1); seq <= last; {
			facts, err := q.From(seq, queue.Limit{Facts: 200, Bytes: 256 << 10})
			if err = errors.Join(err, ctx.Err()); err != nil {
				return 0, err
			}
			seq += uint64(len(facts))
		}
		rates = append(rates, float64(last)/time.Since(start).Seconds())
	}
	return median(rates), nil
}

// reopen returns the median time that opening takes when no page is in memory.
func (b bench) reopen(dir string, l *long) (time.Duration, error) {
	var times []float64
	for range b.rounds {
		if err := errors.Join(l.queue.Close(), forget(dir)); err != nil {
			return 0, err
		}
		start := time.Now()
		q, err := queue.Open(dir, queue.Options{})
		if err != nil {
			return 0, err
		}
		times = append(times, float64(time.Since(start)))
		l.queue = q
	}
	return time.Duration(median(times)), nil
}

// forget drops the files of a folder from memory.
func forget(dir string) error {
	return eachFile(dir, func(path string, _ fs.FileInfo) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		const all = 0
		return errors.Join(f.Sync(), unix.Fadvise(int(f.Fd()), 0, all, unix.FADV_DONTNEED), f.Close())
	})
}

// diskBytes returns what the files of a folder take on disk.
func diskBytes(dir string) (sum int64, err error) {
	err = eachFile(dir, func(_ string, info fs.FileInfo) error {
		sum += info.Sys().(*syscall.Stat_t).Blocks * 512
		return nil
	})
	return sum, err
}

func eachFile(dir string, do func(path string, info fs.FileInfo) error) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // tidied away meanwhile
		}
		if err != nil {
			return err
		}
		return do(path, info)
	})
}
