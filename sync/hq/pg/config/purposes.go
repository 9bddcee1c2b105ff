package config

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
	"kioskd/sync/hq/pg/shop"
	"kioskd/sync/hq/webhook"
)

// purposesPart is the part of the file that is about what payments are for, and not
// about a provider.
const purposesPart = "purposes"

// purpose is one part of it, as in [purposes.order].
type purpose struct {
	Ask    string            `toml:"ask"`
	Tell   string            `toml:"tell"`
	Secret call.Secret       `toml:"secret"`
	Title  map[string]string `toml:"title"`
}

// purposeName is what can stand in the phone's addresses.
var purposeName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// takePurposes reads the purposes out of the parts of the file.
func (f *File) takePurposes() error {
	part, there := f.sections[purposesPart].(map[string]any)
	if !there {
		return nil
	}
	delete(f.sections, purposesPart)
	var all map[string]purpose
	if err := strict(part, &all); err != nil {
		return fmt.Errorf("purposes: %w", err)
	}
	for name, p := range all {
		if err := p.check(name, f.Test); err != nil {
			return fmt.Errorf("purposes.%s: %w", name, err)
		}
	}
	f.purposes = all
	return nil
}

func (p purpose) check(name string, test bool) error {
	if !purposeName.MatchString(name) {
		return errors.New("a purpose is named by small letters, digits and -")
	}
	for language := range p.Title {
		if !slices.Contains(pg.Languages, language) {
			return fmt.Errorf("there is no language %q, want %v", language, pg.Languages)
		}
	}
	for _, address := range []string{p.Ask, p.Tell} {
		if address != "" {
			if err := checkShop(address, test); err != nil {
				return err
			}
		}
	}
	if p.Ask == "" && p.Tell == "" {
		return nil
	}
	if p.Secret.Empty() {
		return errors.New("secret is not set; the shop's system knows by it that HQ is asking, write env:NAME or file:PATH")
	}
	return webhook.CheckSecret(p.Secret.Reveal())
}

// checkShop reports whether an address can be the shop's system's.
func checkShop(address string, test bool) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return fmt.Errorf("%q is no address, want as in https://shop.example/may-pay", address)
	case u.Scheme == "https" || u.Scheme == "http" && test:
		return nil
	}
	return fmt.Errorf("%q is not protected: real money needs https", address)
}

// Purposes are what customers pay for: those of a list, and those of the file, which
// may have the shop's system asked and told.
func (f File) Purposes(usual map[string]map[string]string, client *http.Client) map[string]pg.Purpose {
	all := map[string]pg.Purpose{}
	for name, title := range usual {
		all[name] = pg.Purpose{Title: title}
	}
	for name, p := range f.purposes {
		title := p.Title
		if title == nil {
			title = usual[name]
		}
		all[name] = shop.Shop{Ask: p.Ask, Tell: p.Tell, Secret: p.Secret, HTTP: client}.Purpose(title)
	}
	return all
}
