package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestWrongCollector: an address that can be no collector's is wrong usage, said before
// anything is opened, and without the password in it.
func TestWrongCollector(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"127.0.0.1:4318":                 "write one as in http://127.0.0.1:4318",
		"https://me:Needle@otlp.example": "let a collector on this machine sign in",
	} {
		var out bytes.Buffer
		code := run(t.Context(), []string{"serve", "--store", "memory:", "--listen", "127.0.0.1:0", "--traces", address}, noEnv, &out, &out)
		if said := out.String(); code != usage || !strings.Contains(said, "--traces: ") || !strings.Contains(said, want) || strings.Contains(said, "Needle") {
			t.Errorf("%s: exit code %d, %s", address, code, said)
		}
	}
}
