//go:build !windows

package screen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// ErrNoScreen is the cause when the picture cannot be turned because no screen is
// known.
var ErrNoScreen = errors.New("no connected screen was found")

// Rotate turns the picture clockwise, in degrees, and the touch panel with it: on
// X by xrandr and xinput, on Wayland by wlr-randr.
func Rotate(ctx context.Context, degrees int) error {
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return rotateWayland(ctx, degrees)
	}
	listed, err := run(ctx, "xrandr", "--query")
	if err != nil {
		return err
	}
	output, ok := connected(listed)
	if !ok {
		return ErrNoScreen
	}
	if _, err := run(ctx, "xrandr", "--output", output, "--rotate", turned[degrees]); err != nil {
		return err
	}
	return mapTouch(ctx, output)
}

// turned is what xrandr calls a picture that is turned clockwise.
var turned = map[int]string{0: "normal", 90: "right", 180: "inverted", 270: "left"}

// connected returns the first screen that is connected, the primary one if there
// is one.
func connected(listed string) (output string, ok bool) {
	for line := range strings.Lines(listed) {
		name, rest, found := strings.Cut(line, " connected ")
		if !found {
			continue
		}
		if strings.HasPrefix(rest, "primary") {
			return name, true
		}
		if !ok {
			output, ok = name, true
		}
	}
	return output, ok
}

// mapTouch lays every touch panel over the screen, as it is turned now.
func mapTouch(ctx context.Context, output string) (err error) {
	listed, err := run(ctx, "xinput", "list", "--name-only")
	if err != nil {
		return fmt.Errorf("the picture is turned, and the touch panel is not: %w", err)
	}
	for name := range strings.Lines(listed) {
		name = strings.TrimSpace(name)
		if strings.Contains(strings.ToLower(name), "touch") && !strings.Contains(strings.ToLower(name), "touchpad") {
			_, mapErr := run(ctx, "xinput", "map-to-output", name, output)
			err = errors.Join(err, mapErr)
		}
	}
	return err
}

// rotateWayland turns the first screen; the compositor turns touch with it.
func rotateWayland(ctx context.Context, degrees int) error {
	listed, err := run(ctx, "wlr-randr")
	if err != nil {
		return err
	}
	output, _, _ := strings.Cut(listed, " ")
	if output = strings.TrimSpace(output); output == "" {
		return ErrNoScreen
	}
	transform := "normal"
	if degrees != 0 {
		transform = strconv.Itoa(degrees)
	}
	_, err = run(ctx, "wlr-randr", "--output", output, "--transform", transform)
	return err
}
