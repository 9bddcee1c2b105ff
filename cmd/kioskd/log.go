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

// journal is where a running agent says what it does: standard error, and where
// there is a folder for logs, files there. Then standard error, which the service
// manager keeps, has warnings alone, and so no disk is written twice.
type journal struct {
	io.Writer
	files  *logs.File // nil without a folder
	crash  *os.File
	errOut io.Writer
}

// openLog opens the log. Without a folder, named by "", it is standard error.
func (t *terminal) openLog(folder string) (*journal, error) {
	if folder == "" {
		return &journal{Writer: t.errOut, errOut: t.errOut}, nil
	}
	files, err := logs.Open(folder, "kioskd", logs.DefaultLimits, func(err error) { _, _ = fmt.Fprintln(t.errOut, "kioskd:", err) })
	if err != nil {
		return nil, err
	}
	j := &journal{Writer: io.MultiWriter(files, t.errOut), files: files, errOut: t.errOut}
	if j.crash, err = keepCrashes(folder); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
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

func (j *journal) logger(level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if j.files == nil {
		return slog.New(slog.NewJSONHandler(j.errOut, options))
	}
	return slog.New(slog.NewMultiHandler(
		slog.NewJSONHandler(j.files, options),
		slog.NewJSONHandler(j.errOut, &slog.HandlerOptions{Level: slog.LevelWarn}),
	))
}

// Close closes the files.
func (j *journal) Close() error {
	if j.files == nil {
		return nil
	}
	err := j.files.Close()
	if j.crash != nil {
		err = errors.Join(err, debug.SetCrashOutput(nil, debug.CrashOptions{}), j.crash.Close())
	}
	return err
}
