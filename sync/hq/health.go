package hq

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// healthz answers that this process lives. Whoever starts it anew when it does not
// would not help a store that is down.
func (h *Handler) healthz(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") }

// readyWithin bounds how long the store may take to answer.
const readyWithin = 3 * time.Second

// readyz answers 200 when kiosks may be sent here: the store answers, which it does
// only with its tables up to date, and this HQ is not going.
func (h *Handler) readyz(w http.ResponseWriter, r *http.Request) {
	if h.leaving.Load() {
		http.Error(w, "this HQ is going", http.StatusServiceUnavailable)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	if _, err := h.Store.Head(ctx, "readyz", "readyz"); err != nil {
		h.Log.Error("hq: the store does not answer", "err", err)
		http.Error(w, "the store does not answer; see HQ's log", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ready\n")
}

// backWithin is how soon after it has left a kiosk comes back, elsewhere.
const backWithin = time.Second

// Leave takes no more kiosks and has those that are here go to another HQ process,
// one after the other over a time, so that the others are not stormed. It returns
// when all have gone, or a little later than that. What it does not see to,
// [Handler.Close] does.
func (h *Handler) Leave(ctx context.Context, over time.Duration) {
	h.leaving.Store(true)
	sessions := h.present.all()
	for i, s := range sessions {
		after := over * time.Duration(i) / time.Duration(len(sessions))
		h.tell(s, drainAfter(after))
	}
	late := time.NewTimer(over + 2*backWithin)
	defer late.Stop()
	for gone := h.bell.wait(); h.present.count() > 0; gone = h.bell.wait() {
		select {
		case <-gone:
		case <-late.C:
			h.Log.Warn("hq: kiosks did not go when they were asked to", "kiosks", h.present.count())
			return
		case <-ctx.Done():
			return
		}
	}
	h.Log.Info("hq: all kiosks have gone elsewhere", "kiosks", len(sessions), "over", fmt.Sprint(over))
}
