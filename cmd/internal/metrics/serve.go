package metrics

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"time"
)

// Path is where the numbers are.
const Path = "/metrics"

// Gather returns the numbers of now.
type Gather func(context.Context) []Family

// Serve answers on a listener until ctx ends, and closes it.
func Serve(ctx context.Context, on net.Listener, g Gather) error {
	s := &http.Server{Handler: Handler(g), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(on) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve metrics: %w", err)
	case <-ctx.Done():
	}
	err := s.Close() // a scrape may be cut: the next one has all of it
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// Handler answers GET /metrics. On loopback it answers programs alone: a page in the
// kiosk's browser, even one that has a name of its own point to loopback, is refused.
func Handler(g Gather) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if why := refuse(r); why != "" {
			http.Error(w, why, http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(Text(append(g(r.Context()), process()...))) // who has gone needs no answer
	})
	return mux
}

func refuse(r *http.Request) string {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "none" || r.Header.Get("Origin") != "" {
		return "metrics are for programs, not for pages"
	}
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if local == nil || !loopback(local.String()) {
		return ""
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return "ask for 127.0.0.1 or localhost"
	}
	return ""
}

func loopback(address string) bool {
	at, err := netip.ParseAddrPort(address)
	return err == nil && at.Addr().IsLoopback()
}

var begun = time.Now()

// process tells of the program itself.
func process() []Family {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return []Family{
		Gauge("process_start_time_seconds", "When this program was started, in seconds since 1970.", float64(begun.Unix())),
		Gauge("go_goroutines", "Goroutines that there are.", float64(runtime.NumGoroutine())),
		Gauge("go_memstats_heap_alloc_bytes", "Memory in use.", float64(m.HeapAlloc)),
		Gauge("go_memstats_sys_bytes", "Memory from the operating system.", float64(m.Sys)),
	}
}
