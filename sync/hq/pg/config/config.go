// Package config reads the operator's file of providers: which ways to pay by phone
// there are, and where their secrets are kept.
//
//	public_url = "https://hq.example"  # how customers' phones reach this HQ
//	test = true                        # test keys, and no real money
//	late = "refund"                    # or "fulfil": what becomes of money that comes too late
//	window = "5m"                      # the most that a kiosk waits for a phone
//
//	[tosspayments]
//	client_key = "test_ck_…"
//	secret_key = "env:TOSS_SECRET_KEY" # or file:PATH; never the secret itself
//
// The file is strict: a setting that nobody knows is an error, as is a provider that
// is in no list. The order of the list is the order on the kiosk's screen.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"kioskd/sync/hq/pg"
)

// File is what stands in the operator's file.
type File struct {
	PublicURL string
	Test      bool
	Late      pg.Late
	Window    time.Duration

	// Call is the most that a call to a provider may take; 0 means a minute.
	Call time.Duration

	// Origins are those of the shop's own pages that may open a payment as a popup.
	Origins []string

	sections map[string]any
	purposes map[string]purpose
}

// Bounds of the time that a phone is waited for.
const (
	leastWindow = 30 * time.Second
	mostWindow  = time.Hour
)

// general is the part that is about no provider.
type general struct {
	PublicURL string   `toml:"public_url"`
	Test      bool     `toml:"test"`
	Late      string   `toml:"late"`
	Window    string   `toml:"window"`
	Origins   []string `toml:"origins"`
}

// Parse reads the file's text. An address for phones stands in the place of the
// file's; "" for the file's.
func Parse(text []byte, address string) (File, error) {
	var all map[string]any
	if err := toml.Unmarshal(text, &all); err != nil {
		return File{}, explain(err)
	}
	sections, rest := map[string]any{}, map[string]any{}
	for name, value := range all {
		if _, table := value.(map[string]any); table {
			sections[name] = value
		} else {
			rest[name] = value
		}
	}
	var g general
	if err := strict(rest, &g); err != nil {
		return File{}, err
	}
	if address != "" {
		g.PublicURL = address
	}
	f := File{PublicURL: strings.TrimRight(g.PublicURL, "/"), Test: g.Test, Late: pg.Late(g.Late), Origins: g.Origins, sections: sections}
	return f, f.check(g)
}

func (f *File) check(g general) (err error) {
	if f.Late == "" {
		f.Late = pg.LateRefund
	}
	if g.Window != "" {
		if f.Window, err = time.ParseDuration(g.Window); err != nil || f.Window < leastWindow || f.Window > mostWindow {
			return fmt.Errorf("window is %q, want a time from %v to %v, as in 5m", g.Window, leastWindow, mostWindow)
		}
	}
	if err := f.takePurposes(); err != nil {
		return err
	}
	switch {
	case f.Late != pg.LateRefund && f.Late != pg.LateFulfil:
		return fmt.Errorf("late is %q, want %s or %s", f.Late, pg.LateRefund, pg.LateFulfil)
	case len(f.sections) == 0:
		return errors.New("there is no provider; write a section such as [tosspayments]")
	}
	if err := checkOrigins(f.Origins, f.Test); err != nil {
		return err
	}
	return CheckPublic(f.PublicURL, f.Test)
}

// mostOrigins bounds the list: a page is offered to each of them.
const mostOrigins = 20

// checkOrigins reports what is no origin of a web page.
func checkOrigins(all []string, test bool) error {
	if len(all) > mostOrigins {
		return fmt.Errorf("origins has %d entries, at most %d fit", len(all), mostOrigins)
	}
	for _, origin := range all {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || u.Scheme+"://"+u.Host != origin || strings.ContainsAny(u.Host, "*,;\"' ") {
			return fmt.Errorf("origins has %q, want each as in https://shop.example, without a path", origin)
		}
		if u.Scheme != "https" && (u.Scheme != "http" || !test) {
			return fmt.Errorf("origins has %q: real money needs https", origin)
		}
	}
	return nil
}

// CheckPublic reports whether an address can be the one at which phones reach HQ.
func CheckPublic(address string, test bool) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Errorf("public_url is %q, want how phones reach this HQ, as in https://hq.example", address)
	case u.Scheme == "https" || u.Scheme == "http" && test:
		return nil
	}
	return fmt.Errorf("public_url is %q: real money needs https", address)
}

// explain takes the line out of an error, and nothing of the line: a secret that does
// not belong there may stand in it.
func explain(err error) error {
	var d *toml.DecodeError
	if errors.As(err, &d) {
		line, column := d.Position()
		return fmt.Errorf("line %d, column %d: %s", line, column, strings.TrimPrefix(d.Error(), "toml: "))
	}
	return err
}

// strict decodes a part of the file into a struct that has to know all of it.
func strict(part map[string]any, into any) error {
	text, err := toml.Marshal(part)
	if err != nil {
		return fmt.Errorf("read a part of the file: %w", err)
	}
	d := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	err = d.Decode(into)
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		var names []string
		for _, e := range missing.Errors {
			names = append(names, strings.Join(e.Key(), "."))
		}
		return fmt.Errorf("there is no setting %s", strings.Join(names, ", "))
	}
	return err
}

// Open makes the providers of the file. Of kinds, box gives each one a place of its
// own to keep things.
func (f File) Open(kinds []pg.Kind, client *http.Client, box func(kind string) pg.Box) ([]pg.Opened, error) {
	left := maps.Clone(f.sections)
	var all []pg.Opened
	for _, k := range kinds {
		section, wanted := left[k.ID].(map[string]any)
		if !wanted {
			continue
		}
		delete(left, k.ID)
		p, err := k.Open(pg.Setup{Test: f.Test, HTTP: client, Box: box(k.ID), Decode: func(into any) error { return strict(section, into) }})
		if err != nil {
			return nil, fmt.Errorf("provider %s: %w", k.ID, err)
		}
		all = append(all, pg.Opened{Kind: k, Listener: p})
	}
	if len(left) > 0 {
		return nil, fmt.Errorf("there is no provider %s; there are %s", strings.Join(slices.Sorted(maps.Keys(left)), ", "), names(kinds))
	}
	return all, nil
}

func names(kinds []pg.Kind) string {
	var all []string
	for _, k := range kinds {
		all = append(all, k.ID)
	}
	return strings.Join(all, ", ")
}
