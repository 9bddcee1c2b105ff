package padapp

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"kioskd/drivers"
	"kioskd/drivers/all"
	"kioskd/drivers/capture"
	"kioskd/drivers/link"
)

// Replay plays the kiosk's side of a capture to a pad of this configuration, in
// memory: there is no way from here to a pad that is none of ours. Where the pad
// would listen does not matter.
func Replay(ctx context.Context, config Config, recorded capture.Capture) (capture.Outcome, error) {
	driver, err := all.Find(recorded.Driver)
	if err != nil {
		return capture.Outcome{}, err
	}
	config.Driver = recorded.Driver
	app, err := New(config)
	if err != nil {
		return capture.Outcome{}, err
	}
	group, running := errgroup.WithContext(ctx)
	running, stop := context.WithCancel(running)
	group.Go(func() error { return app.device.Run(running) })
	way := link.OpenFunc(recorded.Way, func(context.Context) (link.Link, error) {
		kiosk, pad := link.Pipe()
		group.Go(func() error { return app.device.Serve(running, link.Start(pad, 0)) })
		return link.Start(kiosk, 0), nil
	})
	player := capture.Player{
		Way: way, Say: config.Say,
		Mask: func(d drivers.Direction) drivers.Masker { return driver.Mask(drivers.Options{Link: way}, d) },
	}
	outcome, err := player.Play(running, recorded)
	stop()
	return outcome, errors.Join(err, group.Wait())
}
