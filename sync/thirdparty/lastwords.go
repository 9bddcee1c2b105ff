package thirdparty

import (
	"log/slog"
	"sync"
)

// lastWords logs what was left out of a list when that has changed, since a list
// is read every second.
type lastWords struct {
	mu   sync.Mutex // guards said
	said string
}

func (l *lastWords) tell(log *slog.Logger, left error) {
	now := ""
	if left != nil {
		now = firstRunes(left.Error(), 500)
	}
	l.mu.Lock()
	changed := now != l.said
	l.said = now
	l.mu.Unlock()
	if changed && now != "" {
		log.Warn("payment items are left out: they cannot be charged", "why", now)
	}
}
