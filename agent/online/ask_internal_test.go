package online

import (
	"errors"
	"fmt"
	"testing"

	"kioskd/sync/wire"
)

type said string

func (s said) Error() string       { return string(s) }
func (s said) RefusalCode() string { return string(s) }

// TestJudge: only HQ's own no says that it has done nothing of a question.
func TestJudge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err                error
		refused, noAttempt bool
	}{
		"the line was cut": {err: errors.New("cut")},
		"busy":             {err: said(wire.CodeBusy)},
		"broken":           {err: said(wire.CodeInternal)},
		"no":               {err: said("no-provider"), refused: true},
		"never heard of":   {err: said(wire.CodeNoAttempt), refused: true, noAttempt: true},
	} {
		err := judge(fmt.Errorf("look: %w", c.err))
		if errors.Is(err, ErrRefused) != c.refused || errors.Is(err, ErrNoAttempt) != c.noAttempt || !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
