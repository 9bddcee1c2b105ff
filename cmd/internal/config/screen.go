package config

import (
	"fmt"
	"slices"
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
	if s.Restart == "" {
		return nil
	}
	if _, err := ReadClock(s.Restart); err != nil {
		return fmt.Errorf("screen.restart: %w", err)
	}
	return nil
}
