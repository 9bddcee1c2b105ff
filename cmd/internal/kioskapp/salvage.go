package kioskapp

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"kioskd/queue"
	"kioskd/queue/seal"
)

// Salvage makes a healthy data folder from a damaged or foreign one, which it
// only reads.
//
//	From ──copy──▶ To.…partial ──open: the queue repairs what it can──▶ whole? ──▶ To
//	  queue.key, or                                                      │ no
//	  queue.key.recovery + the operator's secret                         ▼
//	                                                     To.salvaged.jsonl, what could be read
//
// Epoch and numbers stay the same, so that HQ goes on where it was.
type Salvage struct {
	From string // the folder to read
	To   string // the folder to make; it must not be there, or be empty

	// RecoveryKey is the file of the operator's secret, for a folder whose data
	// key this machine cannot read; "" to use the key in the folder.
	RecoveryKey string

	// Tell hears how far the work is.
	Tell func(what string, done, all uint64)

	Log *slog.Logger
}

// Salvaged says what came of it.
type Salvaged struct {
	From    string    `json:"from"`
	To      string    `json:"to,omitempty"` // "" when no healthy folder could be made
	Epoch   string    `json:"epoch"`
	Facts   uint64    `json:"facts"` // that could be read
	Last    uint64    `json:"last"`
	Waiting uint64    `json:"waiting"` // for HQ
	Sum     int64     `json:"sum"`     // of what waits, minor units
	Oldest  time.Time `json:"oldest,omitzero"`
	Missing []Range   `json:"missing,omitempty"`
	Lines   string    `json:"lines,omitempty"` // the file with what could be read, when there is no folder
}

// Range is numbers of facts, both ends included.
type Range struct {
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
}

// Run salvages. Facts that are lost are in the report and are no error. Where no
// healthy folder can be made, what could be read is in a file.
func (s Salvage) Run(ctx context.Context) (Salvaged, error) {
	if err := s.check(ctx); err != nil {
		return Salvaged{}, fmt.Errorf("salvage %s: %w", s.From, err)
	}
	work, err := os.MkdirTemp(filepath.Dir(s.To), filepath.Base(s.To)+".*.partial")
	if err != nil {
		return Salvaged{}, fmt.Errorf("make a folder to work in: %w", err)
	}
	report, err := s.in(ctx, work)
	if err != nil || report.To == "" {
		err = errors.Join(err, os.RemoveAll(work))
	}
	if err != nil {
		return Salvaged{}, fmt.Errorf("salvage %s: %w", s.From, err)
	}
	return report, nil
}

// check refuses what would do harm.
func (s Salvage) check(ctx context.Context) error {
	made, err := HasJournal(s.From)
	if err != nil {
		return err
	}
	if !made {
		return errors.New("there is no journal in it: name a kiosk's data folder, or a copy of one")
	}
	if err := s.checkTo(); err != nil {
		return err
	}
	switch _, err := Dial(ctx, s.From); {
	case err == nil:
		return errors.New("the agent is running on it: stop the service first")
	case !errors.Is(err, ErrNotRunning):
		return err
	}
	return nil
}

func (s Salvage) checkTo() error {
	if within, err := filepath.Rel(s.From, s.To); err == nil && filepath.IsLocal(within) {
		return fmt.Errorf("%s is in the folder to read: name one beside it", s.To)
	}
	entries, err := os.ReadDir(s.To)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look at the new folder: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: name a folder that is not there yet", s.To)
	}
	return nil
}

// in does the work in a folder of its own.
func (s Salvage) in(ctx context.Context, work string) (Salvaged, error) {
	keeper := seal.Default(filepath.Join(work, keyFile))
	if err := s.carryKey(keeper); err != nil {
		return Salvaged{}, err
	}
	if err := s.copyTo(ctx, work); err != nil {
		return Salvaged{}, err
	}
	q, err := queue.Open(work, queue.Options{Keeper: keeper, Log: s.Log})
	if err != nil {
		return Salvaged{}, err
	}
	report, err := s.readOver(ctx, q)
	if err = errors.Join(err, q.Close()); err != nil || report.To == "" {
		return report, err
	}
	return report, s.putInPlace(work)
}

// carryKey keeps the data key in the new folder as this machine keeps one.
func (s Salvage) carryKey(keeper seal.Keeper) error {
	key, err := s.key()
	if err != nil {
		return err
	}
	return keeper.Save(key)
}

// key returns the data key of the old folder.
func (s Salvage) key() (seal.Key, error) {
	if s.RecoveryKey == "" {
		return seal.Carried(filepath.Join(s.From, keyFile))
	}
	secret, err := seal.ReadRecoveryKey(s.RecoveryKey)
	if err != nil {
		return seal.Key{}, err
	}
	return seal.ReadWrapped(filepath.Join(s.From, seal.RecoveryFile), secret)
}

func (s Salvage) putInPlace(work string) error {
	if err := os.Remove(filepath.Join(work, lockFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Remove(s.To); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // it was empty; Windows renames onto nothing only
	}
	return os.Rename(work, s.To)
}
