package screen

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// browser is one browser that was started, with everything that it started.
type browser struct {
	cmd   *exec.Cmd
	ended chan error // has its end, once
	gone  bool       // its end was read
}

// start starts a program in a group of its own, so that it can be ended with all
// its children. What it says goes nowhere: browsers say a lot.
func start(program string, args []string) (*browser, error) {
	b := &browser{ended: make(chan error, 1)}
	b.cmd = exec.Command(program, args...) //nolint:noctx // end ends it, with all that it started
	asGroup(b.cmd)
	if err := b.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the browser: %w", err)
	}
	go func() {
		err := b.cmd.Wait()
		if err == nil {
			err = fmt.Errorf("it was closed")
		}
		b.ended <- err
	}()
	return b, nil
}

func (b *browser) pid() int { return b.cmd.Process.Pid }

// bearable is how long a browser may take to close its files.
const bearable = 1500 * time.Millisecond

// end ends a browser and all that it started, politely at first if that is wanted
// and it can still hear, and returns when it has ended.
func (b *browser) end(politely bool) error {
	all := family(b.pid())
	if b.gone {
		return killAll(b.pid(), all)
	}
	if politely && hears(all) && askToGo(b.pid()) == nil {
		select {
		case <-b.ended:
			b.gone = true
			return killAll(b.pid(), all)
		case <-time.After(bearable):
		}
	}
	err := killAll(b.pid(), all)
	<-b.ended
	b.gone = true
	return err
}

// switches are what the browser is started with: kiosk mode, a profile of our own,
// and none of the questions and bubbles that are meant for people who browse.
func (k *Keeper) switches(address string) []string {
	s := []string{
		"--kiosk", "--user-data-dir=" + k.o.Profile,
		"--no-first-run", "--no-default-browser-check", "--noerrdialogs", "--disable-infobars",
		"--hide-crash-restore-bubble", "--disable-session-crashed-bubble",
		"--disable-pinch", "--overscroll-history-navigation=0", "--disable-features=Translate,MediaRouter,OverscrollHistoryNavigation",
		"--disable-component-update", "--disable-background-networking", "--disable-sync", "--disable-default-apps",
		"--autoplay-policy=no-user-gesture-required", // it is read aloud, and nobody clicks first
		// A page that is behind something, or on a screen that sleeps, goes on beating.
		"--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
	}
	if runtime.GOOS != "windows" {
		s = append(s, "--password-store=basic", "--enable-speech-dispatcher") // no question for a keyring's password
	}
	if strings.Contains(strings.ToLower(filepath.Base(k.o.Browser)), "edge") {
		s = append(s, "--edge-kiosk-type=fullscreen")
	}
	if k.o.Scale != 100 {
		s = append(s, "--force-device-scale-factor="+strconv.FormatFloat(float64(k.o.Scale)/100, 'f', -1, 64))
	}
	return append(append(s, k.o.Args...), address)
}
