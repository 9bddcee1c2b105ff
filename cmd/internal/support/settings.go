package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"kioskd/cmd/internal/mask"
)

// configuration tells what the kiosk is set to. Of the catalogue it tells how long it
// is, of people nothing.
func (v *visit) configuration(_ context.Context, w io.Writer) error {
	shown := map[string]any{"file": v.File, "environment": ours(v.Env)}
	text, err := json.Marshal(v.Config)
	var all map[string]any
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	all["catalogue"] = map[string]any{"currency": v.Config.Catalogue.Currency, "items": len(v.Config.Catalogue.Items)}
	shown["settings"] = hide(all)
	return errors.Join(v.ConfigErr, asJSON(w, shown))
}

// ofPeople are the settings that tell of a person.
var ofPeople = []string{"representative", "address", "user"}

// hide hides the values of settings that may be secret.
func hide(value any) any {
	switch in := value.(type) {
	case map[string]any:
		for name, inside := range in {
			if text, isText := inside.(string); isText && text != "" && private(name) {
				in[name] = mask.Hidden
			} else {
				in[name] = hide(inside)
			}
		}
	case []any:
		for i := range in {
			in[i] = hide(in[i])
		}
	}
	return value
}

func private(name string) bool {
	for _, p := range ofPeople {
		if name == p {
			return true
		}
	}
	return mask.Secret(name)
}

// secrets are those that this kiosk has in files, as far as they can be read. Those
// that cannot be read here cannot get into a bundle from here either.
func (k Kiosk) secrets() (all []string) {
	c := k.Config
	files := []string{c.HQ.TokenFile, c.Controller.TokenFile, c.Staff.TokenFile, c.Screen.TokenFile, c.ThirdParty.SignIn.SecretFile}
	for _, f := range append(files, k.inData()...) {
		if f == "" {
			continue
		}
		if text, err := os.ReadFile(f); err == nil && len(text) < 1<<16 {
			all = append(all, insides(text)...)
		}
	}
	if s := c.ThirdParty.SignIn.Secret.Reveal(); s != "" {
		all = append(all, s)
	}
	return all
}

// inData are the files of the data folder that hold nothing but secrets.
func (k Kiosk) inData() (files []string) {
	root, err := os.ReadDir(k.Config.Data)
	if err != nil {
		return nil // its own part says so
	}
	for _, f := range root {
		if name := f.Name(); f.Type().IsRegular() && (name == "control.json" || strings.Contains(name, ".key")) {
			files = append(files, k.Config.Data+string(os.PathSeparator)+name)
		}
	}
	return files
}

// insides returns a file's text, and where it is JSON, every text in it.
func insides(text []byte) []string {
	all := []string{string(text), strings.TrimSpace(string(text))}
	var value map[string]any
	if json.Unmarshal(text, &value) != nil {
		return all
	}
	for name, inside := range value {
		if s, ok := inside.(string); ok && name != "address" {
			all = append(all, s)
		}
	}
	return all
}
