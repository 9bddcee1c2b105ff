package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

func (v *visit) browser(context.Context) Finding {
	path, err := v.Machine.Browser(v.Config.Screen.Browser)
	if err != nil {
		return fail(err.Error(), "Install Chromium, Chrome or Edge, or name one as screen.browser in the configuration.")
	}
	return good(path)
}

func (v *visit) policy(context.Context) Finding {
	const next = "Write it as administrator: kioskd screen install."
	files, err := v.Machine.Policies()
	switch {
	case errors.Is(err, ErrUnknown):
		return warn(err.Error(), "See chrome://policy in the kiosk's browser.")
	case err != nil:
		return warn("the browser's policy cannot be read: "+err.Error(), "Run this as administrator.")
	case len(files) == 0:
		return warn("the browser has no policy of this kiosk: it may ask customers questions that nobody can answer", next)
	}
	return good(strings.Join(files, ", "))
}

func (v *visit) voices(ctx context.Context) Finding {
	const next = "On Linux install speech-dispatcher with espeak-ng; on Windows add the Korean voice under Time & language, Speech."
	found, err := v.Machine.Voices(ctx)
	switch {
	case errors.Is(err, ErrUnknown):
		return warn(err.Error(), next)
	case err != nil:
		return warn("the system's voices cannot be listed: "+err.Error(), next)
	case len(found) == 0:
		return warn("there are none: the screen cannot be read aloud", next)
	}
	return good(strings.Join(found, ", "))
}

func (v *visit) screen(context.Context) Finding {
	s := v.status.Screen
	const next = "See that kioskd screen runs in the session of the kiosk's user: kioskd screen install sets it up."
	switch {
	case !v.status.Running:
		return warn("not asked, no agent is running", "Start the agent and run this again.")
	case s != nil && s.Mute:
		return good("a web app is shown that has not loaded the SDK; whether it hangs cannot be seen")
	case s == nil || s.Beats == 0:
		return warn("no page has shown itself since the agent was started", next)
	case s.Away:
		return good("the page has handed over to another")
	case s.Silent():
		return fail(fmt.Sprintf("the page has been silent for %s", s.Silence()), next)
	}
	return good("the page is alive")
}
