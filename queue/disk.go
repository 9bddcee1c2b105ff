package queue

import "path/filepath"

// Disk is where the files of a queue are. It is a seam for tests that cut the
// power: bbolt maps a real file, so a Disk hands out real paths, and sees the
// file as it is after each commit.
type Disk interface {
	// Path returns the real path of a named file. All files are in one folder.
	Path(name string) string

	// Committed is called when a commit of the named file is durable, before
	// anybody who waits for it is told, and never by two goroutines at once. An
	// error counts as a failed commit.
	Committed(name string) error
}

// The files of a queue.
const (
	storeFile = "queue.db"
	keyFile   = "queue.key"
	epochFile = "queue.epoch"
	lockFile  = "lock"
)

// osDisk is a folder of the operating system.
type osDisk string

func (d osDisk) Path(name string) string { return filepath.Join(string(d), name) }

func (osDisk) Committed(string) error { return nil }
