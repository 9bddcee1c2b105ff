//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

const (
	diskDevice = "/dev/vda"
	diskFolder = "/disk"
)

// openConsole mounts what every program needs and opens the serial console. On
// failure it returns standard error, which the kernel may have opened for us.
func openConsole() (*os.File, error) {
	if err := mount("devtmpfs", "/dev", "devtmpfs", ""); err != nil {
		return os.Stderr, err
	}
	if err := mount("proc", "/proc", "proc", ""); err != nil {
		return os.Stderr, err
	}
	console, err := os.OpenFile("/dev/ttyS0", os.O_WRONLY, 0)
	if err != nil {
		return os.Stderr, fmt.Errorf("open the console: %w", err)
	}
	_, err = console.WriteString("\n") // the firmware's last words end without one
	return console, err
}

// mountDisk loads the modules and mounts the disk when the kernel has found it.
func mountDisk(ctx context.Context, options string) error {
	if err := loadModules("/modules"); err != nil {
		return err
	}
	if err := await(ctx, diskDevice); err != nil {
		return err
	}
	return mount(diskDevice, diskFolder, "ext4", options)
}

func mount(what, where, kind, options string) error {
	if err := os.MkdirAll(where, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", where, err)
	}
	if err := unix.Mount(what, where, kind, 0, options); err != nil && !errors.Is(err, unix.EBUSY) {
		return fmt.Errorf("mount %s on %s: %w", what, where, err)
	}
	return nil
}

// loadModules loads every module of a folder by name, which begins with its
// place in the order.
func loadModules(folder string) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*.ko"))
	if err != nil {
		return fmt.Errorf("look for modules: %w", err)
	}
	for _, path := range paths {
		if err := loadModule(path); err != nil {
			return fmt.Errorf("load %s: %w", path, err)
		}
	}
	return nil
}

func loadModule(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return unix.FinitModule(int(f.Fd()), "", 0)
}

// await waits until a path is there, for at most a minute.
func await(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", path, ctx.Err())
		}
	}
}
