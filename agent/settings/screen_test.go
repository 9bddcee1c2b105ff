package settings

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestScreen(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("0a", 32)
	file := `{"url":"https://hq.example.com/x","sha256":"` + sum + `"}`
	for text, field := range map[string]string{
		`{}`: "",
		`{"app":{"name":"bistro"},"theme":{"logo":"/pictures/a.png"},"pictures":{"a.png":` + file + `}}`: "",
		`{"app":{"name":"bistro","bundle":` + file + `}}`:                                                "",
		`{"theme":{"accent":"#ff0"}}`:                                                                    "screen.theme.accent",
		`{"theme":{"logo":"/pictures/a.png"}}`:                                                           "screen.pictures",
		`{"pictures":{"../a.png":` + file + `}}`:                                                         "screen.pictures.../a.png",
		`{"pictures":{"a.png":{"url":"file:///etc/passwd","sha256":"` + sum + `"}}}`:                     "screen.pictures.a.png.url",
		`{"pictures":{"a.png":{"url":"https://a.example","sha256":"00"}}}`:                               "screen.pictures.a.png.sha256",
		`{"app":{"name":"staff"}}`:                                                                       "screen.app.name",
		`{"app":{"name":"../up"}}`:                                                                       "screen.app.name",
		`{"app":{"name":"a","bundle":{"url":"https://me@a.example/","sha256":"` + sum + `"}}}`:           "screen.app.bundle.url",
		`{"app":{"name":"a","url":"https://shop.example.com:8443/kiosk?a=b"}}`:                           "",
		`{"app":{"name":"a","url":"http://127.0.0.1:3000"}}`:                                             "",
		`{"app":{"name":"a","url":"http://shop.example.com/"}}`:                                          "screen.app.url",
		`{"app":{"name":"a","url":"https://me@shop.example.com/"}}`:                                      "screen.app.url",
		`{"app":{"name":"a","url":"https://shop.example.com;script-src */"}}`:                            "screen.app.url",
		`{"app":{"name":"a","url":"javascript:alert(1)"}}`:                                               "screen.app.url",
		`{"app":{"name":"a","url":"https://shop.example.com/","bundle":` + file + `}}`:                   "screen.app.url",
	} {
		var s Screen
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Fatal(err)
		}
		err := s.Check()
		var named *Error
		if errors.As(err, &named); field == "" && err != nil || field != "" && (named == nil || named.Field != field) {
			t.Errorf("%s: %v, want %q to be blamed", text, err, field)
		}
	}
}

// TestSiteIsListed: an app that another server serves is on the very host that the
// access list names.
func TestSiteIsListed(t *testing.T) {
	t.Parallel()
	app := &App{Name: "a", URL: "https://shop.example.com:8443/kiosk"}
	for host, ok := range map[string]bool{"shop.example.com:8443": true, "shop.example.com": false, "example.com:8443": false} {
		if err := app.CheckAccess([]string{"other.example", host}); (err == nil) != ok {
			t.Errorf("%s: %v", host, err)
		}
	}
	if err := errors.Join((*App)(nil).CheckAccess(nil), (&App{Name: "a"}).CheckAccess(nil)); err != nil {
		t.Error(err)
	}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	for host, ok := range map[string]bool{
		"shop.example.com": true, "shop.example.com:8443": true, "localhost:3000": true, "192.0.2.1": true, "a": true,
		"": false, "*.example.com": false, "shop.example.com:": false, "shop.example.com:0": false, "shop.example.com:99999": false,
		"shop.example.com:080": false, "https://shop.example.com": false, "shop.example.com/": false, "me@shop.example.com": false,
		"a.com; script-src *": false, "a.com;script-src": false, "'unsafe-inline'": false, "Shop.example.com": false, "a b": false, "a..b": false, "-a.b": false,
		"a,b": false, "a\nb": false, "[::1]:80": false, "shop.example.com.": false,
	} {
		if err := CheckAccess([]string{"ok.example", host}); (err == nil) != ok {
			t.Errorf("%q: %v", host, err)
		}
	}
}
