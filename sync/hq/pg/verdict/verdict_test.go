package verdict_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/verdict"
)

var table = verdict.Codes(map[verdict.Class]string{
	verdict.Refused: "NO", verdict.Misset: "KEY", verdict.Expired: "LATE", verdict.Passing: "BUSY", verdict.Look: "DONE",
})

func TestVerdicts(t *testing.T) {
	tests := map[string]pg.Result{
		"NO":      {Outcome: pg.Refused},
		"KEY":     {Outcome: pg.Refused, Alarm: true},
		"LATE":    {Outcome: pg.Expired},
		"BUSY":    {Outcome: pg.Unknown, Again: true},
		"DONE":    {Outcome: pg.Unknown},
		"NEW":     {Outcome: pg.Unknown}, // of next year
		"":        {Outcome: pg.Unknown},
		"NO NO":   {Outcome: pg.Unknown},
		"refused": {Outcome: pg.Unknown},
	}
	for code, want := range tests {
		want.Code, want.Reason = code, "why"
		if diff := cmp.Diff(want, table.Approve(code, "why")); diff != "" {
			t.Errorf("approve %q (-want +got)\n%s", code, diff)
		}
		back := pg.Returned{Outcome: want.Outcome, Again: want.Again, Alarm: want.Alarm, Code: code, Reason: "why"}
		if back.Outcome == pg.Expired {
			back.Outcome = pg.Refused
		}
		if diff := cmp.Diff(back, table.Cancel(code, "why")); diff != "" {
			t.Errorf("cancel %q (-want +got)\n%s", code, diff)
		}
	}
}

func TestShort(t *testing.T) {
	if got := verdict.Short(strings.Repeat("가", 300)); len([]rune(got)) != 200 {
		t.Errorf("%d characters", len([]rune(got)))
	}
}
