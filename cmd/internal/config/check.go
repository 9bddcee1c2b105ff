package config

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"

	"kioskd/drivers/all"
	"kioskd/drivers/escpos"
	"kioskd/drivers/link"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// Check reports the first setting that cannot work, with its key.
func (c Config) Check() error {
	if c.Data == "" {
		return fmt.Errorf("data: no folder for the journal is set")
	}
	if info, err := os.Stat(c.Data); err == nil && !info.IsDir() {
		return fmt.Errorf("data: %s is a file; name a folder", c.Data)
	}
	if c.Kiosk.ID == "" {
		return fmt.Errorf("kiosk.id: HQ knows a kiosk by its id; set one")
	}
	if err := wire.CheckName(c.Kiosk.ID); err != nil {
		return fmt.Errorf("kiosk.id: %w", err)
	}
	if _, err := c.Log.slog(); err != nil {
		return err
	}
	if err := c.Catalogue.Check(); err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	if err := c.HQ.check(); err != nil {
		return err
	}
	if err := c.checkMetrics(); err != nil {
		return err
	}
	if err := c.Traces.check(); err != nil {
		return err
	}
	if err := c.checkLimits(); err != nil {
		return err
	}
	if err := c.checkPayments(); err != nil {
		return err
	}
	if err := c.checkThirdParty(); err != nil {
		return err
	}
	if err := c.Day.check(); err != nil {
		return err
	}
	if err := c.Screen.check(); err != nil {
		return err
	}
	if err := c.checkPad(); err != nil {
		return err
	}
	return c.checkPrinter()
}

func (h HQ) check() error {
	if h.URL == "" {
		return nil
	}
	if _, err := uplink.ParseURL(h.URL); err != nil {
		return fmt.Errorf("hq.url: %w", err)
	}
	for i, address := range h.Spare {
		if _, err := uplink.ParseURL(address); err != nil {
			return fmt.Errorf("hq.spare[%d]: %w", i, err)
		}
	}
	if h.Rate < 0 {
		return fmt.Errorf("hq.rate: %d is negative; 0 means no bound", h.Rate)
	}
	return nil
}

func (c Config) checkPad() error {
	if _, err := all.Find(c.Pad.Driver); err != nil {
		return fmt.Errorf("pad.driver: %w", err)
	}
	if _, err := link.Parse(c.Pad.Port); err != nil {
		return fmt.Errorf("pad.port: %w", err)
	}
	if c.TestMode && !simulated(c.Pad.Port) {
		return fmt.Errorf("test_mode: refused with the real port %s; test mode is for a simulator on a pseudo-terminal or on tcp://127.0.0.1", c.Pad.Port)
	}
	return nil
}

func (c Config) checkPrinter() error {
	p := c.Printer
	if p.Port == "" {
		if p.Automatic || p.Required {
			return fmt.Errorf("printer.port: no receipt printer is set, and printer.automatic or printer.required wants one; name its port, or set both to false")
		}
		return nil
	}
	if p.Port == c.Pad.Port {
		return fmt.Errorf("printer.port: %s is the card pad's; name the printer's own", p.Port)
	}
	way, err := link.Parse(p.Port)
	if err != nil {
		return fmt.Errorf("printer.port: %w", err)
	}
	_, err = escpos.New(escpos.Options{Link: way, Columns: p.Columns, Copies: p.Copies, Characters: p.Characters, Settings: p.Settings})
	return err
}

// simulated reports whether an address can only lead to a simulator on this
// machine.
func simulated(address string) bool {
	if rest, ok := strings.CutPrefix(address, "tcp://"); ok {
		return strings.HasPrefix(rest, "127.0.0.1:") || strings.HasPrefix(rest, "localhost:") || strings.HasPrefix(rest, "[::1]:")
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(address, "serial:"), "?")
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	return strings.HasPrefix(name, "/dev/pts/") || !strings.HasPrefix(name, "/dev/") && strings.HasPrefix(name, "/")
}

// slog returns the level for package slog.
func (l Log) slog() (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.Level)); err != nil {
		return level, fmt.Errorf("log.level: %q is not one of debug, info, warn, error", l.Level)
	}
	return level, nil
}

// LevelOrInfo returns the level of a configuration that was checked.
func (l Log) LevelOrInfo() slog.Level {
	level, _ := l.slog()
	return level
}

func (c Config) checkMetrics() error {
	at := c.Metrics.Listen
	if at == "" {
		return nil
	}
	if _, port, err := net.SplitHostPort(at); err != nil || port == "" {
		return fmt.Errorf("metrics.listen: %q is no address; write one as in 127.0.0.1:9480", at)
	}
	if at == c.Screen.Listen && !strings.HasSuffix(at, ":0") {
		return fmt.Errorf("metrics.listen: %s is the screen's; name another port", at)
	}
	return nil
}
