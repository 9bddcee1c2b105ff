//go:build linux

package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/demoapp"
	"kioskd/cmd/soak/internal/relay"
)

// shop is what the soak runs: three programs, their folder, and the line between
// kiosk and HQ.
type shop struct {
	bin, dir         string
	kiosk, hq, pad   *program
	line             *relay.Relay
	screenAddr       string
	kioskNumbers     string // where their metrics are
	hqAddr, hqNumber string
}

const (
	kioskID     = "demo-kiosk"
	token       = "a-token-only-for-soaks"
	screenToken = "another-token-only-for-soaks"
)

// Which words say that a program can be used.
const (
	kioskReady = "serves the screen on"
	hqReady    = "listening on"
	padReady   = "listening on"
)

// openShop makes folders, ports and configuration; it starts nothing.
func openShop(bin, dir string) (*shop, error) {
	s := &shop{bin: bin, dir: dir}
	for _, at := range []*string{&s.screenAddr, &s.kioskNumbers, &s.hqAddr, &s.hqNumber} {
		var err error
		if *at, err = freePort(); err != nil {
			return nil, err
		}
	}
	err := errors.Join(os.MkdirAll(s.path("logs"), 0o700), os.MkdirAll(s.path("hq"), 0o700),
		os.WriteFile(s.path("tokens"), []byte(kioskID+" "+token+"\n"), 0o600),
		os.WriteFile(s.path("token"), []byte(token+"\n"), 0o600),
		os.WriteFile(s.path("screen-token"), []byte(screenToken), 0o600))
	if err != nil {
		return nil, err
	}
	if s.line, err = relay.Listen(s.hqAddr); err != nil {
		return nil, err
	}
	s.cast()
	return s, s.writeConfig()
}

// cast says which programs play, and how.
func (s *shop) cast() {
	s.kiosk = &program{name: "kioskd", said: s.path("kioskd.out"), env: []string{"LOGS_DIRECTORY=" + s.path("logs")},
		args: []string{"run", "--config", s.path("kiosk.toml")}}
	s.hq = &program{name: "kioskhq", said: s.path("kioskhq.out"),
		args: []string{"serve", "--listen", s.hqAddr, "--metrics", s.hqNumber, "--store", "sqlite:" + s.path("hq/hq.db"), "--token-file", s.path("tokens")}}
	s.pad = &program{name: "padsim", said: s.path("padsim.out"),
		args: []string{"--listen", "pty:" + s.path("pad"), "--state", s.path("pad.json"), "--pace", "0.25"}}
}

func (s *shop) path(name string) string { return filepath.Join(s.dir, name) }

// freePort finds a port that nobody uses now: an address must stay the same when a
// program is started again.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

func (s *shop) writeConfig() error {
	c, err := demoapp.Shop("smartro")
	if err != nil {
		return err
	}
	s.place(&c)
	text, err := c.Write()
	if err != nil {
		return err
	}
	return os.WriteFile(s.path("kiosk.toml"), text, 0o600)
}

func (s *shop) place(c *config.Config) {
	c.Data, c.Screen.Listen, c.Screen.TokenFile = s.path("data"), s.screenAddr, s.path("screen-token")
	c.Pad.Port = s.path("pad")
	c.HQ.URL, c.HQ.TokenFile = "ws://"+s.line.Address()+"/sync", s.path("token")
	c.Metrics.Listen = s.kioskNumbers
	c.Payments.AppRefunds = true                 // customers give back what they bought
	c.Pad.VANTime, c.Pad.CardWait = "10s", "20s" // our VAN takes a moment, so what became of a lost answer is certain sooner
}

func (s *shop) programs() []*program { return []*program{s.kiosk, s.pad, s.hq} }

func (s *shop) start() error {
	return errors.Join(s.startHQ(), s.startPad(), s.startKiosk())
}

func (s *shop) startHQ() error    { return s.hq.start(s.bin, hqReady) }
func (s *shop) startPad() error   { return s.pad.start(s.bin, padReady) }
func (s *shop) startKiosk() error { return s.kiosk.start(s.bin, kioskReady) }

// died tells of a program that has ended by itself.
func (s *shop) died() error {
	return errors.Join(s.kiosk.died(), s.pad.died(), s.hq.died())
}
