package main

import (
	"fmt"

	"kioskd/cmd/internal/kioskapp"
)

type screenCmd struct {
	URL screenURLCmd `cmd:"" name:"url" help:"Print an address that opens the screen in one browser, once, within five minutes."`
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
