package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"
	"testing/synctest"

	"kioskd/cmd/chaos/internal/world"
)

// workerWord is the argument of a worker.
const workerWord = "worker"

// task is what a worker gets, one in a line of JSON; it answers each with a
// world.Result.
type task struct {
	Seed     uint64   `json:"seed"`
	Only     []string `json:"only,omitempty"`
	With     []string `json:"with,omitempty"`
	Pad      string   `json:"pad,omitempty"`
	Timeline bool     `json:"timeline,omitempty"`
}

// work is the life of a worker. Virtual time is made by package testing, which
// wants a test: it is this one, and it does not return.
func work(in io.Reader, out io.Writer) {
	os.Args = os.Args[:1]
	testing.Main(
		func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "Worlds", F: func(t *testing.T) {
			if err := answer(t, in, out); err != nil {
				t.Fatal(err)
			}
		}}}, nil, nil)
}

// answer lives through seeds until there are no more.
func answer(t *testing.T, in io.Reader, out io.Writer) error {
	dir, err := os.MkdirTemp(fastDir(), "chaos-")
	if err != nil {
		return fmt.Errorf("make a folder for disks: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	tasks, results := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var k task
		if err := tasks.Decode(&k); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a task: %w", err)
		}
		r, err := live(t, k, dir)
		if err != nil {
			return err
		}
		runtime.GC() // there is none while a seed lives
		if err := results.Encode(r); err != nil {
			return fmt.Errorf("write a result: %w", err)
		}
	}
}

// live lives through one seed, in a folder of its own.
func live(t *testing.T, k task, dir string) (r world.Result, err error) {
	own, err := os.MkdirTemp(dir, "seed-")
	if err != nil {
		return r, fmt.Errorf("make a folder for disks: %w", err)
	}
	synctest.Test(t, func(*testing.T) {
		r = world.Run(world.Options{Seed: k.Seed, Dir: own, Only: k.Only, With: k.With, Pad: k.Pad})
	})
	if !k.Timeline && !r.Failed() {
		r.Timeline = ""
	}
	return r, os.RemoveAll(own)
}

// fastDir returns a folder in memory where there is one: the disks' flushes are
// simulated, real ones only take time.
func fastDir() string {
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err == nil && info.IsDir() {
		return memory
	}
	return ""
}
