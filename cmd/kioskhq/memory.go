package main

import "runtime/debug"

// thrifty is the percentage by which the heap may grow before garbage is collected,
// in place of Go's 100, where TLS ends in HQ.
const thrifty = 50

// saveMemory has garbage collected sooner where TLS ends in HQ: ten thousand kiosks
// that come back at once leave more behind by their handshakes than they need
// afterwards. It costs some of the processor, and saves a tenth of the peak. Whoever
// sets GOGC in the environment knows better.
func (s *serve) saveMemory(w *world) {
	if s.TLSCert != "" && w.getenv("GOGC") == "" {
		debug.SetGCPercent(thrifty)
	}
}
