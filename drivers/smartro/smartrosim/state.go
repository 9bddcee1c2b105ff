package smartrosim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kioskd/drivers/smartro"
)

// state is what survives a restart of the simulator.
type state struct {
	Ledger Ledger `json:"ledger"`
	Memory memory `json:"memory"`
}

// memory is what the pad itself remembers.
type memory struct {
	Approval    []byte `json:"approval,omitempty"`    // data of the last approval
	Transaction []byte `json:"transaction,omitempty"` // data of the last b or c
}

// remember takes a result that the pad has seen.
func (m *memory) remember(job smartro.Job, r smartro.Result, data []byte) {
	m.Transaction = data
	if r.Approved != nil && job == smartro.JobApprove.Response() {
		m.Approval = data
	}
}

// recall returns the data of l, by one of the readings.
func (m *memory) recall(reading string) []byte {
	if reading == "transactions" {
		return m.Transaction
	}
	return m.Approval
}

// load reads a state file; a missing one is a new pad.
func load(path string) (state, error) {
	var s state
	if path == "" {
		return s, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return s, fmt.Errorf("read pad state %s: %w", path, err)
	}
	return s, nil
}

// save writes the state file whole or not at all.
func (s state) save(path string) error {
	if path == "" {
		return nil
	}
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return fmt.Errorf("write pad state: %w", err)
	}
	if err := replaceFile(path, append(text, '\n')); err != nil {
		return fmt.Errorf("write pad state %s: %w", path, err)
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
