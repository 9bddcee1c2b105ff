package pg_test

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
)

// TestSecretsStay: no answer to a kiosk, no page, no log and no store holds a secret.
func TestSecretsStay(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	s := open(t, func(o *pg.Options) {
		o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Call = 200 * time.Millisecond
	})
	var seen bytes.Buffer
	note := func(parts ...string) { seen.WriteString(strings.Join(parts, "\n") + "\n") }
	ready := s.prepare("tosspayments", 15000)
	_, page, _ := s.get(ready.URL)
	_, script, _ := s.get(ready.URL + "/open.js")
	s.toss.Script("confirm", pgsim.Portal)
	_, _, next := s.get(s.choose(s.window(), pgsim.Pay))
	_, end, _ := s.get(next)
	note(ready.URL, page, script, next, end, marshal(t, ready), marshal(t, s.look()), marshal(t, s.attempt()), log.String())
	for _, secret := range secrets {
		if strings.Contains(seen.String(), secret) {
			t.Errorf("%s stands in:\n%s", secret, seen.String())
		}
	}
	if seen.Len() < 3000 || !strings.Contains(log.String(), "provider") {
		t.Errorf("too little was looked at: %d bytes, log %q", seen.Len(), log.String())
	}
}

// lockedBuffer is a log that many write to.
type lockedBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var _ io.Writer = (*lockedBuffer)(nil)
