package uplink

import (
	"context"
	"fmt"

	"kioskd/sync/wire"
)

// fork stops the facts of this epoch, and has a new one begun if there is
// somebody to do it. The session ends then, and the next one introduces it.
func (s *session) fork(ctx context.Context, f *wire.Fork) error {
	s.forked, s.why, s.flight = true, f.Reason, nil
	s.u.o.Log.Error("uplink: HQ holds other facts under our numbers", "reason", f.Reason, "agreed", f.Agreed)
	s.u.change(func(state *State) { state.Fork = f.Reason })
	if s.u.o.Forked == nil {
		return nil
	}
	last, _ := s.u.o.Source.Last()
	agreed := max(s.u.o.Source.Position(), min(f.Agreed, last))
	if err := s.u.o.Forked(ctx, f.Reason, agreed); err != nil {
		return fmt.Errorf("begin a new epoch after HQ's word of a fork: %w", err)
	}
	s.moved = true // no reason to put the next attempt off
	return errEpoch
}
