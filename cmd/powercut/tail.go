//go:build linux

package main

import (
	"fmt"
	"strings"
	"sync"
)

// tail keeps the end of what was written to it, for the message that explains
// why a machine did not come up.
type tail struct {
	mu   sync.Mutex // guards text
	text string
}

const tailBytes = 2000

func (t *tail) add(s string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text += s
	if over := len(t.text) - tailBytes; over > 0 {
		t.text = t.text[over:]
	}
}

// Write adds to the tail. It never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.add(string(p))
	return len(p), nil
}

// err returns the tail as an error, or nil when nothing was written.
func (t *tail) err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text := strings.TrimSpace(t.text); text != "" {
		return fmt.Errorf("the console ends with: %s", text)
	}
	return nil
}
