package kioskapp

import (
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"

	"kioskd/queue/seal"
)

// keyFile is the data key in the data folder, where systemd does not hand it
// over.
const keyFile = "queue.key"

// findKeeper says where the data key of a folder is: with systemd's credentials,
// if there is one of ours, else in the folder.
func findKeeper(dir, credentials string) (seal.Keeper, error) {
	c, found, err := seal.FindCredential(credentials)
	if err != nil || found {
		return c, err
	}
	return seal.Default(filepath.Join(dir, keyFile)), nil
}

// wrapKey sees to it that the data folder holds the data key wrapped to the
// operator's public recovery key, before a fact is sealed with it.
func (b *Books) wrapKey(recipientFile string) error {
	if recipientFile == "" {
		return nil
	}
	to, err := seal.ReadRecipient(recipientFile)
	if err != nil {
		return fmt.Errorf("journal.recovery_key: %w; copy the operator's public key there, or make a pair: kioskd queue recovery-key", err)
	}
	key, err := b.keeper.Load()
	if err == nil {
		_, err = seal.KeepWrapped(filepath.Join(b.folder, seal.RecoveryFile), key, to, rand.Reader)
	}
	if err != nil {
		return fmt.Errorf("wrap the data key to the operator's recovery key: %w", err)
	}
	return nil
}

// RotateKey adds a generation to the data key and wraps it anew. The journal
// that is open goes on with the old one; what the next start writes is sealed
// with the new. It returns the number of the new generation.
func (b *Books) RotateKey(recipientFile string) (int, error) {
	if err := b.canWrapAgain(recipientFile); err != nil {
		return 0, err
	}
	key, err := seal.Rotate(b.keeper, rand.Reader)
	if err != nil {
		return 0, err
	}
	return key.Generations(), b.wrapKey(recipientFile)
}

// canWrapAgain refuses to leave a wrapped key behind that does not open what
// comes: whoever saw the file would believe that it does.
func (b *Books) canWrapAgain(recipientFile string) error {
	path := filepath.Join(b.folder, seal.RecoveryFile)
	to, err := seal.WrappedTo(path)
	if errors.Is(err, seal.ErrNoKey) || recipientFile != "" {
		return nil
	}
	return errors.Join(err, fmt.Errorf("rotate the data key: it was wrapped to the recovery key %s, and none is set now: set journal.recovery_key, or move %s away", to, path))
}
