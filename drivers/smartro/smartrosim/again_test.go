package smartrosim

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/drivers/link"
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// told returns the ledger and the words of a pad that was sent these frames, each
// when the one before had its answer.
func told(t *testing.T, script string, frames ...smartro.Frame) (approved int, said string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		parsed, err := Kind.Parse(script)
		if err != nil {
			t.Fatal(err)
		}
		var words strings.Builder
		p, err := sim.New(Kind, sim.Options{Script: parsed, Say: func(line string) { words.WriteString(line + "\n") }})
		if err != nil {
			t.Fatal(err)
		}
		kiosk, other := link.Pipe()
		go func() { _ = p.Run(t.Context()) }()
		go func() { _ = p.Serve(t.Context(), link.Start(other, 0)) }()
		line := link.Start(kiosk, 0)
		for _, f := range frames {
			raw, err := f.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			if err := line.Write(raw); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		if err := line.Close(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		approved, said = len(p.Ledger().Entries), words.String()
	})
	return approved, said
}

// TestAgain: nobody knows whether a pad knows a request again; both kinds are
// played.
func TestAgain(t *testing.T) {
	t.Parallel()
	data, err := smartro.ApprovalRequest{Amount: 11000}.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	f := smartro.Frame{Terminal: "9900000001", Stamp: "20250314101600", Job: smartro.JobApprove, Data: data}
	for script, want := range map[string]int{"again charges": 2, "again repeats": 1} {
		if got, said := told(t, script, f, f); got != want {
			t.Errorf("%s: charged %d times, want %d\n%s", script, got, want, said)
		}
	}
	other := f
	other.Stamp = "20250314101700"
	if got, said := told(t, "again repeats", f, other); got != 2 {
		t.Errorf("two requests: charged %d times\n%s", got, said)
	}
}

// TestOthers: a job that is not known is refused, or met with silence.
func TestOthers(t *testing.T) {
	t.Parallel()
	f := smartro.Frame{Terminal: "9900000001", Stamp: "20250314101600", Job: 'Q'}
	for script, want := range map[string]bool{"others nack": true, "others silent": false} {
		if _, said := told(t, script, f); strings.Contains(said, "nack\n") != want || !strings.Contains(said, "← Q") {
			t.Errorf("%s:\n%s", script, said)
		}
	}
}
