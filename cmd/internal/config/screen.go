package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"kioskd/agent/look"
	"kioskd/agent/settings"
)

// The scales of a screen that a browser takes, in percent.
const (
	minScale = 50
	maxScale = 400
)

func (s Screen) check() error {
	if !slices.Contains([]int{0, 90, 180, 270}, s.Rotation) {
		return fmt.Errorf("screen.rotation: %d is not 0, 90, 180 or 270", s.Rotation)
	}
	if s.Scale < minScale || s.Scale > maxScale {
		return fmt.Errorf("screen.scale: %d percent is not from %d to %d", s.Scale, minScale, maxScale)
	}
	if s.Restart != "" {
		if _, err := ReadClock(s.Restart); err != nil {
			return fmt.Errorf("screen.restart: %w", err)
		}
	}
	return s.checkPages()
}

// checkPages holds the file to what settings from HQ are held to.
func (s Screen) checkPages() error {
	if s.AppURL != "" && s.App == "" {
		return errors.New("screen.app: an app with an address needs a name too, as in shop: it is reached as http://shop.localhost")
	}
	pages := s.Pages()
	err := errors.Join(settings.CheckAccess(s.Access), pages.Check(), pages.App.CheckAccess(s.Access))
	return inFile(err)
}

// inFile says an error about settings by the file's own keys.
func inFile(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.NewReplacer("screen.app.url", "screen.app_url", "screen.app.name", "screen.app", "screen.theme.", "screen.",
		"screen.screen.", "screen.", "screen.screen:", "screen:", "access[", "screen.access[").Replace(err.Error()))
}

// Pages returns what the file says of the pages, as settings would.
func (s Screen) Pages() settings.Screen {
	var p settings.Screen
	if s.App != "" {
		p.App = &settings.App{Name: s.App, URL: s.AppURL}
	}
	if len(s.Languages) > 0 {
		p.Languages = s.Languages
	}
	if s.WidthMM != 0 || s.HeightMM != 0 || s.FloorMM != 0 {
		p.Screen = &look.Physical{WidthMM: s.WidthMM, HeightMM: s.HeightMM, FloorMM: s.FloorMM}
	}
	if s.Accent != "" || s.OnAccent != "" {
		p.Theme = &look.Theme{Accent: s.Accent, OnAccent: s.OnAccent}
	}
	return p
}
