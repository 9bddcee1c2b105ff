package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
)

func TestFewDeliveries(t *testing.T) {
	var out bytes.Buffer
	err := run(t.Context(), config{facts: 6000, kiosks: 3, seed: 1, dir: t.TempDir(), within: 2 * time.Minute}, &out, io.Discard)
	if err != nil || !strings.Contains(out.String(), "6000 facts") || !strings.Contains(out.String(), "0 lost, 0 doubled") {
		t.Errorf("%v: %s", err, &out)
	}
	t.Log(out.String())
}

func TestParseRefuses(t *testing.T) {
	for _, args := range [][]string{{"--kiosks", "0"}, {"--facts", "7"}, {"--dance"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}
