package uplink_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/queue"
	"kioskd/sync/hq"
	"kioskd/sync/uplink"
)

// A copy of a data folder is restored: HQ knows facts that the copy has not. The
// copy goes on in another epoch, HQ has every fact, and hears nothing of what it
// has again.
func TestRestoredCopy(t *testing.T) {
	t.Parallel()
	h, store := memoryHQ(t)
	server := httptest.NewServer(h)
	defer server.Close()
	dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")

	q, cursor := openQueue(t, dir)
	appendSales(t, q, 10)
	first := q.Epoch()
	deliver(t, h, server.URL, q, cursor, nil, 10)
	appendSales(t, q, 3) // in the copy, and not at HQ yet
	if err := errors.Join(q.Close(), os.CopyFS(copied, os.DirFS(dir)), os.Chmod(filepath.Join(copied, "queue.key"), 0o600)); err != nil {
		t.Fatal(err)
	}
	q, cursor = openQueue(t, dir)
	appendSales(t, q, 4)
	deliver(t, h, server.URL, q, cursor, nil, 17)
	closeQueue(t, q)

	q, cursor = openQueue(t, copied)
	tries := 0
	deliver(t, h, server.URL, q, cursor, func(ctx context.Context, reason string, agreed uint64) error {
		if agreed != 13 || !strings.Contains(reason, "17") {
			t.Errorf("forked after %d: %s, want after 13", agreed, reason)
		}
		if tries++; tries == 1 {
			return errors.New("not now")
		}
		return errors.Join(cursor.Ack(agreed), q.NewEpoch(ctx, agreed))
	}, 13)
	appendSales(t, q, 2)
	deliver(t, h, server.URL, q, cursor, nil, 15)
	if tries != 2 {
		t.Errorf("%d tries to begin an epoch, want 2: one that failed, one that did not", tries)
	}
	heads := map[string]uint64{first: 17, q.Epoch(): 2}
	for epoch, want := range heads {
		if head, err := store.Head(t.Context(), kiosk, epoch); err != nil || head.Seq != want {
			t.Errorf("HQ has %d facts of epoch %s, %v, want %d", head.Seq, epoch, err, want)
		}
	}
	closeQueue(t, q)
}

func openQueue(t *testing.T, dir string) (*queue.Queue, *queue.Cursor) {
	t.Helper()
	q, err := queue.Open(dir, queue.Options{SegmentBytes: 64 << 10})
	if err != nil {
		t.Fatal(err)
	}
	c, err := q.Cursor("hq")
	if err != nil {
		t.Fatal(err)
	}
	return q, c
}

// deliver runs an uplink until HQ has acknowledged everything up to a number of
// the queue, and no fork is open.
func deliver(t *testing.T, h *hq.Handler, url string, q *queue.Queue, c *queue.Cursor, forked func(context.Context, string, uint64) error, upto uint64) {
	t.Helper()
	up := newUplink(t, uplink.Options{URL: "ws" + strings.TrimPrefix(url, "http") + "/sync", Source: uplink.FromQueue(q, c), Forked: forked})
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- up.Run(ctx) }()
	waitFor(t, ctx, h, func() bool {
		s := up.State()
		return s.Connected && s.Fork == "" && c.Position() == upto
	})
	stop()
	if err := <-done; err != nil {
		t.Errorf("run: %v", err)
	}
}
