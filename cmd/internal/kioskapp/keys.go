package kioskapp

import (
	"crypto/rand"
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
	key, err := seal.Rotate(b.keeper, rand.Reader)
	if err != nil {
		return 0, err
	}
	return key.Generations(), b.wrapKey(recipientFile)
}
