package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// host is what a reader must know of the machine.
type host struct {
	date   string
	cores  int
	cpu    string
	kernel string
	fs     string
}

func thisHost(dir string) (host, error) {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return host{}, err
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(dir, &disk); err != nil {
		return host{}, err
	}
	info, err := os.ReadFile("/proc/cpuinfo")
	return host{
		date:   time.Now().Format("2 January 2006"),
		cores:  runtime.NumCPU(),
		cpu:    cpuModel(string(info)),
		kernel: unix.ByteSliceToString(name.Release[:]),
		fs:     fsName(int64(disk.Type)),
	}, err
}

// cpuModel finds the first processor's name; ARM boards often give none.
func cpuModel(info string) string {
	for line := range strings.Lines(info) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unnamed processor"
}

func fsName(magic int64) string {
	switch magic {
	case unix.EXT4_SUPER_MAGIC:
		return "ext4"
	case unix.XFS_SUPER_MAGIC:
		return "xfs"
	case unix.BTRFS_SUPER_MAGIC:
		return "btrfs"
	case unix.TMPFS_MAGIC:
		return "tmpfs, which flushes nothing"
	}
	return fmt.Sprintf("file system %#x", magic)
}

// String says it in one sentence without its full stop.
func (h host) String() string {
	return fmt.Sprintf("%s: %d cores (%s), Linux %s, %s, %s", h.date, h.cores, h.cpu, h.kernel, h.fs, runtime.Version())
}
