package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// flushCalls are the system calls that wait for a disk.
const flushCalls = "fsync,fdatasync,msync,sync_file_range"

// flushes counts flushes per record from outside, with strace, so that no store
// has to be believed. Without strace it counts nothing.
func (b bench) flushes(ctx context.Context) (map[place]float64, error) {
	if _, err := exec.LookPath("strace"); err != nil {
		b.say("strace is not installed: flushes are not counted")
		return nil, nil
	}
	counts := map[place]float64{}
	for _, c := range contenders() {
		for _, callers := range []int{1, 16} {
			b.say("counting flushes: %s, %d callers", c.name, callers)
			n, err := b.flushesPerRecord(ctx, c.name, callers)
			if err != nil {
				return nil, fmt.Errorf("count the flushes of %s: %w", c.name, err)
			}
			counts[place{c.name, callers}] = n
		}
	}
	return counts, nil
}

// flushesPerRecord leaves out what opening and closing flush.
func (b bench) flushesPerRecord(ctx context.Context, name string, callers int) (float64, error) {
	const puts = 2000
	none, err := b.traced(ctx, name, callers, 0)
	if err != nil {
		return 0, err
	}
	some, err := b.traced(ctx, name, callers, puts)
	return float64(some-none) / puts, err
}

// traced runs this program again under strace, and returns the flushes it made.
func (b bench) traced(ctx context.Context, name string, callers, puts int) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	summary := filepath.Join(b.dir, "strace")
	cmd := exec.CommandContext(ctx, "strace", "-f", "-c", "--seccomp-bpf", "-e", "trace="+flushCalls, "-o", summary,
		self, "--dir", b.dir, "--count", name, "--callers", strconv.Itoa(callers), "--puts", strconv.Itoa(puts))
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	text, err := os.ReadFile(summary)
	if err != nil {
		return 0, err
	}
	return sumCalls(string(text))
}

// sumCalls adds up the calls in strace's summary.
func sumCalls(summary string) (int, error) {
	sum := 0
	for line := range strings.Lines(summary) {
		fields := strings.Fields(line)
		if len(fields) < 5 || !strings.Contains(","+flushCalls+",", ","+fields[len(fields)-1]+",") {
			continue
		}
		n, err := strconv.Atoi(fields[3])
		if err != nil {
			return 0, errors.New("strace's summary is not as expected: " + line)
		}
		sum += n
	}
	return sum, nil
}
