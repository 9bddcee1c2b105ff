package kioskapp

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kioskd/agent/pay"
)

// doorFile tells the command line where the running agent listens, and holds the
// credential that only whoever may read the data folder knows.
const doorFile = "control.json"

type doorNote struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}

// door is the control door of a running agent.
type door struct {
	path  string
	token string
}

func openDoor(dir, address string) (*door, error) {
	d := &door{path: filepath.Join(dir, doorFile), token: rand.Text()}
	note, err := json.Marshal(doorNote{Address: address, Token: d.token})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(d.close(), os.WriteFile(d.path, note, 0o600)); err != nil {
		return nil, fmt.Errorf("open the control door: %w", err)
	}
	return d, nil
}

func (d *door) close() error {
	if err := os.Remove(d.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("close the control door: %w", err)
	}
	return nil
}

func newKey() (pay.Key, error) { return pay.NewKey(rand.Reader) }
