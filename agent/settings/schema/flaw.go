package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"kioskd/agent/settings"
)

// Flaw is one thing that every kiosk would refuse in a document.
type Flaw struct {
	Line  int    // from 1; 0 where the line is not known
	Field string // as in hours[0].day; may be empty
	Says  string
}

// Flaws reads a document as a kiosk does, and returns what is wrong with it.
func Flaws(document []byte) (all []Flaw) {
	_, err := settings.Parse(document)
	at := places(document)
	for _, err := range apart(err) {
		all = append(all, flaw(document, at, err))
	}
	return all
}

// apart takes joined errors apart.
func apart(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		if err == nil {
			return nil
		}
		return []error{err}
	}
	for _, e := range joined.Unwrap() {
		all = append(all, apart(e)...)
	}
	return all
}

func flaw(document []byte, at map[string]int64, err error) Flaw {
	f := Flaw{Says: err.Error()}
	var named *settings.Error
	if errors.As(err, &named) {
		f.Field, f.Says = named.Field, named.Err.Error()
	}
	if offset, ok := offsetOf(document, at, f, err); ok {
		f.Line = 1 + bytes.Count(document[:min(int(offset), len(document))], []byte{'\n'})
	}
	return f
}

// unknown is how the decoder says that it does not know a setting.
var unknown = regexp.MustCompile(`unknown field "([^"]+)"`)

// offsetOf finds the byte that an error is about.
func offsetOf(document []byte, at map[string]int64, f Flaw, err error) (int64, bool) {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return syntax.Offset, true
	case strings.Contains(f.Says, "unexpected EOF"):
		return int64(len(document)), true
	case errors.As(json.Unmarshal(document, &settings.Document{}), &kind):
		return kind.Offset, true // with a path that says nothing of the place in lists
	}
	if m := unknown.FindStringSubmatch(f.Says); m != nil {
		return last(at, m[1])
	}
	return nearest(at, f.Field)
}

// last finds a setting by the end of its path.
func last(at map[string]int64, name string) (first int64, found bool) {
	for path, offset := range at {
		if (path == name || strings.HasSuffix(path, "."+name)) && (!found || offset < first) {
			first, found = offset, true
		}
	}
	return first, found
}

// nearest finds a setting, or the section where it is missing.
func nearest(at map[string]int64, path string) (int64, bool) {
	for path != "" {
		if offset, ok := at[path]; ok {
			return offset, true
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return 0, false
}
