package main

import (
	"crypto/rand"
	"fmt"

	"kioskd/cmd/internal/kioskapp"
)

type enrollCmd struct {
	HQ    string `help:"HQ's address, as in wss://hq.example.com/sync; the one in the configuration if left out." name:"hq" placeholder:"URL"`
	Code  string `help:"One-time code from HQ, as in ABCD-EFGH-JKMN." required:""`
	Again bool   `help:"Replace the identity that this kiosk has."`
	JSON  bool   `help:"Print JSON." name:"json"`
}

// Run makes this kiosk known at HQ by a key of its own.
func (c enrollCmd) Run(t *terminal) error {
	conf, err := t.load()
	if err != nil {
		return err
	}
	if c.HQ == "" {
		c.HQ = conf.HQ.URL
	}
	if c.HQ == "" {
		return fmt.Errorf("no HQ is configured: name it with --hq, and set hq.url in the configuration")
	}
	books, err := kioskapp.MakeBooks(kioskapp.Options{Config: conf, Credentials: t.getenv("CREDENTIALS_DIRECTORY"), Verify: verifyInChild})
	if err != nil {
		return err
	}
	id, err := books.Enrol(t.ctx, c.HQ, c.Code, c.Again, rand.Reader)
	if err == nil {
		err = books.Close()
	} else {
		_ = books.Close() // why it was not enrolled says more
	}
	if err != nil {
		return err
	}
	return c.print(t, id, conf.Kiosk.ID, conf.HQ.URL)
}

func (c enrollCmd) print(t *terminal, id kioskapp.Identity, configured, url string) error {
	if c.JSON {
		return t.json(map[string]any{"kiosk": id.Kiosk, "key": id.KeyName(), "hq": id.HQ, "settings_key": len(id.SettingsKey) > 0})
	}
	text := fmt.Sprintf("enrolled at %s as %s, with key %s\n", id.HQ, id.Kiosk, id.KeyName())
	if len(id.SettingsKey) == 0 {
		text += "HQ named no key that signs settings: this kiosk takes none from it\n"
	}
	if configured != id.Kiosk {
		text += fmt.Sprintf("next: set kiosk.id = %q in the configuration\n", id.Kiosk)
	}
	if url != id.HQ {
		text += fmt.Sprintf("next: set hq.url = %q in the configuration\n", id.HQ)
	}
	_, err := fmt.Fprint(t.out, text)
	return err
}
