//go:build !linux

package queue

// Forgets cannot tell here: Windows' write filter (UWF) looks like any disk to
// the programs above it. A folder that it has thrown back shows as a fork.
func Forgets(string) (string, error) { return "", nil }
