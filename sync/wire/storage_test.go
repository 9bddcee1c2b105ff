package wire_test

import (
	"strings"
	"testing"

	"kioskd/sync/wire"
)

func TestStorageAsk(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	long := strings.Repeat("k", 257)
	for _, c := range []struct {
		ask  wire.StorageAsk
		good bool
	}{
		{wire.StorageAsk{Do: "put", App: "menu", Key: "table", Value: text("12")}, true},
		{wire.StorageAsk{Do: "put", App: "menu", Key: "table"}, true},
		{wire.StorageAsk{Do: "put", App: "_screen", Key: "a", Value: text("")}, true},
		{wire.StorageAsk{Do: "list", App: "menu"}, true},
		{wire.StorageAsk{Do: "list", App: "menu", After: "table"}, true},
		{wire.StorageAsk{Do: "list", App: "menu", Key: "table"}, false},
		{wire.StorageAsk{Do: "put", App: "menu"}, false},
		{wire.StorageAsk{Do: "put", App: "menu", Key: "a", After: "b"}, false},
		{wire.StorageAsk{Do: "put", App: "../up", Key: "a"}, false},
		{wire.StorageAsk{Do: "put", App: "menu", Key: long}, false},
		{wire.StorageAsk{Do: "put", App: "menu", Key: "a", Value: text(strings.Repeat("x", wire.MaxStored))}, false},
		{wire.StorageAsk{Do: "put", App: "menu", Key: "a", Value: text(strings.Repeat("\x00", wire.MaxStored/4))}, false},
		{wire.StorageAsk{Do: "burn", App: "menu", Key: "a"}, false},
	} {
		if err := c.ask.Check(); (err == nil) != c.good {
			t.Errorf("%.80v: %v", c.ask, err)
		}
	}
}

func TestParseStorage(t *testing.T) {
	t.Parallel()
	for body, good := range map[string]bool{
		`{}`: true, `{"texts":[{"key":"b","value":"1"},{"key":"c","value":""}],"more":true,"later":1}`: true,
		`{"texts":[{"key":"c","value":""},{"key":"b","value":""}]}`: false, `{"texts":[{"key":"a","value":""}]}`: false,
		`{"more":true}`: false, `[]`: false, ``: false,
	} {
		if _, err := wire.ParseStorage([]byte(body), "a"); (err == nil) != good {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// FuzzParseStorage: whoever goes on with the last key comes to an end.
func FuzzParseStorage(f *testing.F) {
	f.Add([]byte(`{"texts":[{"key":"b","value":"1"}],"more":true}`), "a")
	f.Fuzz(func(t *testing.T, body []byte, after string) {
		a, err := wire.ParseStorage(body, after)
		if err == nil && (a.More && len(a.Texts) == 0 || len(a.Texts) > 0 && a.Texts[len(a.Texts)-1].Key <= after) {
			t.Fatalf("%q behind %q", body, after)
		}
	})
}
