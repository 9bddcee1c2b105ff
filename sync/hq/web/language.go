package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

//go:embed strings/*.json
var translated embed.FS

// Languages are those in which the pages can be read. English is what they are
// written in.
var Languages = []string{"en", "ko"}

const languageCookie = "kioskhq-language"

// sentences are what is said in a language by the sentence, or the code, that
// stands in the pages. English has the codes alone.
var sentences = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range Languages {
		text, err := translated.ReadFile("strings/" + lang + ".json")
		var one map[string]string
		if err == nil {
			err = json.Unmarshal(text, &one)
		}
		if err != nil {
			panic(fmt.Sprintf("web: strings/%s.json: %v", lang, err)) // it is built in; a test reads it first
		}
		all[lang] = one
	}
	return all
})

// say says a sentence in a language.
func say(lang, sentence string, args ...any) string {
	if s, ok := sentences()[lang][sentence]; ok {
		sentence = s
	}
	if len(args) == 0 {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

func (v *visit) t(sentence string, args ...any) string { return say(v.lang, sentence, args...) }

// language is what a visitor chose, or else what the browser asks for.
func language(r *http.Request) string {
	if c, err := r.Cookie(languageCookie); err == nil && slices.Contains(Languages, c.Value) {
		return c.Value
	}
	for want := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(want), ";")
		tag, _, _ = strings.Cut(tag, "-")
		if slices.Contains(Languages, strings.ToLower(tag)) {
			return strings.ToLower(tag)
		}
	}
	return Languages[0]
}

// chooseLanguage keeps a choice and goes back.
func chooseLanguage(v *visit) error {
	to := v.r.URL.Query().Get("to")
	if !slices.Contains(Languages, to) {
		return errNoPage
	}
	http.SetCookie(v.w, &http.Cookie{Name: languageCookie, Value: to, Path: "/", MaxAge: 365 * 24 * 60 * 60, HttpOnly: true, Secure: v.Door.Secure(v.r), SameSite: http.SameSiteLaxMode})
	return v.then(local(v.r.URL.Query().Get("back")), "")
}

// local is a path on this site, or the first page: nobody is led away by a link.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
