//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "soak: it needs Linux, for pseudo-terminals and /proc")
	os.Exit(1)
}
