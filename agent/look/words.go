package look

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the length of the longest text, in characters.
const maxText = 300

// maxTexts is the most sentences that a shop says differently in one language.
const maxTexts = 500

var textPath = regexp.MustCompile(`^[a-z][A-Za-z0-9]{0,40}(\.[A-Za-z0-9]{1,40}){0,4}$`)

func (l Look) checkTexts() error {
	for language, texts := range l.Texts {
		field := "texts." + language
		if err := checkLanguage(field, language); err != nil {
			return err
		}
		if len(texts) > maxTexts {
			return blame(field, fmt.Errorf("%d texts, at most %d", len(texts), maxTexts))
		}
		for name, text := range texts {
			if !textPath.MatchString(name) {
				return blame(field, fmt.Errorf("%q is not the name of a text, as in idle.title", name))
			}
			if err := checkText(text, maxText); err != nil {
				return blame(field+"."+name, err)
			}
		}
	}
	return nil
}

func checkWords(field string, words map[string]string, most int) error {
	for language, text := range words {
		if err := checkLanguage(field, language); err != nil {
			return err
		}
		if err := checkText(text, most); err != nil {
			return blame(field+"."+language, err)
		}
	}
	return nil
}

// checkText lets plain text pass. The page shows all text as text; a tag in it is
// a mistake of somebody who hopes for more.
func checkText(text string, most int) error {
	switch {
	case !utf8.ValidString(text):
		return errors.New("is not UTF-8")
	case strings.TrimSpace(text) == "":
		return errors.New("says nothing; leave it out for the standard's words")
	case utf8.RuneCountInString(text) > most:
		return fmt.Errorf("has %d characters, at most %d fit", utf8.RuneCountInString(text), most)
	case strings.ContainsAny(text, "<>"):
		return errors.New("has < or > in it, and the screen shows plain text only")
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }):
		return errors.New("has control characters in it")
	}
	return nil
}

func checkLanguage(field, language string) error {
	if !slices.Contains(Languages, language) {
		return blame(field, fmt.Errorf("the screen does not speak %q, it speaks: %s", language, strings.Join(Languages, ", ")))
	}
	return nil
}
