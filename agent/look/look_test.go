package look

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
)

func TestGoodLook(t *testing.T) {
	t.Parallel()
	loud := 0.5
	good := Look{
		Theme:     &Theme{Accent: "#1a3a8f", OnAccent: "#ffffff", RadiusMM: 2.5, Logo: "/pictures/logo.png"},
		Attract:   []Attract{{Picture: "/pictures/summer-1.webp", Title: map[string]string{"ko": "여름", "en": "Summer"}, Seconds: 8, Price: 4000}},
		Texts:     map[string]map[string]string{"ja": {"idle.title": "いらっしゃいませ"}},
		Languages: []string{"ja", "en"}, Screen: &Physical{WidthMM: 344, HeightMM: 612, FloorMM: 800},
		Times: &Times{Still: 90, Warning: 20}, Sound: &Sound{Volume: &loud, SpeechURL: "https://tts.example.com/say"},
	}
	for _, l := range []Look{{}, good, {Theme: &Theme{}}, {Times: &Times{}}} {
		if err := l.Check(); err != nil {
			t.Errorf("%+v: %v", l, err)
		}
	}
}

func TestBadLook(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("가", maxText+1)
	for text, field := range map[string]string{
		`{"theme":{"accent":"blue"}}`:                                 "theme.accent",
		`{"theme":{"accent":"#12345g"}}`:                              "theme.accent",
		`{"theme":{"accent":"#ff8800"}}`:                              "theme.accent",
		`{"theme":{"on_accent":"#4cc9a4"}}`:                           "theme.on_accent",
		`{"theme":{"accent":"#0a5f4a;background:url(x)"}}`:            "theme.accent",
		`{"theme":{"radius_mm":13}}`:                                  "theme.radius_mm",
		`{"theme":{"logo":"https://evil.example/logo.png"}}`:          "theme.logo",
		`{"theme":{"logo":"/pictures/../api.png"}}`:                   "theme.logo",
		`{"theme":{"picture":"/pictures/a.svg"}}`:                     "theme.picture",
		`{"attract":[{"seconds":2}]}`:                                 "attract[0].seconds",
		`{"attract":[{},{"picture":"javascript:alert(1)"}]}`:          "attract[1].picture",
		`{"attract":[{"title":{"de":"Hallo"}}]}`:                      "attract[0].title",
		`{"attract":[{"price":-1}]}`:                                  "attract[0].price",
		`{"texts":{"xx":{"idle.title":"Hi"}}}`:                        "texts.xx",
		`{"texts":{"en":{"__proto__":"Hi"}}}`:                         "texts.en",
		`{"texts":{"en":{"idle.title":"<img src=x onerror=pay()>"}}}`: "texts.en.idle.title",
		`{"texts":{"en":{"idle.title":"` + long + `"}}}`:              "texts.en.idle.title",
		`{"texts":{"en":{"idle.title":" "}}}`:                         "texts.en.idle.title",
		`{"texts":{"en":{"idle.title":"a\u202eb"}}}`:                  "texts.en.idle.title",
		`{"languages":["ko","tlh"]}`:                                  "languages[1]",
		`{"languages":["ko","ko"]}`:                                   "languages[1]",
		`{"screen":{"width_mm":300}}`:                                 "screen",
		`{"screen":{"width_mm":3,"height_mm":5}}`:                     "screen.width_mm",
		`{"screen":{"floor_mm":-1}}`:                                  "screen.floor_mm",
		`{"times":{"warning":19}}`:                                    "times.warning",
		`{"times":{"still":5}}`:                                       "times.still",
		`{"times":{"receipt":5}}`:                                     "times.receipt",
		`{"sound":{"volume":1.1}}`:                                    "sound.volume",
		`{"sound":{"speech_url":"http://tts.example.com"}}`:           "sound.speech_url",
		`{"sound":{"speech_url":"https://me:pass@tts.example.com"}}`:  "sound.speech_url",
		`{"receipt":{"url":"//evil.example"}}`:                        "receipt.url",
	} {
		var l Look
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var named *Error
		if err := l.Check(); !errors.As(err, &named) || named.Field != field {
			t.Errorf("%s: %v, want %s to be blamed", text, err, field)
		}
	}
	nan := math.NaN()
	if err := (Look{Sound: &Sound{Volume: &nan}}).Check(); err == nil {
		t.Error("a volume that is no number")
	}
}

// TestRefusalNamesThePair: whoever chose the colour knows then what to change.
func TestRefusalNamesThePair(t *testing.T) {
	t.Parallel()
	err := Look{Theme: &Theme{Accent: "#4cc9a4"}}.Check()
	if want := "theme.accent: #4cc9a4 on #f7f7f4 (the ground) has a contrast of 1.91:1"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s…", err, want)
	}
}

// TestContrast holds the golden table, which the page's tests read as well.
func TestContrast(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/contrast.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		One, Other string
		Contrast   float64
	}
	if err := json.Unmarshal(text, &rows); err != nil || len(rows) == 0 {
		t.Fatal(len(rows), err)
	}
	for _, row := range rows {
		got, err := Contrast(row.One, row.Other)
		back, errBack := Contrast(row.Other, row.One)
		if err != nil || errBack != nil || math.Abs(got-row.Contrast) > 0.005 || got != back {
			t.Errorf("%s on %s: %.3f and %.3f, want %.2f (%v)", row.One, row.Other, got, back, row.Contrast, err)
		}
	}
}

// FuzzLook: whatever settings say, they are refused or mean the same when they are
// read again, and no text in them is markup.
func FuzzLook(f *testing.F) {
	f.Add(`{"theme":{"accent":"#0a5f4a"}}`)
	f.Add(`{"texts":{"en":{"idle.title":"Hello"}},"attract":[{"title":{"ko":"여름"}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var l Look
		if json.Unmarshal([]byte(text), &l) != nil || l.Check() != nil {
			return
		}
		said, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var again Look
		if err := errors.Join(json.Unmarshal(said, &again), again.Check()); err != nil {
			t.Fatalf("%s was good as %s and is not any more: %v", text, said, err)
		}
		for language, texts := range l.Texts {
			for name, text := range texts {
				if strings.ContainsAny(language+name+text, "<>") {
					t.Fatalf("%s.%s: %q", language, name, text)
				}
			}
		}
	})
}
