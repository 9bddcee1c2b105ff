package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/ui/screen"
)

type screenRunCmd struct {
	Profile    string   `help:"The browser's own folder; the usual one of this user if left out." placeholder:"FOLDER" type:"path"`
	BrowserArg []string `help:"One more switch for the browser; may be repeated." placeholder:"SWITCH"`
}

// Help says as whom to run it.
func (screenRunCmd) Help() string {
	return `It runs as the user who is signed in at the screen, not as the service and not as administrator. It needs to read the configuration and the file that screen.token_file names, and nothing else. It starts the browser anew within seconds when that has crashed or hangs.`
}

// Run keeps the browser on the screen.
func (s screenRunCmd) Run(t *terminal) error {
	c, err := t.load()
	if err != nil {
		return err
	}
	o, err := s.options(t, c)
	if err != nil {
		return err
	}
	keeper, err := screen.New(o)
	if err != nil {
		return err
	}
	if c.Screen.Rotation != 0 {
		if err := screen.Rotate(t.ctx, c.Screen.Rotation); err != nil {
			o.Log.Warn("the picture is not turned", "because", err) // a kiosk that lies on its side sells
		}
	}
	return keeper.Run(t.ctx)
}

func (s screenRunCmd) options(t *terminal, c config.Config) (o screen.Options, err error) {
	o = screen.Options{
		Agent: "http://" + c.Screen.Listen, Profile: s.Profile, Scale: c.Screen.Scale, Args: s.BrowserArg,
		Log: slog.New(slog.NewTextHandler(t.errOut, nil)), Restart: nightly(c.Screen.Restart),
	}
	if _, port, _ := net.SplitHostPort(c.Screen.Listen); port == "0" {
		return o, errors.New("screen.listen: port 0 is another one at every start; set a port that stays")
	}
	if o.Token, err = screenToken(c.Screen.TokenFile); err != nil {
		return o, err
	}
	if o.Browser, err = screen.Find(c.Screen.Browser); err != nil {
		return o, err
	}
	if o.Profile == "" {
		o.Profile, err = usualProfile()
	}
	return o, err
}

// screenToken reads the credential of whoever starts the kiosk's browser.
func screenToken(file string) (string, error) {
	if file == "" {
		return "", errors.New("screen.token_file: none is set; name a file with a secret that the service and this user may read")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("screen.token_file: %w; let this user read it", err)
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fmt.Errorf("screen.token_file: %s is empty", file)
	}
	return token, nil
}

func usualProfile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find a folder for the browser: %w; name one with --profile", err)
	}
	return filepath.Join(dir, "kioskd-screen"), nil
}

// nightly tells when the last daily restart was meant to be; nil for never.
func nightly(at string) func(time.Time) time.Time {
	if at == "" {
		return nil
	}
	clock, err := config.ReadClock(at)
	if err != nil {
		return nil // the configuration was checked
	}
	return clock.Last
}
