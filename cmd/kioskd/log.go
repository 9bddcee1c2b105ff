package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"kioskd/installer/logs"
)

// logbook is where a running agent says what it does: standard error, and where
// there is a folder for logs, files there. Then standard error, which the service
// manager keeps, has warnings alone, and so no disk is written twice.
type logbook struct {
	io.Writer
	files  *logs.File // nil without a folder
	crash  *os.File
	errOut io.Writer
}

// openLog opens the log. Without a folder, named by "", it is standard error, and
// so it is where the folder cannot be written: a kiosk sells without a log.
func (t *terminal) openLog(folder string) *logbook {
	plain := &logbook{Writer: t.errOut, errOut: t.errOut}
	if folder == "" {
		return plain
	}
	complain := func(err error) { _, _ = fmt.Fprintln(t.errOut, "kioskd:", err) }
	files, err := logs.Open(folder, "kioskd", logs.DefaultLimits, complain)
	if err != nil {
		complain(err)
		return plain
	}
	b := &logbook{Writer: io.MultiWriter(files, t.errOut), files: files, errOut: t.errOut}
	if b.crash, err = keepCrashes(folder); err != nil {
		complain(err)
	}
	return b
}

// maxCrashes bounds the file of crashes, in bytes.
const maxCrashes = 4 << 20

// keepCrashes has the stacks of a crash written into a file of the folder, too: a
// service of Windows has no standard error.
func keepCrashes(folder string) (*os.File, error) {
	path := filepath.Join(folder, "crash.log")
	if info, err := os.Stat(path); err == nil && info.Size() > maxCrashes {
		if err := os.Rename(path, filepath.Join(folder, "crash.1.log")); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return nil, fmt.Errorf("open the file for crashes: %w", err)
	}
	if err := debug.SetCrashOutput(f, debug.CrashOptions{}); err != nil {
		return nil, errors.Join(fmt.Errorf("keep crashes: %w", err), f.Close())
	}
	return f, nil
}

func (b *logbook) logger(level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if b.files == nil {
		return slog.New(slog.NewJSONHandler(b.errOut, options))
	}
	return slog.New(slog.NewMultiHandler(
		slog.NewJSONHandler(b.files, options),
		slog.NewJSONHandler(b.errOut, &slog.HandlerOptions{Level: slog.LevelWarn}),
	))
}

// Close closes the files.
func (b *logbook) Close() error {
	if b.files == nil {
		return nil
	}
	err := b.files.Close()
	if b.crash != nil {
		err = errors.Join(err, debug.SetCrashOutput(nil, debug.CrashOptions{}), b.crash.Close())
	}
	return err
}
