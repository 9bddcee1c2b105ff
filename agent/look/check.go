package look

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
)

// Languages are those that the standard page speaks.
var Languages = []string{"ko", "en", "ja", "zh"}

// Error names the setting that is to blame, as in theme.accent.
type Error struct {
	Field string
	Err   error
}

func (e *Error) Error() string { return e.Field + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func blame(field string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Field: field, Err: err}
}

// Check reports the first setting that cannot be, as an [*Error].
func (l Look) Check() error {
	for _, check := range []func() error{l.checkTheme, l.checkAttract, l.checkTexts, l.checkLanguages, l.checkScreen, l.checkTimes, l.checkSound, l.checkReceipt} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (l Look) checkTheme() error {
	t := l.Theme
	if t == nil {
		return nil
	}
	own, on := orElse(t.Accent, accent), orElse(t.OnAccent, surface)
	for _, p := range []pair{
		{"accent", own, "the ground", paper, leastText},
		{"accent", own, "tiles", surface, leastText},
		{"on_accent", on, "the accent", own, leastText},
		{"accent", own, "the edge of a button", paper, leastEdge},
	} {
		if err := p.check(); err != nil {
			return err
		}
	}
	if t.RadiusMM < 0 || t.RadiusMM > 12 {
		return blame("theme.radius_mm", fmt.Errorf("%g is not from 0 to 12", t.RadiusMM))
	}
	return errors.Join(checkPicture("theme.logo", t.Logo), checkPicture("theme.picture", t.Picture))
}

func orElse(given, usual string) string {
	if given == "" {
		return usual
	}
	return given
}

// maxAttract is the most pages of the idle screen's loop.
const maxAttract = 20

func (l Look) checkAttract() error {
	if len(l.Attract) > maxAttract {
		return blame("attract", fmt.Errorf("%d pages, at most %d", len(l.Attract), maxAttract))
	}
	for i, a := range l.Attract {
		field := fmt.Sprintf("attract[%d].", i)
		if a.Seconds != 0 && (a.Seconds < 3 || a.Seconds > 60) {
			return blame(field+"seconds", fmt.Errorf("%d is not from 3 to 60", a.Seconds))
		}
		err := errors.Join(checkPicture(field+"picture", a.Picture), checkWords(field+"title", a.Title, 80),
			checkWords(field+"text", a.Text, maxText), blame(field+"price", a.Price.Check()))
		if err != nil {
			return err
		}
	}
	return nil
}

func (l Look) checkLanguages() error {
	for i, language := range l.Languages {
		field := fmt.Sprintf("languages[%d]", i)
		if err := checkLanguage(field, language); err != nil {
			return err
		}
		if slices.Contains(l.Languages[:i], language) {
			return blame(field, fmt.Errorf("%q is there twice", language))
		}
	}
	return nil
}

func (l Look) checkScreen() error {
	s := l.Screen
	if s == nil {
		return nil
	}
	if (s.WidthMM == 0) != (s.HeightMM == 0) {
		return blame("screen", errors.New("width_mm and height_mm go together"))
	}
	return errors.Join(within("screen.width_mm", s.WidthMM, 60, 3000), within("screen.height_mm", s.HeightMM, 60, 3000), within("screen.floor_mm", s.FloorMM, 1, 2500))
}

func (l Look) checkTimes() error {
	t := l.Times
	if t == nil {
		return nil
	}
	return errors.Join(within("times.still", t.Still, 60, 600), within("times.warning", t.Warning, 20, 120), within("times.receipt", t.Receipt, 25, 300))
}

// within lets 0 pass, which leaves the standard as it is.
func within(field string, n, least, most int) error {
	if n == 0 || n >= least && n <= most {
		return nil
	}
	return blame(field, fmt.Errorf("%d is not from %d to %d", n, least, most))
}

func (l Look) checkSound() error {
	s := l.Sound
	if s == nil {
		return nil
	}
	if s.Volume != nil && !(*s.Volume >= 0 && *s.Volume <= 1) {
		return blame("sound.volume", fmt.Errorf("%g is not from 0 to 1", *s.Volume))
	}
	return checkURL("sound.speech_url", s.SpeechURL)
}

func (l Look) checkReceipt() error {
	if l.Receipt == nil {
		return nil
	}
	return checkURL("receipt.url", l.Receipt.URL)
}

// maxURL is the length of the longest address, in bytes.
const maxURL = 200

func checkURL(field, address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(address) > maxURL {
		return blame(field, fmt.Errorf("%q is not an address like https://shop.example.com/path, of at most %d bytes", address, maxURL))
	}
	return nil
}
