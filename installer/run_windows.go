package installer

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
)

// Numbers of events in the log of Windows, for those who filter by them.
const (
	eventStarted = 1
	eventStopped = 2
	eventFailed  = 3
)

// pending is how often the manager is told that a start or a stop goes on.
const pending = 2 * time.Second

// RunService is the entry that the service manager of Windows calls: it runs until
// the manager says stop, or the machine is shut down. ready is to be called when
// the service serves. An error counts as a failure, so that the service is started
// again.
//
// It calls x/sys itself: the manager's package asks first whether the process is a
// service by its session, and not every system that has services has sessions.
func RunService(ctx context.Context, run func(ctx context.Context, ready func()) error) error {
	h := &handler{ctx: ctx, run: run}
	if err := svc.Run(Name, h); err != nil {
		return fmt.Errorf("run as a service: %w; on a console use: kioskd run", err)
	}
	return h.err
}

type handler struct {
	ctx context.Context
	run func(ctx context.Context, ready func()) error
	err error
}

// Execute implements [svc.Handler].
func (h *handler) Execute(_ []string, requests <-chan svc.ChangeRequest, changes chan<- svc.Status) (bool, uint32) {
	ctx, stop := context.WithCancel(h.ctx)
	defer stop()
	ready, ended := make(chan struct{}, 1), make(chan error, 1)
	go func() { ended <- h.run(ctx, func() { ready <- struct{}{} }) }()
	tell := teller{changes: changes, state: svc.StartPending}
	tell.again()
	tick := time.NewTicker(pending)
	defer tick.Stop()
	for {
		select {
		case <-ready:
			tell.now(svc.Running)
			h.report(eventStarted, "kioskd serves")
		case <-tick.C:
			tell.again()
		case r := <-requests:
			if tell.answer(r) {
				stop()
			}
		case h.err = <-ended:
			return h.exit()
		}
	}
}

func (h *handler) exit() (bool, uint32) {
	if h.err == nil {
		h.report(eventStopped, "kioskd has stopped")
		return false, 0
	}
	h.report(eventFailed, h.err.Error())
	return true, 1
}

// report writes to the event log, which is for people; where it cannot be written
// the log folder has the same.
func (h *handler) report(event uint32, text string) {
	log, err := eventlog.Open(Name)
	if err != nil {
		return
	}
	write := log.Info
	if event == eventFailed {
		write = log.Error
	}
	_ = write(event, text)
	_ = log.Close()
}

// teller tells the manager how the service is.
type teller struct {
	changes chan<- svc.Status
	state   svc.State
	point   uint32
}

// accepts are the requests that a running service hears. Before a shutdown Windows
// gives minutes, at the shutdown itself only seconds: so it wants to hear of both.
const accepts = svc.AcceptStop | svc.AcceptPreShutdown | svc.AcceptShutdown

func (t *teller) now(state svc.State) {
	if t.state != svc.StopPending { // from which nothing leads back
		t.state = state
	}
	t.again()
}

// again repeats what goes on, so that nobody thinks that it hangs.
func (t *teller) again() {
	s := svc.Status{State: t.state}
	if t.state == svc.Running {
		s.Accepts = accepts
	} else {
		t.point++
		s.CheckPoint, s.WaitHint = t.point, uint32(5*pending/time.Millisecond)
	}
	t.changes <- s
}

// answer reports whether the service is to stop.
func (t *teller) answer(r svc.ChangeRequest) bool {
	switch r.Cmd {
	case svc.Stop, svc.PreShutdown, svc.Shutdown:
		t.now(svc.StopPending)
		return true
	case svc.Interrogate:
		t.changes <- r.CurrentStatus
	}
	return false
}
