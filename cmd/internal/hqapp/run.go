package hqapp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// stopWithin bounds how long stopping may take: whatever a kiosk is not told
// in that time it learns when it comes back.
const stopWithin = 10 * time.Second

// Run serves until ctx ends, then lets sessions finish what they are storing,
// and closes the store.
func (a *App) Run(ctx context.Context) error {
	a.server.BaseContext = func(net.Listener) context.Context { return ctx } // ends pages that wait for events
	stopWatching := beside(func(ctx context.Context) { a.updates.watch(ctx, a.handler) })
	stopHearing := beside(a.hearOthers)
	stopRolling := beside(a.watchRollouts)
	stopPhones := beside(a.goOnPaying)
	stopNumbers := beside(a.tellNumbers)
	stopTraces := beside(a.sendTraces)
	err := a.serve(ctx)
	stopWatching()
	stopHearing()
	stopRolling()
	stopPhones()
	stopNumbers()
	stopTraces()
	return errors.Join(err, a.Close())
}

// serve serves until ctx ends, and returns when nobody is served any more.
func (a *App) serve(ctx context.Context) error {
	served := make(chan error, 1)
	go func() { served <- a.answer() }()
	select {
	case err := <-served:
		return errors.Join(fmt.Errorf("serve HQ: %w", err), a.stop())
	case <-ctx.Done():
		err := a.stop()
		<-served //nolint:errcheck // it says that the server was shut, which is what we asked for
		return err
	}
}

// beside runs something until the function that it returns is called, which waits
// for its end.
func beside(do func(context.Context)) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); do(ctx) }()
	return func() { cancel(); <-done }
}

// hearOthers has HQ work together with other processes at the same store.
func (a *App) hearOthers(ctx context.Context) {
	if err := a.handler.Run(ctx); err != nil {
		a.log.Error("the other HQ processes are heard no more", "err", err)
	}
}

// watchRollouts stops roll-outs of settings that do harm.
func (a *App) watchRollouts(ctx context.Context) {
	if err := a.desk.Run(ctx); err != nil {
		a.log.Error("roll-outs are watched no more", "err", err)
	}
}

// goOnPaying ends payments by phone that somebody left.
func (a *App) goOnPaying(ctx context.Context) {
	if a.phones == nil {
		return
	}
	if err := a.phones.Run(ctx); err != nil {
		a.log.Error("payments by phone that were left do not go on", "err", err)
	}
}

// answer answers requests until the server is shut.
func (a *App) answer() error {
	if a.tls {
		return a.server.ServeTLS(guests{a.listen}, "", "")
	}
	return a.server.Serve(a.listen)
}

func (a *App) stop() error {
	if a.drain > 0 {
		a.handler.Leave(context.Background(), a.drain)
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	err := a.handler.Close(ctx)
	if shut := a.server.Shutdown(ctx); shut != nil {
		err = errors.Join(err, fmt.Errorf("end requests: %w", shut), a.server.Close())
	}
	return err
}
