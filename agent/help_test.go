package agent

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/wire"
)

// TestHelp: a call for help is a fact for HQ, and an impatient finger is one call.
func TestHelp(t *testing.T) {
	inShop(t, &pad{}, func(s *shop) {
		before := len(s.kinds())
		for range 5 {
			if err := s.Help(s.ctx); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(helpRest)
		if err := s.Help(s.ctx); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{wire.KindAlarm, wire.KindAlarm}, s.kinds()[before:]); diff != "" {
			t.Errorf("facts (-want +got):\n%s", diff)
		}
		s.journal.failsAt = wire.KindAlarm
		time.Sleep(helpRest)
		wantFault(t, s.Help(s.ctx), FaultMemory)
		s.journal.failsAt = ""
		if err := s.Help(s.ctx); err != nil || len(s.kinds()) != before+3 {
			t.Errorf("after a failure: %v, %d facts", err, len(s.kinds())-before)
		}
	})
}
