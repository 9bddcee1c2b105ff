package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// credentialName is what a service unit calls the key, as in
// LoadCredentialEncrypted=kioskd.queue.key:/etc/kioskd/queue.key.cred
const credentialName = "kioskd.queue.key"

// Credential is a key that systemd hands to the service, in memory and with
// rights that systemd answers for. It can only be read: a person makes the
// credential, with systemd-creds.
type Credential struct{ path string }

var _ Keeper = Credential{}

// FindCredential returns the key among the credentials in dir, which is what the
// environment calls CREDENTIALS_DIRECTORY, and whether there is one.
func FindCredential(dir string) (Credential, bool, error) {
	if dir == "" {
		return Credential{}, false, nil
	}
	c := Credential{path: filepath.Join(dir, credentialName)}
	_, err := os.Stat(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return Credential{}, false, nil
	}
	if err != nil {
		return Credential{}, false, fmt.Errorf("look for the credential: %w", err)
	}
	return c, true, nil
}

// String names the credential.
func (c Credential) String() string { return "the systemd credential " + credentialName }

// Load implements [Keeper].
func (c Credential) Load() (Key, error) {
	text, err := readSmall(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, missing(c.String())
	}
	if err != nil {
		return Key{}, fmt.Errorf("read %s: %w", c, err)
	}
	k, err := parseKey(text)
	if err != nil {
		return Key{}, spoilt(c.String(), err)
	}
	return k, nil
}

// Save refuses, and says who can.
func (c Credential) Save(Key) error {
	return fmt.Errorf("%w: %s is systemd's: make the key with kioskd on a plain file, then encrypt that with systemd-creds encrypt --name=%s", ErrFixed, c, credentialName)
}
