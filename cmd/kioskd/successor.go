package main

import (
	"fmt"
	"slices"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/version"
	"kioskd/installer/update"
)

// startedBy names the variable that tells a program that an installed one has
// started it, and which version that is. It does not begin with KIOSKD_, which
// stands for settings.
const startedBy = "KIOSK_INSTALLED"

// successor decides which version serves: the installed program looks for a newer
// one beside it, and a newer one serves. What is wrong with the newer ones is
// said, and never keeps the installed one from serving.
func (t *terminal) successor() update.Choice {
	if t.getenv(startedBy) != "" {
		return update.Choice{Version: version.Release}
	}
	c, err := update.In(config.Folder(t.usualFile(), t.env)).Pick(version.Release, time.Now())
	if err != nil {
		_, _ = fmt.Fprintln(t.errOut, "kioskd: of the versions beside the installed one:", err)
	}
	return c
}

// succeeded has a newer version serve in this one's place, and reports whether
// that was possible; begun is called once it has been started. One that cannot even
// be started is not tried again.
func (t *terminal) succeeded(begun func()) (bool, error) {
	c := t.successor()
	if c.Path == "" {
		return false, nil
	}
	_, _ = fmt.Fprintf(t.errOut, "kioskd %s: version %s serves in its place\n", version.Release, c.Version)
	started, err := t.become(c.Path, begun)
	if started {
		return true, err
	}
	_, _ = fmt.Fprintf(t.errOut, "kioskd: version %s cannot be started: %v\n", c.Version, err)
	return false, update.In(config.Folder(t.usualFile(), t.env)).Failed(c, err, time.Now())
}

// marked is the environment of a version that serves in this one's place.
func (t *terminal) marked() []string {
	return append(slices.Clip(t.env), startedBy+"="+version.Release)
}
