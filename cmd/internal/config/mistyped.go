package config

import (
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// tellBad says what is wrong with a value, by the key that it was given to and
// what that wants. Where the text is no TOML at all, the decoder says it best.
func tellBad(bad *toml.DecodeError) string {
	said := strings.TrimPrefix(bad.Error(), "toml: ")
	wants := wanted(reflect.TypeFor[Config](), bad.Key())
	if wants == "" || !strings.HasPrefix(said, "cannot decode") {
		return said
	}
	return strings.Join(bad.Key(), ".") + ": want " + wants
}

// wanted returns what the setting under a key wants to be, or "" where there is
// no such setting.
func wanted(t reflect.Type, key []string) string {
	for t.Kind() == reflect.Slice {
		if len(key) == 0 {
			return "a list"
		}
		t = t.Elem()
	}
	if len(key) == 0 {
		return wantedOne(t.Kind())
	}
	if t.Kind() == reflect.Map {
		return wanted(t.Elem(), key[1:])
	}
	if t.Kind() != reflect.Struct {
		return ""
	}
	for i := range t.NumField() {
		if f := t.Field(i); strings.EqualFold(f.Tag.Get("toml"), key[0]) {
			return wanted(f.Type, key[1:])
		}
	}
	return ""
}

func wantedOne(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.String:
		return "a text in quotes"
	case reflect.Struct:
		return "a table"
	case reflect.Map: // ours hold texts, and the decoder names no key within
		return "a table of texts in quotes"
	}
	return ""
}
