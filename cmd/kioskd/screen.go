package main

import (
	"fmt"
	"net"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/ui/chromium"
)

type screenCmd struct {
	Run     screenRunCmd     `cmd:"" default:"withargs" help:"Keep the kiosk's browser on the screen, until told to stop. For the session of the kiosk's user."`
	URL     screenURLCmd     `cmd:"" name:"url" help:"Print an address that opens the screen in one browser, once, within five minutes."`
	Policy  screenPolicyCmd  `cmd:"" help:"Print the managed policy that keeps the browser in the kiosk, for Chromium and Chrome on Linux."`
	Install screenInstallCmd `cmd:"" help:"Have the kiosk's session start the screen, and the browser go by a policy. Needs an administrator."`
	Remove  screenRemoveCmd  `cmd:"" help:"Take away what install has written. Needs an administrator."`
}

type screenURLCmd struct{}

func (screenURLCmd) Run(t *terminal) error {
	_, running, err := t.dial()
	if err != nil {
		return err
	}
	if running == nil {
		return fmt.Errorf("%w; start it with: kioskd run", kioskapp.ErrNotRunning)
	}
	address, err := running.ScreenURL(t.ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, address)
	return err
}

type screenPolicyCmd struct{}

// Run prints the policy by the settings in force, as the running agent knows them;
// without one by the kiosk's own file, which lists no hosts.
func (screenPolicyCmd) Run(t *terminal) error {
	text, err := t.screenPolicy()
	if err == nil {
		_, err = t.out.Write(text)
	}
	return err
}

func (t *terminal) screenPolicy() ([]byte, error) {
	c, running, err := t.dial()
	if err != nil {
		return nil, err
	}
	if running != nil {
		policy, err := running.ScreenPolicy(t.ctx)
		if err != nil {
			return nil, err
		}
		return policy.JSON()
	}
	_, port, err := net.SplitHostPort(c.Screen.Listen)
	if err != nil {
		return nil, err
	}
	return chromium.For(port, nil).JSON()
}
