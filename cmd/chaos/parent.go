package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"kioskd/cmd/chaos/internal/world"
)

// run lives through all seeds and returns what was found. An error means that
// chaos itself could not go on.
func run(ctx context.Context, c config, out, progress io.Writer) (*summary, error) {
	if c.minutes > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(c.minutes*float64(time.Minute)))
		defer cancel()
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	tasks, results := make(chan task), make(chan world.Result)
	go hand(ctx, c, tasks)
	errs := make(chan error, c.workers)
	var working sync.WaitGroup
	for range c.workers {
		working.Go(func() { errs <- employ(c, tasks, results) })
	}
	go func() {
		working.Wait()
		close(results)
		close(errs)
	}()
	s := newSummary(c, out, progress)
	for r := range results {
		s.add(r)
		if c.stop && r.Failed() {
			stop()
		}
	}
	var err error
	for e := range errs {
		err = errors.Join(err, e)
	}
	return s, errors.Join(err, s.print())
}

// hand gives seeds out until there are no more; all of them, before any is repeated.
func hand(ctx context.Context, c config, tasks chan<- task) {
	defer close(tasks)
	for n := range c.seeds * max(c.repeat, 1) {
		n %= c.seeds
		select {
		case tasks <- task{Seed: c.first + n, Only: c.only, With: c.with, Pad: c.pad, Timeline: c.timeline}:
		case <-ctx.Done():
			return
		}
	}
}

// employ has tasks done by a worker, and by another when that one breaks down.
func employ(c config, tasks <-chan task, results chan<- world.Result) error {
	var w *worker
	for t := range tasks {
		if w == nil {
			var err error
			if w, err = hire(); err != nil {
				for range tasks { // nobody does them
				}
				return err
			}
		}
		r, err := w.do(t, c.watchdog)
		if err != nil {
			r = w.obituary(t, err)
			w = nil
		}
		results <- r
	}
	return w.dismiss()
}

// calmly keeps the Go runtime from doing things at moments of its own: one
// processor, no collection of garbage within a seed, no preemption.
var calmly = []string{"GOMAXPROCS=1", "GOGC=off", "GODEBUG=asyncpreemptoff=1"}

// worker is a process that lives through seeds.
type worker struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers chan world.Result // closed when the process says no more
	said    *words            // all the rest that it said
}

func hire() (*worker, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	w := &worker{answers: make(chan world.Result), said: new(words)}
	w.cmd = exec.Command(self, workerWord) //nolint:noctx // it ends when there is no more to do for it
	w.cmd.Env = append(os.Environ(), calmly...)
	w.cmd.Stderr = w.said
	w.in, err = w.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	go w.listen(out)
	return w, nil
}

// listen reads answers. What else a worker says is package testing's.
func (w *worker) listen(out io.Reader) {
	defer close(w.answers)
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadBytes('\n')
		var r world.Result
		if json.Unmarshal(line, &r) == nil && r.Hash != "" {
			w.answers <- r
		} else {
			_, _ = w.said.Write(line) // never fails
		}
		if err != nil {
			return
		}
	}
}

var errSilent = errors.New("the worker ended")

// do has one task done.
func (w *worker) do(t task, within time.Duration) (world.Result, error) {
	if err := json.NewEncoder(w.in).Encode(t); err != nil {
		return world.Result{}, fmt.Errorf("hand out a seed: %w", err)
	}
	dog := time.NewTimer(within)
	defer dog.Stop()
	select {
	case r, ok := <-w.answers:
		if !ok {
			return r, errSilent
		}
		return r, nil
	case <-dog.C:
		return world.Result{}, fmt.Errorf("the seed hangs: nothing for %v", within)
	}
}

// obituary ends a worker that broke down and makes its last words a finding.
func (w *worker) obituary(t task, cause error) world.Result {
	askForStacks(w.cmd.Process)
	patience := time.AfterFunc(5*time.Second, func() { _ = w.cmd.Process.Kill() })
	for range w.answers { // until it has ended
	}
	err := w.cmd.Wait()
	patience.Stop()
	return world.Broken(t.Seed, fmt.Sprintf("%v (%v)", cause, err), w.said.String())
}

// dismiss ends a worker in order.
func (w *worker) dismiss() error {
	if w == nil {
		return nil
	}
	err := w.in.Close()
	for range w.answers { // until it has ended
	}
	if err = errors.Join(err, w.cmd.Wait()); err != nil {
		return fmt.Errorf("end a worker: %w: %s", err, w.said)
	}
	return nil
}
