package ui_test

import (
	"io"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/ui"
)

func TestPage(t *testing.T) {
	t.Parallel()
	d := open(t)
	for path, kind := range map[string]string{
		"/": "text/html; charset=utf-8", "/index.html": "text/html; charset=utf-8", "/app.js": "text/javascript; charset=utf-8",
		"/app.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml", "/licences.txt": "text/plain; charset=utf-8",
		"/fonts/Pretendard-Bold.subset.woff2": "font/woff2", "/fonts/LICENSE.txt": "text/plain; charset=utf-8",
	} {
		answer := d.ask("GET", path, "")
		if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d, %q", path, answer.StatusCode, answer.Header.Get("Content-Type"))
		}
		same := d.ask("GET", path, "", header("If-None-Match", answer.Header.Get("ETag")))
		if same.StatusCode != http.StatusNotModified {
			t.Errorf("%s: sent again to who has it: %d", path, same.StatusCode)
		}
	}
	refused(t, d.ask("GET", "/secret.html", ""), 404)
	refused(t, d.ask("POST", "/", ""), 405)
}

// TestPageNamesWhatExists: every file that the page asks for is there, and
// nothing in it needs a looser policy.
func TestPageNamesWhatExists(t *testing.T) {
	t.Parallel()
	d := open(t)
	paths := regexp.MustCompile(`(?:src|href)="([^"]+)"|url\(([^)]+)\)`)
	for _, file := range []string{"/", "/app.css"} {
		body, err := io.ReadAll(d.ask("GET", file, "").Body)
		if err != nil {
			t.Fatal(err)
		}
		found := paths.FindAllStringSubmatch(string(body), -1)
		if len(found) == 0 {
			t.Errorf("%s asks for nothing", file)
		}
		for _, m := range found {
			path := "/" + strings.TrimPrefix(strings.Trim(m[1]+m[2], `"'`), "./")
			if got := d.ask("GET", path, "").StatusCode; got != 200 {
				t.Errorf("%s asks for %s: status %d", file, path, got)
			}
		}
		if file == "/" && regexp.MustCompile(`<style|style=|<script>|onclick`).Match(body) {
			t.Error("the page has something inline")
		}
	}
}

// TestTypesOfThePage compares the interfaces of api.ts with our structs: a field
// that one side forgot is found here and not by a customer. What the page shares
// with every web app is compared in TestTypesOfTheSDK.
func TestTypesOfThePage(t *testing.T) {
	t.Parallel()
	compareTypes(t, map[string]any{"Instalments": agent.Instalments{}, "Limits": ui.Limits{}}, "web/src/api.ts")
}

// compareTypes holds interfaces of TypeScript against the structs behind them, but
// for hiddenFields.
func compareTypes(t *testing.T, structs map[string]any, files ...string) {
	t.Helper()
	var source []byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, text...)
	}
	have := interfaces(string(source))
	for name, value := range structs {
		want := slices.DeleteFunc(fields(reflect.TypeOf(value)), func(f string) bool { return slices.Contains(hiddenFields[name], f) })
		if diff := cmp.Diff(want, have[name]); diff != "" {
			t.Errorf("%s (-Go +%s):\n%s", name, files[0], diff)
		}
	}
}

// interfaces reads "export interface Name { field: …; maybe?: … }".
func interfaces(source string) map[string][]string {
	found := map[string][]string{}
	field := regexp.MustCompile(`(?m)^  (\w+\??):`)
	for _, m := range regexp.MustCompile(`(?s)export interface (\w+) \{\n(.*?)\n\}`).FindAllStringSubmatch(source, -1) {
		for _, f := range field.FindAllStringSubmatch(m[2], -1) {
			found[m[1]] = append(found[m[1]], f[1])
		}
		slices.Sort(found[m[1]])
	}
	return found
}

// fields lists the JSON fields of a struct, with "?" where they may be absent.
func fields(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		switch {
		case t.Field(i).Anonymous:
			names = append(names, fields(t.Field(i).Type)...)
		case name == "-":
		case strings.HasPrefix(options, "omit"):
			names = append(names, name+"?")
		default:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
