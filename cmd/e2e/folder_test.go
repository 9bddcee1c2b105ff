package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// data does to the kiosk's data folder what happens to disks: save a copy of it,
// restore that, damage a file of it.
func (s *stage) data(args []string) error {
	word, err := oneOf(args, "save", "restore", "damage")
	if err != nil {
		return err
	}
	switch word {
	case "save":
		return os.CopyFS(s.path("saved"), os.DirFS(s.path("data")))
	case "restore":
		return errors.Join(os.RemoveAll(s.path("data")), os.CopyFS(s.path("data"), os.DirFS(s.path("saved"))),
			os.Chmod(s.path("data/queue.key"), 0o600))
	}
	return s.damage(args[1:])
}

// damage writes over a part of a file: NAME, where it begins, how many bytes.
func (s *stage) damage(args []string) error {
	at, atErr := strconv.ParseInt(args[1], 10, 64)
	n, nErr := strconv.Atoi(args[2])
	if err := errors.Join(atErr, nErr); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(s.path("data"), args[0]), os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("damage: %w", err)
	}
	_, err = f.WriteAt(bytes.Repeat([]byte("!"), n), at)
	return errors.Join(err, f.Close())
}
