package chromium

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	text, err := For("8480", []string{"shop.example.com", "shop.example.com:8443", "localhost:3000"}).JSON()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"URLBlocklist": []any{"*"},
		"URLAllowlist": []any{"http://127.0.0.1:8480", "http://localhost:8480",
			"https://.shop.example.com", "https://.shop.example.com:8443", "http://.localhost:3000"},
		"LoopbackNetworkAllowedForUrls": []any{"https://shop.example.com", "https://shop.example.com:8443", "http://localhost:3000"},
		"DeveloperToolsAvailability":    2.0,
		"DownloadRestrictions":          3.0,
	} {
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, ok := For("8480", nil)["LoopbackNetworkAllowedForUrls"]; ok {
		t.Error("pages from nowhere may talk to the kiosk")
	}
	if n := len(offered); n < 20 {
		t.Errorf("only %d of the browser's own offers are taken away", n)
	}
}
