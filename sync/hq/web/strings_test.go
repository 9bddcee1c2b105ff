package web

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/webhook"
	"kioskd/sync/wire"
)

// phrases finds the sentences that pages and code say.
var phrases = []*regexp.Regexp{
	regexp.MustCompile(`\{\{[^}]*?\bt "((?:[^"\\]|\\.)*)"`), regexp.MustCompile(`\(t "((?:[^"\\]|\\.)*)"`),
	regexp.MustCompile(`say\(lang, "((?:[^"\\]|\\.)*)"`), regexp.MustCompile(`v\.t\("((?:[^"\\]|\\.)*)"`), regexp.MustCompile(`\(tab \$ "[^"]*" "([^"]*)"`),
	regexp.MustCompile(`look\{"([^"]*)"`), regexp.MustCompile(`look: look\{"([^"]*)"`),
}

// refused are the sentences that say what is not possible.
var refused = regexp.MustCompile(`\b(?:[bB]ad\(|unfit\(|const why = |said\.No\([\w.]+, )"((?:[^"\\]|\\.)*)"`)

// audited are the words of the audit.
var audited = regexp.MustCompile(`act\{"([a-z-]+)"|"(user-[a-z]+|sign-in-refused|signed-in|password-set|second-step-[a-z]+)"`)

func spoken(t *testing.T) []string {
	t.Helper()
	all := map[string]bool{}
	files, err := filepath.Glob("templates/*.html")
	code, err2 := filepath.Glob("*.go")
	acts, err3 := filepath.Glob("../desk/*.go")
	for _, dir := range []string{"../*.go", "../people/*.go", "../webhook/*.go", "../bills/*.go", "../books/*.go", "../audit/*.go", "../pg/word.go", "../pg/filter.go", "../pg/step_named.go"} {
		more, err := filepath.Glob(dir)
		if err != nil {
			t.Fatal(err)
		}
		acts = append(acts, more...)
	}
	if err != nil || err2 != nil || err3 != nil {
		t.Fatal(err, err2, err3)
	}
	for _, file := range slices.Concat(files, code, acts) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, form := range phrases {
			for _, m := range form.FindAllStringSubmatch(string(text), -1) {
				all[strings.ReplaceAll(m[1], `\"`, `"`)] = true
			}
		}
		for _, m := range refused.FindAllStringSubmatch(string(text), -1) {
			if m[1] != "%v" {
				all[strings.ReplaceAll(m[1], `\"`, `"`)] = true
			}
		}
		for _, m := range audited.FindAllStringSubmatch(string(text), -1) {
			all[m[1]+m[2]] = true
		}
	}
	delete(all, "")
	for _, words := range [][]string{desk.Plain, desk.Outcomes, {desk.RolloutRunning, desk.RolloutStopped, desk.RolloutDone, desk.RefundAsked, desk.RefundSent, desk.RefundRefused, desk.RefundExpired},
		{wire.SettingsWaiting, wire.SettingsApplied, wire.SettingsHealthy, wire.SettingsRefused, wire.SettingsRolledBack, wire.CommandRunning, wire.CommandDone, wire.CommandFailed, wire.CommandExpired},
		{"only-van", "only-hq", "amount", "cancel-van", "cancel-hq", "journal", "twice", "not-settled-hq", "settings", "command"}, slices.Collect(maps.Values(done))} {
		for _, w := range words {
			all[w] = true
		}
	}
	for _, k := range append(kinds, tooMuch, ours) {
		all[k.says] = true
	}
	for _, r := range people.Roles {
		all[string(r)] = true
	}
	for _, s := range people.Scopes {
		all[string(s)] = true
	}
	for _, l := range looks {
		all[l.Word] = true
	}
	for _, l := range meetings {
		all[l.Word] = true
	}
	for _, l := range sendings {
		all[l.Word] = true
	}
	for _, l := range phoneLooks {
		all[l.Word] = true
	}
	for _, words := range []map[string]string{happenings, answers, refundWords} {
		for _, w := range words {
			all[w] = true
		}
	}
	for _, w := range append(webhook.Types, webhook.Test) {
		all[w] = true
	}
	for _, r := range reasons {
		all[r.Next] = true
	}
	for what, next := range books.PayoutSteps() {
		all[what], all[next] = true, true
	}
	for _, w := range []string{hq.AlarmOpen, hq.AlarmTaken, hq.AlarmSettled, hq.Itself} {
		all[w] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// unsaid finds refusals that are made without a sentence of their own. Programs alone
// hear those of the machines' door, and the pages have words for the other causes.
var unsaid = regexp.MustCompile(`fmt\.Errorf\([^\n]*\b(?:ErrInput|ErrForbidden|ErrExists)\b`)

// TestRefusalsAreSaid: what reaches a page can be said in its language.
func TestRefusalsAreSaid(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "../desk", "../people", "../bills", "../books", "../webhook", "../audit"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if found := unsaid.Find(text); found != nil && file != "../bills/upload.go" { // which is a machine's
				t.Errorf("%s: %s…: refuse it with said.No or people.Bad", file, found)
			}
		}
	}
}

var verbs = regexp.MustCompile(`%%|%\[?\d*\]?[a-z]`)

// TestCodesAreSaid: no page shows a code where there could be words.
func TestCodesAreSaid(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	want := spoken(t)
	for _, s := range want {
		if _, ok := sentences()["en"][s]; !ok && code.MatchString(s) {
			t.Errorf("%q has no words in strings/en.json", s)
		}
	}
	for s := range sentences()["en"] {
		if !slices.Contains(want, s) {
			t.Errorf("nobody says %q any more: take it out of strings/en.json", s)
		}
	}
}

// TestEverySentenceIsKorean, both ways, with the same values in them.
func TestEverySentenceIsKorean(t *testing.T) {
	t.Parallel()
	want := spoken(t)
	if file := os.Getenv("KIOSKHQ_SENTENCES"); file != "" {
		text, err := json.MarshalIndent(want, "", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range want {
		ko, ok := sentences()["ko"][s]
		switch {
		case !ok || ko == "":
			t.Errorf("no Korean for %q in strings/ko.json", s)
		case len(verbs.FindAllString(s, -1)) != len(verbs.FindAllString(ko, -1)):
			t.Errorf("%q and %q have other values in them", s, ko)
		}
	}
	for s := range sentences()["ko"] {
		if !slices.Contains(want, s) {
			t.Errorf("nobody says %q any more: take it out of strings/ko.json", s)
		}
	}
}
