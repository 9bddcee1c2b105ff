//go:build !windows

package queue

// initialMap is how much of the store is mapped from the start. To map more
// later means to wait for every reader.
const initialMap = 64 << 20
