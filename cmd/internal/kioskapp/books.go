package kioskapp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/queue/seal"
	"kioskd/queue/vault"
	"kioskd/ui/pin"
)

// vaultFolder holds what must survive a power cut and is no fact.
const vaultFolder = "vault"

// Books are the journal, open. The agent writes into it, the engineer reads in
// it; while an agent runs, nobody else can have it open.
type Books struct {
	o      Options
	folder string
	keeper seal.Keeper
	vault  *vault.Vault

	staffDoor *pin.Door
	queue     *queue.Queue
	toHQ      *queue.Cursor
}

// Names of the readers of the journal.
const (
	cursorAgent = "agent" // up to here nothing is unsettled
	cursorHQ    = "hq"    // up to here HQ has everything
)

// OpenBooks opens the journal alone, without pad, screen and HQ. Unlike [Open]
// it refuses a folder where no journal has been made: whoever looks into one
// that is not there has the wrong folder.
func OpenBooks(o Options) (*Books, error) {
	made, err := HasJournal(o.Config.Data)
	if err != nil {
		return nil, err
	}
	if !made {
		return nil, fmt.Errorf("no journal has been made in %s: set data to the kiosk's data folder, or start the kiosk for the first time: kioskd run", o.Config.Data)
	}
	return openBooks(o)
}

// MakeBooks opens the journal alone like [OpenBooks], and makes it where there is
// none.
func MakeBooks(o Options) (*Books, error) { return openBooks(o) }

// HasJournal reports whether a folder holds anything of a journal but its key.
func HasJournal(dir string) (bool, error) {
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the journal: %w", err)
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), "queue") && !strings.HasPrefix(f.Name(), keyFile) {
			return true, nil
		}
	}
	return false, nil
}

func openBooks(o Options) (*Books, error) {
	keeper, err := findKeeper(o.Config.Data, o.Credentials)
	if err != nil {
		return nil, err
	}
	b := &Books{o: o, folder: o.Config.Data, keeper: keeper}
	if b.queue, err = openQueue(o, keeper); err != nil {
		return nil, fmt.Errorf("open the journal in %s: %w%s", o.Config.Data, err, rescue(err, o.Config.Data))
	}
	if b.toHQ, err = b.queue.Cursor(cursorHQ); err == nil {
		err = b.wrapKey(o.Config.Journal.RecoveryKey)
	}
	if err == nil {
		err = b.openVault()
	}
	if err == nil {
		err = b.recordMending()
	}
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// An engineer's command has the journal for a moment, and so has an agent that is
// being stopped: both are waited for, so that no start fails because of them.
const (
	lockPatience = 2 * time.Second
	lockEvery    = 50 * time.Millisecond
)

func openQueue(o Options, keeper seal.Keeper) (*queue.Queue, error) {
	for end := time.Now().Add(lockPatience); ; time.Sleep(lockEvery) {
		q, err := queue.Open(o.Config.Data, queue.Options{Keeper: keeper, Verify: o.Verify, Log: o.Log})
		if !errors.Is(err, queue.ErrLocked) || time.Now().After(end) {
			return q, err
		}
	}
}

// Payment implements [Bookkeeper].
func (b *Books) Payment(_ context.Context, key pay.Key) (pay.Payment, error) {
	facts, err := b.queue.Find(string(key))
	if err != nil {
		return pay.Payment{}, err
	}
	p, err := agent.Fold(facts)
	if err == nil && p.Order.Key == "" {
		err = agent.FaultKey
	}
	return p, err
}

// openVault opens what is kept beside the journal, sealed with the same key.
func (b *Books) openVault() error {
	key, err := b.keeper.Load()
	if err != nil {
		return fmt.Errorf("open the vault: %w", err)
	}
	sealer, err := seal.New(key, rand.Reader)
	if err != nil {
		return fmt.Errorf("open the vault: %w", err)
	}
	b.vault, err = vault.Open(filepath.Join(b.folder, vaultFolder), sealer)
	b.staffDoor = pin.New(b.vault, rand.Reader)
	return err
}

// Close gives the folder free, with all that is in it to its owner. It may be
// called twice.
func (b *Books) Close() error { return errors.Join(giveBack(b.folder), b.queue.Close()) }
