package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// line is a way to HQ that breaks.
type line struct {
	w     *world
	rand  *rand.Rand
	proxy *toxiproxy.Proxy
}

func newLine(w *world, name string, n uint64) (*line, error) {
	zerolog.SetGlobalLevel(zerolog.Disabled) // toxics tell of themselves
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	l := &line{w: w, rand: rand.New(rand.NewPCG(w.seed, n)), proxy: toxiproxy.NewProxy(server, name, "127.0.0.1:0", w.hall.listen.Addr().String())}
	if err := l.proxy.Start(); err != nil {
		return nil, fmt.Errorf("start a proxy: %w", err)
	}
	return l, nil
}

// address stays the same when the proxy is stopped and started.
func (l *line) address() string { return l.proxy.Listen }

func (l *line) close() { l.proxy.Stop() }

// misbehave makes trouble after trouble until the context ends; then the line is
// good.
func (l *line) misbehave(ctx context.Context) {
	for ctx.Err() == nil {
		l.trouble(ctx)
		l.w.cuts.Add(1)
		l.proxy.Toxics.ResetToxics(context.WithoutCancel(ctx))
		l.pause(ctx, 5, 60)
	}
}

// trouble is one of many, in either direction.
func (l *line) trouble(ctx context.Context) {
	stream := []string{"upstream", "downstream"}[l.rand.IntN(2)]
	switch l.rand.IntN(8) {
	case 0: // everything is cut, and nobody answers for a moment
		l.proxy.Stop()
		l.pause(ctx, 1, 100)
		_ = l.proxy.Start() // the port may be taken for a moment: the next trouble tries again
	case 1: // the line is cut after so many bytes, wherever that is
		l.toxic(stream, "limit_data", "bytes", 1+l.rand.IntN(500_000))
		l.pause(ctx, 100, 1000)
	case 2:
		l.toxic(stream, "reset_peer", "timeout", l.rand.IntN(50))
		l.pause(ctx, 50, 300)
	case 3: // nothing passes, and nobody says so; then the line is cut
		l.toxic(stream, "timeout", "timeout", 0)
		l.pause(ctx, 50, 500)
		l.proxy.Stop()
		_ = l.proxy.Start() // as above
	case 4:
		l.toxic(stream, "slicer", "average_size", 1+l.rand.IntN(2000))
		l.pause(ctx, 50, 500)
	case 5:
		l.toxic(stream, "bandwidth", "rate", 1+l.rand.IntN(200))
		l.pause(ctx, 50, 500)
	default:
		l.toxic(stream, "latency", "latency", l.rand.IntN(100))
		l.pause(ctx, 50, 500)
	}
}

func (l *line) toxic(stream, kind, attribute string, value int) {
	text := fmt.Sprintf(`{"type":%q,"stream":%q,"attributes":{%q:%d}}`, kind, stream, attribute, value)
	if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(text)); err != nil {
		panic(fmt.Sprintf("deliveries: toxiproxy does not take %s: %v", text, err)) // our own mistake
	}
}

func (l *line) pause(ctx context.Context, least, most int) {
	t := time.NewTimer(time.Duration(least+l.rand.IntN(most-least)) * time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
