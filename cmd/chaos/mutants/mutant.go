package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// mutant is the product with a deliberate bug.
type mutant struct {
	name  string
	about string // what the programmer of the bug would have said
	edits []edit
	args  string // for chaos: what it is to be looked for with
}

// edit replaces a piece of source that must be there exactly once.
type edit struct{ file, old, new string }

// apply returns a file's text with the edit made.
func (e edit) apply(text string) (string, error) {
	if n := strings.Count(text, e.old); n != 1 {
		return "", fmt.Errorf("%s has the text of this mutant %d times, want once:\n%s", e.file, n, e.old)
	}
	return strings.Replace(text, e.old, e.new, 1), nil
}

// sources returns the files with the bug in them, by their places in the module.
func (m mutant) sources(root string) (map[string]string, error) {
	changed := map[string]string{}
	for _, e := range m.edits {
		text, ok := changed[e.file]
		if !ok {
			original, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
			if err != nil {
				return nil, err
			}
			text = string(original)
		}
		var err error
		if changed[e.file], err = e.apply(text); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// overlay writes the changed files into a folder, and the list by which go build
// takes them in place of the true ones.
func (m mutant) overlay(root, dir string) (string, error) {
	changed, err := m.sources(root)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for file, text := range changed {
		name := filepath.Join(dir, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(root, filepath.FromSlash(file))] = name
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, list, 0o600)
}

// try builds the mutant and has it live until chaos notices.
func (m mutant) try(root string, seeds uint64) (r row, err error) {
	dir, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	list, err := m.overlay(root, dir)
	if err != nil {
		return r, err
	}
	bin := filepath.Join(dir, "chaos.exe")
	build := exec.Command("go", "build", "-overlay", list, "-o", bin, "./cmd/chaos") //nolint:noctx // it ends with this program
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return r, fmt.Errorf("build: %w\n%s", err, out)
	}
	return m.live(bin, seeds)
}

// live runs the mutant's chaos up to the first failure.
func (m mutant) live(bin string, seeds uint64) (row, error) {
	args := append([]string{"--seeds", fmt.Sprint(seeds), "--stop", "--json"}, strings.Fields(m.args)...)
	out, err := exec.Command(bin, args...).Output() //nolint:noctx // chaos has a watchdog of its own
	var verdict struct {
		Failed []struct {
			Seed     uint64
			Findings []struct{ Kind, Text string }
		}
	}
	if jsonErr := json.Unmarshal(out, &verdict); jsonErr != nil {
		return row{}, fmt.Errorf("run: %w", errors.Join(err, jsonErr))
	}
	r := row{mutant: m}
	for _, f := range verdict.Failed {
		if len(f.Findings) > 0 && (r.seed == 0 || f.Seed < r.seed) {
			r.seed, r.kind, r.found = f.Seed, f.Findings[0].Kind, f.Findings[0].Text
		}
	}
	return r, nil
}
