package wiretest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// volatile are fields that differ between two runs or two versions without
// anybody minding: clocks, sentences for people, names of versions, what a later
// version can do more.
var volatile = map[string]bool{
	"time": true, "at": true, "reason": true, "agent": true, "capabilities": true, "clock": true, "limits": true,
	"state": true, "within_ms": true, "waiting": true, "pad": true, "settings": true,
}

// Covers reports what a message of today lacks of what a golden one says: every
// field must be there with the same value, volatile ones with any; more fields
// may be. Further lines must be the same bytes.
func Covers(golden, today []byte) error {
	want, wantLines, _ := bytes.Cut(golden, []byte("\n"))
	got, gotLines, _ := bytes.Cut(today, []byte("\n"))
	if !bytes.Equal(wantLines, gotLines) {
		return fmt.Errorf("lines %q, want %q", gotLines, wantLines)
	}
	var w, g map[string]any
	if err := json.Unmarshal(want, &w); err != nil {
		return fmt.Errorf("golden header: %w", err)
	}
	if err := json.Unmarshal(got, &g); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	return covers("", w, g)
}

func covers(at string, want, got any) error {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			return fmt.Errorf("%s is no object any more", at)
		}
		return coversFields(at, want, got)
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(want) {
			return fmt.Errorf("%s is no list of %d any more", at, len(want))
		}
		for i := range want {
			if err := covers(fmt.Sprintf("%s[%d]", at, i), want[i], got[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Errorf("%s is %v, want %v", at, got, want)
	}
	return nil
}

func coversFields(at string, want, got map[string]any) error {
	for name, w := range want {
		g, has := got[name]
		if !has {
			return fmt.Errorf("%s.%s is missing", at, name)
		}
		if reflect.TypeOf(w) != reflect.TypeOf(g) {
			return fmt.Errorf("%s.%s is %T, was %T", at, name, g, w)
		}
		if volatile[name] {
			continue
		}
		if err := covers(at+"."+name, w, g); err != nil {
			return err
		}
	}
	return nil
}
