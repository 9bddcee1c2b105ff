package settings

import (
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/agent/look"
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// sample is a document with every section.
func sample(version uint64) Document {
	return Document{
		Version: version, For: []string{"kiosk-1", "kiosk-2"},
		Store: &pay.Store{ID: "s", Name: "Store"},
		Catalogue: &agent.Catalogue{Currency: pay.KRW, VAT: 10, Items: []agent.Item{
			{ID: "latte", Name: map[string]string{"en": "Latte", "ko": "라떼"}, Price: 4500, Tax: pay.Taxed},
			{ID: "book", Name: map[string]string{"en": "Book"}, Price: 12000, Tax: pay.TaxFree},
		}},
		Methods: []string{"card"}, Pad: &Pad{Driver: "smartro", Port: "good"},
		Screen: &Screen{Look: look.Look{Languages: []string{"ko", "en"}, Texts: map[string]map[string]string{"en": {"welcome": "Hello"}}}},
		Access: []string{"shop.example.com", "shop.example.com:8443"},
		Limits: &Limits{VoidEach: 50000, VoidPerDay: 200000, Request: 100000},
		Hours:  []Hours{{Day: "mon", Open: "09:00", Close: "22:00"}, {Day: "sat", Open: "18:00", Close: "02:00"}},
		Log:    &Log{Level: "info"},

		Operators: []string{base64.RawURLEncoding.EncodeToString(public(signer))},
	}
}

// mutate changes the text of a document at a few places.
func mutate(r *rand.Rand, text []byte) []byte {
	snippets := []string{"null", "-1", "99999999999999999999", `""`, "{}", "[]", `"bad"`, `"refused"`, `"fails"`, "true", ",", "1e9"}
	for range 1 + r.IntN(3) {
		at := r.IntN(len(text))
		switch r.IntN(4) {
		case 0:
			text[at] = byte(r.IntN(256))
		case 1:
			text = append(text[:at:at], text[at+1:]...)
		case 2:
			text = append(append(append([]byte{}, text[:at]...), snippets[r.IntN(len(snippets))]...), text[at:]...)
		case 3:
			text = replaceValue(r, text, snippets[r.IntN(len(snippets))])
		}
	}
	return text
}

// replaceValue puts something else in the place of one value.
func replaceValue(r *rand.Rand, text []byte, with string) []byte {
	var colons []int
	for i, c := range text {
		if c == ':' && i+1 < len(text) {
			colons = append(colons, i+1)
		}
	}
	if len(colons) == 0 {
		return text
	}
	from := colons[r.IntN(len(colons))]
	to := from
	for to < len(text) && text[to] != ',' && text[to] != '}' {
		to++
	}
	return append(append(append([]byte{}, text[:from]...), with...), text[to:]...)
}

// TestMutatedSettings: whatever is offered, what is in force is a document that
// was judged good, the sale goes on, and what does not work is gone within ten
// seconds.
func TestMutatedSettings(t *testing.T) {
	withBench(t, func(b *bench) {
		const seed, documents = 20261121, 1000
		r := rand.New(rand.NewPCG(seed, 0))
		good, refused, back := 0, 0, 0
		for version := uint64(1); version <= documents; version++ {
			d := sample(version)
			if r.IntN(4) == 0 {
				d.Pad.Port = []string{"bad", "fails", "refused"}[r.IntN(3)]
			}
			text, err := json.Marshal(d)
			if err != nil {
				b.Fatal(err)
			}
			if r.IntN(8) > 3 {
				text = mutate(r, text)
			}
			b.offer(offerOf(version, text))
			time.Sleep(10 * time.Second)
			if b.pad.now() != "good" && b.pad.Healthy(b.Context()) != nil {
				b.Fatalf("seed %d, document %d: the pad has been dead for 10 s", seed, version)
			}
			time.Sleep(time.Minute)
			switch b.last().State {
			case wire.SettingsHealthy:
				good++
			case wire.SettingsRefused:
				refused++
			case wire.SettingsRolledBack:
				back++
			default:
				b.Fatalf("seed %d, document %d: %+v", seed, version, b.last())
			}
			if now := b.Document(); b.last().Now != now.Version {
				b.Fatalf("document %d: %d in force, HQ was told %d", version, now.Version, b.last().Now)
			}
			b.story()
		}
		b.Logf("%d documents: %d healthy, %d refused, %d rolled back", documents, good, refused, back)
		if good == 0 || refused == 0 || back == 0 {
			b.Error("one of the ways was never taken")
		}
	})
}

func FuzzParse(f *testing.F) {
	text, err := json.Marshal(sample(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"for":["*"],"limits":{"void_each":-1}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := Parse(text)
		if err != nil {
			return
		}
		again, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(again); err != nil {
			t.Errorf("what was read cannot be read again: %v", err)
		}
		IsOpen(d.Hours, time.Now())
	})
}

func TestIsOpen(t *testing.T) {
	t.Parallel()
	hours := []Hours{{"mon", "09:00", "22:00"}, {"sat", "18:00", "02:00"}, {"sun", "20:00", "24:00"}}
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for offset, want := range map[time.Duration]bool{
		8*time.Hour + 59*time.Minute: false, 9 * time.Hour: true, 22 * time.Hour: false,
		-1 * time.Minute: true, -5 * time.Hour: false, // Sunday evening
		-31 * time.Hour: false, -30 * time.Hour: true, -23 * time.Hour: true, -22 * time.Hour: false, // Saturday night
	} {
		if got := IsOpen(hours, monday.Add(offset)); got != want {
			t.Errorf("%s: open %v, want %v", monday.Add(offset).Format("Mon 15:04"), got, want)
		}
	}
	if !IsOpen(nil, monday) {
		t.Error("no hours are always open")
	}
}
