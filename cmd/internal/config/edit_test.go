package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEdit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, key, value, want string }{
		{"an empty file", "", "hq.url", "wss://hq.example/sync", "\n[hq]\nurl = \"wss://hq.example/sync\"\n"},
		{"a value of the top", "# mine\n[pad]\nport = \"COM4\"\n", "data", "/srv/k", "data = \"/srv/k\"\n# mine\n[pad]\nport = \"COM4\"\n"},
		{"yes", "[pad]\nport = \"COM4\"\n", "test_mode", "true", "test_mode = true\n[pad]\nport = \"COM4\"\n"},
		{"no", "test_mode = true\n", "test_mode", "false", "test_mode = false\n"},
		{"what is there", "[pad]\nport = \"COM4\" # left\n[hq]\nurl = \"\"\n", "pad.port", "COM5", "[pad]\nport = \"COM5\"\n[hq]\nurl = \"\"\n"},
		{"beside others", "[hq]\nmetered = true\n", "hq.url", "wss://a/b", "[hq]\nurl = \"wss://a/b\"\nmetered = true\n"},
		{"a last line without an end", "[kiosk]\nid = \"k\"", "kiosk.serial", "7", "[kiosk]\nserial = \"7\"\nid = \"k\"\n"},
		{"a comment that looks alike", "[hq]\n# url = \"x\"\n", "hq.url", "wss://a/b", "[hq]\nurl = \"wss://a/b\"\n# url = \"x\"\n"},
	} {
		got, err := Edit([]byte(test.text), test.key, test.value)
		if diff := cmp.Diff(test.want, string(got)); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", test.name, err, diff)
		}
	}
}

func TestEditRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[hq\n":                        "line 1",
		"hq = { url = \"wss://a/b\" }": "set hq.url by hand",
		"hq.url = \"wss://a/b\"\n":     "set hq.url by hand",
	} {
		if got, err := Edit([]byte(text), "hq.url", "wss://c/d"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q became %q, %v; want %q", text, got, err, want)
		}
	}
}

// FuzzEdit: what Edit returns reads back with the value, or it refuses.
func FuzzEdit(f *testing.F) {
	f.Add([]byte("[pad]\nport = \"COM4\"\n"), "COM5")
	f.Add([]byte("x = \"\"\"\n[pad]\n\"\"\"\n"), "a\"b\\c")
	f.Add([]byte("[pad] # x\nport = 'a' # b\n[[catalogue.items]]\n"), "\u2028\x01")
	f.Fuzz(func(t *testing.T, text []byte, value string) {
		edited, err := Edit(text, "pad.port", value)
		if err != nil {
			return
		}
		if c, err := Parse(edited); err != nil || c.Pad.Port != value {
			t.Errorf("%q with %q: %q, %v", text, value, c.Pad.Port, err)
		}
	})
}
