package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRunUnderSystemd: the service manager hears that the agent is ready, and that
// it is alive, from the agent itself; the log is in its folder, and only warnings
// are on standard error.
func TestRunUnderSystemd(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	dir := t.TempDir()
	socket := filepath.Join(dir, "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = manager.Close() }()
	var out, errOut bytes.Buffer
	ctx, stop := context.WithCancel(t.Context())
	term := &terminal{ctx: ctx, out: &out, errOut: &errOut, file: k.file, exit: os.Exit, env: []string{"NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=60000000", "LOGS_DIRECTORY=" + dir}}
	ended := make(chan error, 1)
	go func() { ended <- (runCmd{}).Run(term) }()
	for _, want := range []string{"READY=1", "WATCHDOG=1\nSTATUS=idle, no pad, 0 facts wait for HQ"} {
		if said := hear(t, manager); said != want {
			t.Errorf("systemd heard %q, want %q", said, want)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	log, err := os.ReadFile(filepath.Join(dir, "kioskd.log"))
	if err != nil || !strings.Contains(string(log), "kioskd is ready") || !strings.Contains(string(log), "kioskd has stopped") {
		t.Errorf("%v, log:\n%s", err, log)
	}
	if strings.Contains(errOut.String(), `"INFO"`) {
		t.Errorf("standard error has more than warnings:\n%s", &errOut)
	}
}

func hear(t *testing.T, manager *net.UnixConn) string {
	t.Helper()
	text := make([]byte, 512)
	if err := manager.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	n, err := manager.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(text[:n])
}

// TestNoLogFolder: a kiosk sells without a log.
func TestNoLogFolder(t *testing.T) {
	t.Parallel()
	var errOut bytes.Buffer
	term := &terminal{errOut: &errOut}
	log := term.openLog(filepath.Join(t.TempDir(), "missing"))
	log.logger(slog.LevelInfo).Info("it goes on")
	if text := errOut.String(); !strings.Contains(text, "open the log") || !strings.Contains(text, "it goes on") {
		t.Errorf("standard error:\n%s", text)
	}
	if err := log.Close(); err != nil {
		t.Error(err)
	}
}
