package cmd_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kioskd/agent/settings"
	"kioskd/sync/thirdparty"
	"kioskd/sync/thirdparty/reader"
)

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestThirdPartyRequirements: docs/third-party.md walks the requirements, row by
// row, and names a test for each.
func TestThirdPartyRequirements(t *testing.T) {
	var want []string
	for _, g := range []struct {
		letter string
		rows   int
	}{{"A", 3}, {"B", 11}, {"C", 11}, {"D", 8}} {
		for i := range g.rows {
			want = append(want, fmt.Sprintf("%s%d", g.letter, i+1))
		}
	}
	want = append(want, "Z6")
	var got []string
	row := regexp.MustCompile("(?m)^\\| ([A-Z]\\d+) \"([^\\n]+)\" \\| ([^\\n]+) \\|$")
	for _, r := range row.FindAllStringSubmatch(page(t, "third-party.md"), -1) {
		got = append(got, r[1])
		if !testName.MatchString(r[3]) {
			t.Errorf("%s names no test", r[1])
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
}

// TestThirdPartyWords: the page tells every word of the contract and every setting,
// and its examples are what the program speaks.
func TestThirdPartyWords(t *testing.T) {
	text := page(t, "third-party.md")
	words := thirdparty.Contract()
	for _, word := range words {
		if !strings.Contains(text, "`"+word+"`") {
			t.Errorf("docs/third-party.md does not name %s", word)
		}
	}
	for _, name := range tomlNames(reflect.TypeFor[settings.ThirdParty]()) {
		if !strings.Contains(text, name+"`") {
			t.Errorf("docs/third-party.md does not name the setting %s", name)
		}
	}
	example := regexp.MustCompile("(?s)### `POST /upload-payment`\n\n```json\n(.*?)```").FindStringSubmatch(text)
	upload := map[string]any{}
	if err := json.Unmarshal([]byte(example[1]), &upload); err != nil {
		t.Fatal(err)
	}
	for field := range upload {
		if !slices.Contains(words, field) {
			t.Errorf("the example of an upload has %s, which is no word of the contract", field)
		}
	}
}

// tomlNames lists the settings of a struct; those of a struct within begin with a
// dot or with its name.
func tomlNames(of reflect.Type) (names []string) {
	for i := range of.NumField() {
		f := of.Field(i)
		switch name := f.Tag.Get("toml"); {
		case name == "-":
		case f.Type.Kind() == reflect.Struct:
			for _, inner := range tomlNames(f.Type) {
				names = append(names, "."+inner)
			}
		default:
			names = append(names, name)
		}
	}
	return names
}

// TestReaderModeFrame: the frame that docs/reader-mode.md shows is one.
func TestReaderModeFrame(t *testing.T) {
	shown := regexp.MustCompile(`(?m)^(4B 52 [0-9A-F ]+?)   `).FindStringSubmatch(page(t, "reader-mode.md"))
	if shown == nil {
		t.Fatal("no frame is shown")
	}
	b, err := hex.DecodeString(strings.ReplaceAll(shown[1], " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	var f reader.Frame
	if err := f.UnmarshalBinary(b); err != nil || f.Type != reader.Ack || f.Number != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}
