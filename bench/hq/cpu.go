package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc, a hundredth of a second on every Linux that
// runs here.
const tick = 10 * time.Millisecond

// cpuOf returns how long a process has kept processors busy, with all children that
// it has had and has.
func cpuOf(pid int) (time.Duration, error) {
	children, err := parents()
	if err != nil {
		return 0, err
	}
	return cpuBelow(pid, children), nil
}

// cpuBelow adds up a tree of processes. One that ends meanwhile is counted by its
// parent from then on.
func cpuBelow(pid int, children map[int][]int) time.Duration {
	f, err := stat(pid)
	if err != nil {
		return 0
	}
	sum := time.Duration(f[13]+f[14]+f[15]+f[16]) * tick // utime, stime, cutime, cstime
	for _, child := range children[pid] {
		sum += cpuBelow(child, children)
	}
	return sum
}

// parents returns the children of each process.
func parents() (map[int][]int, error) {
	files, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("this machine has no /proc to count in: %v", err)
	}
	children := map[int][]int{}
	for _, file := range files {
		pid, _ := strconv.Atoi(filepath.Base(file))
		if f, err := stat(pid); err == nil {
			children[int(f[3])] = append(children[int(f[3])], pid)
		}
	}
	return children, nil
}

// stat reads the numbers of /proc/PID/stat, in the places where proc(5) counts them
// from 0. What is no number is 0.
func stat(pid int) ([]int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	numbers := []int64{int64(pid), 0}
	for _, word := range strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:])) {
		n, _ := strconv.ParseInt(word, 10, 64)
		numbers = append(numbers, n)
	}
	if len(numbers) < 17 {
		return nil, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(numbers))
	}
	return numbers, nil
}

// peakOf returns the most memory that a process has had, in bytes.
func peakOf(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(string(b), "VmHWM:")
	if !found {
		return 0, fmt.Errorf("/proc/%d/status names no VmHWM", pid)
	}
	var kb int64
	_, err = fmt.Sscan(rest, &kb)
	return kb << 10, err
}
