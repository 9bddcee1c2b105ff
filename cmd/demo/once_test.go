package main

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
)

// TestOnceTellsTheTruth: an ending that is no approval has no times that did not
// pass, and is not called uploaded.
func TestOnceTellsTheTruth(t *testing.T) {
	t.Parallel()
	for _, want := range []struct {
		driver, script, currency string
		code                     int
		paid                     bool
	}{
		{"smartro", "approve", "KRW", 0, true}, {"smartro", "decline 6B", "KRW", 1, false},
		{"zvt", "approve", "EUR", 0, true}, {"zvt", "decline 78", "EUR", 1, false},
	} {
		t.Run(want.driver+" "+want.script, func(t *testing.T) {
			t.Parallel()
			var out, errOut bytes.Buffer
			code := execute(context.Background(), []string{"--once", "--driver", want.driver, "--pace", "0.1", "--script", want.script, "--data", t.TempDir()}, &out, &errOut)
			if code != want.code {
				t.Fatalf("exit code %d, want %d: %s", code, want.code, &errOut)
			}
			var r result
			if err := json.Unmarshal(out.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			if r.Currency != want.currency || r.Approved != want.paid || r.Uploaded != want.paid || (r.PadMS > 0) != want.paid || (r.UploadMS > 0) != want.paid {
				t.Errorf("%s", &out)
			}
			if r.PadMS < 0 || r.PadMS > 60_000 || r.UploadMS < 0 || r.UploadMS > 60_000 {
				t.Errorf("times that did not pass: %s", &out)
			}
		})
	}
}
