package ui_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	esbuild "github.com/evanw/esbuild/pkg/api"
	"github.com/google/go-cmp/cmp"
)

const galleryPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>gallery</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="app.css"><script type="module" src="gallery.js"></script></head>
<body><div id="app"><div id="kiosk" class="kiosk"></div></div></body></html>`

// gallery serves every template by itself, built from the page's sources.
func gallery(t *testing.T) finger {
	t.Helper()
	root, err := filepath.Abs("web")
	if err != nil {
		t.Fatal(err)
	}
	built := esbuild.Build(esbuild.BuildOptions{
		AbsWorkingDir: root, EntryPoints: []string{"src/gallery/index.tsx"}, Bundle: true, Format: esbuild.FormatESModule, Target: esbuild.ES2022,
	})
	if len(built.Errors) > 0 {
		t.Fatal(built.Errors)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(galleryPage)) })
	mux.HandleFunc("/gallery.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(built.OutputFiles[0].Contents)
	})
	mux.Handle("/fonts/", http.StripPrefix("/fonts/", http.FileServer(http.Dir("web/fonts"))))
	mux.Handle("/", http.FileServer(http.Dir("dist")))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	f := browserFor(t, door{T: t}, 40*time.Minute)
	f.still()
	f.do(chromedp.Navigate(server.URL), chromedp.Poll(`window.gallery !== undefined`, nil))
	return f
}

// TestBrowserTemplates: every template in every language, mode and size in pairs,
// measured as the screens are, and nothing that axe-core objects to.
func TestBrowserTemplates(t *testing.T) {
	t.Parallel()
	f := gallery(t)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	f.do(chromedp.Evaluate(string(axe), nil), chromedp.Evaluate(`gallery.names`, &names))
	ways := keys(modes)
	for _, row := range rows(len(names), len(tongues), len(ways), len(sizes)) {
		s := standing{names[row[0]], tongues[row[1]], ways[row[2]], sizes[row[3]]}
		show := fmt.Sprintf(`gallery.show(%q, %q, {%s})`, s.screen, s.language, modes[s.mode])
		f.do(chromedp.EmulateViewport(s.size[0], s.size[1]), chromedp.Evaluate(show, nil), chromedp.Evaluate(`new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))`, nil, awaited))
		f.measure(s.String(), s.mode)
		if s.screen != "toast" {
			f.askAxe(s.String())
		}
	}
}

// TestBrowserStrings: every language says everything, in its own letters.
func TestBrowserStrings(t *testing.T) {
	t.Parallel()
	f := gallery(t)
	var tables map[string]map[string]string
	f.do(chromedp.Evaluate(`gallery.strings()`, &tables))
	foreign := map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`[\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}]`),
		"ko": regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}]`),
		"ja": regexp.MustCompile(`\p{Hangul}`),
		"zh": regexp.MustCompile(`[\p{Hangul}\p{Hiragana}\p{Katakana}]`),
	}
	for language, table := range tables {
		if diff := cmp.Diff(keys(tables["en"]), keys(table)); diff != "" {
			t.Errorf("%s (-en +%s):\n%s", language, language, diff)
		}
		for path, text := range table {
			if strings.TrimSpace(text) == "" || foreign[language].MatchString(text) {
				t.Errorf("%s, %s: %q", language, path, text)
			}
		}
	}
}

// TestBrowserContrast: the page counts contrast as the agent does, which refuses
// the themes that nobody can read.
func TestBrowserContrast(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../agent/look/testdata/contrast.json")
	if err != nil {
		t.Fatal(err)
	}
	var table []struct {
		One, Other string
		Contrast   float64
	}
	if err := json.Unmarshal(raw, &table); err != nil {
		t.Fatal(err)
	}
	f := gallery(t)
	for _, row := range table {
		var got float64
		f.do(chromedp.Evaluate(fmt.Sprintf(`gallery.contrast(%q, %q)`, row.One, row.Other), &got))
		if math.Abs(got-row.Contrast) > 0.01 {
			t.Errorf("%s on %s: %.2f, want %.2f", row.One, row.Other, got, row.Contrast)
		}
	}
}

// TestBrowserHangul: letters join into syllables as on any Korean keyboard.
func TestBrowserHangul(t *testing.T) {
	t.Parallel()
	f := gallery(t)
	for keys, want := range map[string]string{
		"ㅇㅏㄴㄴㅕㅇ": "안녕", "ㄱㅏㅂㅅㅣ": "갑시", "ㄷㅏㄹㄱㅇㅣ": "닭이", "ㄷㅏㄹㄱㅣ": "달기", "ㅇㅗㅏㅇ": "왕", "ㄲㅏㅉㅏ": "까짜",
		"ㅎㅏㄴ1": "한1", "ㅏㅏ": "ㅏㅏ", "ㄱㄱ": "ㄱㄱ", "ㅁㅜㅓㅇㅑ": "뭐야", "ㅇㅡㅣㅈㅏ": "의자", "kㅏ": "kㅏ",
	} {
		var got string
		f.do(chromedp.Evaluate(fmt.Sprintf(`gallery.compose([...%q])`, keys), &got))
		if got != want {
			t.Errorf("%s: %s, want %s", keys, got, want)
		}
	}
}
