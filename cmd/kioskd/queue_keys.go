package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/queue/seal"
)

type queueRecoveryKeyCmd struct {
	Out  string `help:"Folder for the two files, best on a stick that leaves with you." required:"" placeholder:"FOLDER" type:"path"`
	JSON bool   `help:"Print JSON." name:"json"`
}

// The operator's two files.
const (
	secretFile = "kioskd-recovery.key"
	publicFile = "kioskd-recovery.pub"
)

// keyPair says where the two halves are.
type keyPair struct {
	Secret string `json:"secret"`
	Public string `json:"public"`
	Key    string `json:"key"` // the public half itself
}

func (q queueRecoveryKeyCmd) Run(t *terminal) error {
	made, err := makePair(q.Out)
	if err != nil {
		return err
	}
	if q.JSON {
		return t.json(made)
	}
	return t.tellPair(made)
}

// makePair writes the secret first: a public half that goes around without its
// secret would be a promise that nobody can keep.
func makePair(dir string) (keyPair, error) {
	key, err := seal.NewRecoveryKey(rand.Reader)
	if err != nil {
		return keyPair{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return keyPair{}, fmt.Errorf("make a folder for the recovery key: %w", err)
	}
	p := keyPair{filepath.Join(dir, secretFile), filepath.Join(dir, publicFile), key.Recipient().String()}
	if err := key.Write(p.Secret); err != nil {
		return keyPair{}, err
	}
	return p, key.Recipient().Write(p.Public)
}

func (t *terminal) tellPair(p keyPair) error {
	_, err := fmt.Fprintf(t.out, `secret half: %s
  Keep it off every kiosk: on two sticks, in two safes. Whoever has it can read
  the journals of all your kiosks; without it a lost kiosk's facts stay closed.
public half: %s
  Copy it to each kiosk and name it in the configuration:
    [journal]
    recovery_key = '%s'
`, p.Secret, p.Public, filepath.Join(filepath.Dir(config.File()), publicFile))
	return err
}

type queueRotateKeyCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// Run rotates the data key. A running agent holds the key that it began with, so
// it has to be stopped first.
func (q queueRotateKeyCmd) Run(t *terminal) error {
	c, err := t.load()
	if err != nil {
		return err
	}
	generation, err := t.rotateKey(c)
	if err != nil {
		return err
	}
	if q.JSON {
		return t.json(map[string]int{"generation": generation})
	}
	_, err = fmt.Fprintf(t.out, "the next start seals with generation %d of the data key; what is there stays readable\n", generation)
	return err
}

func (t *terminal) rotateKey(c config.Config) (int, error) {
	_, err := kioskapp.Dial(t.ctx, c.Data)
	if err == nil {
		return 0, errors.New("the agent is running on this journal: stop the service, rotate the key, start it again")
	}
	if !errors.Is(err, kioskapp.ErrNotRunning) {
		return 0, err
	}
	books, err := kioskapp.OpenBooks(t.options(c))
	if err != nil {
		return 0, err
	}
	generation, err := books.RotateKey(c.Journal.RecoveryKey)
	return generation, errors.Join(err, books.Close())
}
