package settings

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/wire"
)

func TestGoodSettings(t *testing.T) {
	withBench(t, func(b *bench) {
		b.offer(offer(7, nil))
		b.tells("7 waiting, now 0; 7 applied, now 7; ")
		if b.Document().Version != 7 || b.Hashes().Healthy != "" || b.Hashes().Applied == "" {
			b.Errorf("in force: %d, hashes %+v", b.Document().Version, b.Hashes())
		}
		time.Sleep(61 * time.Second)
		b.tells("7 healthy, now 7; ")
		if h := b.Hashes(); h.Healthy != h.Offered || h.Healthy != h.Applied {
			b.Errorf("hashes %+v", h)
		}
		b.offer(offer(7, nil)) // HQ asks again
		b.tells("7 healthy, now 7; ")
	})
}

// TestBadSettings: what makes the pad worse is gone within ten seconds, and HQ
// hears why.
func TestBadSettings(t *testing.T) {
	withBench(t, func(b *bench) {
		b.offer(offer(7, port("good")))
		time.Sleep(61 * time.Second)
		b.story()
		b.offer(offer(8, port("bad")))
		time.Sleep(10 * time.Second)
		if r := b.last(); r.Field != "pad" || !strings.Contains(r.Reason, "does not answer") {
			b.Errorf("result %+v", r)
		}
		b.tells("8 waiting, now 7; 8 applied, now 8; 8 rolled-back, now 7; ")
		if b.pad.now() != "good" || b.Document().Version != 7 {
			b.Errorf("port %s, document %d", b.pad.now(), b.Document().Version)
		}
		b.offer(offer(8, port("bad"))) // HQ offers it again
		b.tells("8 rolled-back, now 7; ")
		b.offer(offer(9, port("good")))
		time.Sleep(61 * time.Second)
		b.tells("9 waiting, now 7; 9 applied, now 9; 9 healthy, now 9; ")
	})
}

// TestSickBefore: what did not work before does not count against new settings.
func TestSickBefore(t *testing.T) {
	withBench(t, func(b *bench) {
		b.pad.sick = true
		b.offer(offer(7, nil))
		time.Sleep(61 * time.Second)
		b.tells("7 waiting, now 0; 7 applied, now 7; 7 healthy, now 7; ")
	})
}

func TestRefusedSettings(t *testing.T) {
	withBench(t, func(b *bench) {
		b.offer(offer(7, nil))
		time.Sleep(61 * time.Second)
		b.story()
		other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
		good := offer(8, nil)
		foreign := good
		foreign.Key, foreign.Signature = wire.KeyName(public(other)), wire.Sign(other, wire.PurposeSettings, good.Document)
		forged := good
		forged.Signature = wire.Sign(other, wire.PurposeSettings, good.Document)
		misused := good
		misused.Signature = wire.Sign(signer, wire.PurposeUpdate, good.Document)
		renumbered := good
		renumbered.Version = 9
		for name, refused := range map[string]struct {
			offer wire.Settings
			field string
		}{
			"another key":          {foreign, ""},
			"a forged signature":   {forged, ""},
			"a misused signature":  {misused, ""},
			"another number":       {renumbered, "version"},
			"an old one":           {offer(6, nil), "version"},
			"another of that name": {offer(7, port("good")), "version"},
			"another kiosk's":      {offer(8, func(d *Document) { d.For = []string{"kiosk-2"} }), "for"},
			"nobody's":             {offer(8, func(d *Document) { d.For = nil }), "for"},
			"what the pad refuses": {offer(8, port("refused")), "pad.port"},
			"unknown settings":     {offerOf(8, []byte(`{"version":8,"for":["*"],"colour":"blue"}`)), ""},
			"a wrong type":         {offerOf(8, []byte(`{"version":8,"for":["*"],"limits":{"void_each":"9"}}`)), "limits.void_each"},
			"no JSON":              {offerOf(8, []byte(`{`)), ""},
			"two documents":        {offerOf(8, []byte(`{"version":8,"for":["*"]} {}`)), ""},
			"a bad hour":           {offerOf(8, []byte(`{"version":8,"for":["*"],"hours":[{"day":"mon","open":"9","close":"10:00"}]}`)), "hours[0].open"},
			"a pattern":            {offerOf(8, []byte(`{"version":8,"for":["*"],"access":["*.example.com"]}`)), "access[0]"},
			"a bad key":            {offerOf(8, []byte(`{"version":8,"for":["*"],"operators":["AAAA"]}`)), "operators[0]"},
			"nothing to sell":      {offerOf(8, []byte(`{"version":8,"for":["*"],"catalogue":{"currency":"KRW","items":[]}}`)), "catalogue"},
		} {
			b.offer(refused.offer)
			if r := b.last(); r.State != wire.SettingsRefused || r.Field != refused.field || r.Reason == "" || r.Now != 7 {
				b.Errorf("%s: %+v, want a refusal of field %q", name, r, refused.field)
			}
		}
		if len(b.pad.applied) != 1 {
			b.Errorf("applied %v", b.pad.applied)
		}
	})
}

// TestOpenPayment: nothing is applied while a payment is open; a newer document
// then takes the place of the one that waits.
func TestOpenPayment(t *testing.T) {
	withBench(t, func(b *bench) {
		<-b.busy
		b.offer(offer(7, nil))
		time.Sleep(time.Hour)
		b.tells("7 waiting, now 0; ")
		b.busy <- struct{}{}
		time.Sleep(61 * time.Second)
		b.tells("7 applied, now 7; 7 healthy, now 7; ")
	})
}

// TestApplyFails: a part that cannot take what it agreed to costs nothing.
func TestApplyFails(t *testing.T) {
	withBench(t, func(b *bench) {
		b.offer(offer(7, port("fails")))
		b.tells("7 waiting, now 0; 7 rolled-back, now 0; ")
		if b.pad.now() != "good" {
			b.Errorf("port %s", b.pad.now())
		}
	})
}

// TestDisk: without a disk nothing new is applied, and a bad document goes all
// the same.
func TestDisk(t *testing.T) {
	withBench(t, func(b *bench) {
		full := errors.New("disk full")
		b.vault.breaks(full)
		b.offer(offer(7, nil))
		b.tells("7 refused, now 0; ")
		b.vault.breaks(nil)
		b.offer(offer(8, port("bad")))
		b.vault.breaks(full)
		time.Sleep(10 * time.Second)
		b.tells("8 waiting, now 0; 8 applied, now 8; 8 rolled-back, now 0; ")
		if b.pad.now() != "good" || b.Document().Version != 0 {
			b.Errorf("port %s, document %d", b.pad.now(), b.Document().Version)
		}
		b.vault.breaks(nil)
		time.Sleep(noteAgain + 2*time.Second)
		if d, err := InForce(b.vault, public(signer)); d.Version != 0 || err != nil {
			b.Errorf("on a disk that works again: %d, %v", d.Version, err)
		}
	})
}

// TestDiskInWatch: settings that work count once the disk takes that they do.
func TestDiskInWatch(t *testing.T) {
	withBench(t, func(b *bench) {
		b.offer(offer(7, nil))
		b.vault.breaks(errors.New("disk full"))
		time.Sleep(2 * time.Minute)
		b.tells("7 waiting, now 0; 7 applied, now 7; ")
		b.vault.breaks(nil)
		time.Sleep(noteAgain + 2*time.Second)
		b.tells("7 healthy, now 7; ")
		if h := b.Hashes(); h.Healthy != h.Applied {
			b.Errorf("hashes %+v", h)
		}
	})
}

// TestRestart: a kiosk goes on where it was.
func TestRestart(t *testing.T) {
	withBench(t, func(b *bench) {
		<-b.busy
		b.offer(offer(7, nil))
		b.restart()
		b.busy <- struct{}{}
		synctest.Wait()
		b.tells("7 waiting, now 0; 7 applied, now 7; ")
		b.restart()
		if b.Document().Version != 7 {
			b.Errorf("in force after a restart: %d", b.Document().Version)
		}
		time.Sleep(61 * time.Second)
		b.tells("7 healthy, now 7; ")
		b.restart()
		time.Sleep(time.Hour)
		b.tells("")
		if r, ok := b.Result(); !ok || r.State != wire.SettingsHealthy {
			b.Errorf("result %+v", r)
		}
	})
}

// TestRestartInWatch: a restart does not make bad settings good: that the part had
// worked before them is remembered. There is more patience with a kiosk that has
// just been started, and none is needed for what did not work before.
func TestRestartInWatch(t *testing.T) {
	withBench(t, func(b *bench) {
		b.offer(offer(7, port("good")))
		time.Sleep(61 * time.Second)
		b.offer(offer(8, port("bad")))
		time.Sleep(2 * time.Second)
		b.restart()
		b.story()
		time.Sleep(4 * time.Minute)
		b.tells("")
		time.Sleep(2 * time.Minute)
		b.tells("8 rolled-back, now 7; ")

		b.pad.sick = true
		b.offer(offer(9, port("good")))
		time.Sleep(2 * time.Second)
		b.restart()
		b.story()
		time.Sleep(61 * time.Second)
		b.tells("9 healthy, now 9; ")
	})
}

func (b *bench) restart() {
	b.Helper()
	b.stop()
	b.start()
}

// TestDeadlySettings: a kiosk that dies of its settings comes back without them.
func TestDeadlySettings(t *testing.T) {
	withBench(t, func(b *bench) {
		b.offer(offer(7, nil))
		time.Sleep(61 * time.Second)
		b.offer(offer(8, nil))
		for range maxStarts {
			b.restart()
			if b.Document().Version != 8 {
				b.Fatalf("in force: %d", b.Document().Version)
			}
		}
		b.restart()
		if r, _ := b.Result(); b.Document().Version != 7 || r.State != wire.SettingsRolledBack || r.Version != 8 || r.Now != 7 {
			b.Errorf("in force: %d, result %+v", b.Document().Version, r)
		}
	})
}

// TestAnotherKey: documents that were signed by a key that is not trusted any
// more are not in force after a restart.
func TestAnotherKey(t *testing.T) {
	withBench(t, func(b *bench) {
		b.offer(offer(7, nil))
		time.Sleep(61 * time.Second)
		other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
		m, err := Open(Options{Kiosk: "kiosk-1", Key: public(other), Vault: b.vault, Idle: b.idle, Tell: b.tell})
		if err != nil || m.Document().Version != 0 {
			b.Errorf("%v, in force: %d", err, m.Document().Version)
		}
		if r, ok := m.Result(); !ok || r.State != wire.SettingsRolledBack || !strings.Contains(r.Reason, "signature") {
			b.Errorf("result %+v", r)
		}
	})
}
