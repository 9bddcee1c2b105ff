package ui

import (
	"context"

	"kioskd/agent"
)

// View is what a screen shows this second: the agent's view, how the customer
// wants to be served, and the printer where there is one.
type View struct {
	agent.View
	Modes   Modes    `json:"modes"`
	Printer *Printer `json:"printer,omitempty"`
}

// shown is a view with what it takes to wait for the next one.
type shown struct {
	view    View
	seq     uint64          // the agent's
	printer <-chan struct{} // closed when the printer changes; nil without one
	modes   <-chan struct{} // closed when the modes change
}

// now returns what a screen shows.
func (s *Server) now() shown { return s.beside(s.agent.View()) }

// beside puts the rest beside a view of the agent. All numbers only grow, and so
// does their sum.
func (s *Server) beside(v agent.View) shown {
	out := shown{view: View{View: v}, seq: v.Seq}
	var changes uint64
	out.view.Modes, changes, out.modes = s.modes.now()
	out.view.Seq += changes
	if s.paper != nil {
		p, changed := s.paper.Printer()
		out.view.Seq += p.Seq
		out.view.Printer, out.printer = &p, changed
	}
	return out
}

// changed reports whether something beside the agent is not as it was shown.
func (s shown) changed() bool {
	select {
	case <-s.printer:
		return true
	case <-s.modes:
		return true
	default:
		return false
	}
}

// after waits for the view that follows, of the agent or of what is beside it.
func (s *Server) after(ctx context.Context, last shown) (shown, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-last.printer:
		case <-last.modes:
		case <-ctx.Done():
		}
		cancel()
	}()
	v, err := s.agent.Wait(ctx, last.seq)
	cancel()
	<-ended
	switch {
	case err == nil:
		return s.beside(v), nil
	case last.changed():
		return s.now(), nil
	}
	return shown{}, err
}
