package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// state is what survives a restart of the simulator.
type state struct {
	Ledger *Ledger `json:"ledger"`
	Memory any     `json:"memory"` // what the pad itself remembers
}

func (p *Pad) state() state { return state{Ledger: &p.ledger, Memory: p.protocol.Memory()} }

// load reads the state file; a missing one is a new pad.
func (p *Pad) load() error {
	if p.opts.State == "" {
		return nil
	}
	text, err := os.ReadFile(p.opts.State)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		s := p.state()
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return fmt.Errorf("read pad state %s: %w", p.opts.State, err)
	}
	return nil
}

// Keep makes the ledger known, and durable where there is a file: before an
// answer goes out. It reports false when that failed, which is the end of the pad.
func (p *Pad) Keep() bool {
	p.mu.Lock()
	p.books = p.ledger.clone()
	p.mu.Unlock()
	if err := p.save(); err != nil {
		p.Fail(err)
	}
	return p.broken == nil
}

// save writes the state file whole or not at all.
func (p *Pad) save() error {
	if p.opts.State == "" {
		return nil
	}
	text, err := json.MarshalIndent(p.state(), "", "\t")
	if err != nil {
		return fmt.Errorf("write pad state: %w", err)
	}
	if err := replaceFile(p.opts.State, append(text, '\n')); err != nil {
		return fmt.Errorf("write pad state %s: %w", p.opts.State, err)
	}
	return nil
}

func replaceFile(path string, text []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".pad-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
