package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg"
	"kioskd/sync/wire"
)

// RunAttempts tests the part of a store that keeps payments by phone.
func RunAttempts(t *testing.T, open func(t *testing.T) pg.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, pg.Store){
		"begin":  attemptBegins,
		"blocks": attemptBlocks,
		"save":   attemptSaves,
		"claim":  attemptsAreClaimed,
		"heard":  heardOnce,
		"listed": attemptsAreListed,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func attempt(id string, number int) pg.Attempt {
	return pg.Attempt{ID: id, Token: "t-" + id, Kiosk: "k1", Key: "key-01", Number: number, Provider: "p", State: pg.Preparing,
		Order: wire.Order{Key: "key-01", Total: 1100}, Began: time.UnixMilli(1_700_000_000_123).UTC()}
}

func attemptBegins(t *testing.T, s pg.Store) {
	a := attempt("a", 1)
	kept, known, err := s.BeginAttempt(t.Context(), a)
	if err != nil || known || kept.Version != 1 {
		t.Fatalf("begin: %+v, %v, %v", kept, known, err)
	}
	again, known, err := s.BeginAttempt(t.Context(), attempt("b", 1))
	if err != nil || !known {
		t.Fatalf("begin the same number again: %v, %v", known, err)
	}
	if diff := cmp.Diff(kept, again); diff != "" {
		t.Errorf("the same number (-want +got):\n%s", diff)
	}
	for _, n := range []pg.Name{{ID: "a"}, {Token: "t-a"}} {
		if got, err := s.AttemptBy(t.Context(), n); err != nil || got.ID != "a" {
			t.Errorf("by %+v: %v, %v", n, got.ID, err)
		}
	}
	for _, n := range []pg.Name{{}, {ID: "b"}, {Token: "a"}, {Provider: "p"}, {Provider: "p", Ref: "x"}} {
		if _, err := s.AttemptBy(t.Context(), n); !errors.Is(err, pg.ErrNotFound) {
			t.Errorf("by %+v: %v, want not found", n, err)
		}
	}
}

func attemptBlocks(t *testing.T, s pg.Store) {
	a, _, err := s.BeginAttempt(t.Context(), attempt("a", 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.BeginAttempt(t.Context(), attempt("b", 2)); !errors.Is(err, pg.ErrBusy) {
		t.Errorf("a second attempt: %v, want busy", err)
	}
	a.State = pg.Denied
	if _, err := s.SaveAttempt(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if _, known, err := s.BeginAttempt(t.Context(), attempt("b", 2)); err != nil || known {
		t.Errorf("a second attempt after a refusal: %v, %v", known, err)
	}
	all, err := s.AttemptsOf(t.Context(), "k1", "key-01")
	if err != nil || len(all) != 2 || all[0].ID != "b" {
		t.Errorf("attempts: %+v, %v", all, err)
	}
}

func attemptSaves(t *testing.T, s pg.Store) {
	a, _, err := s.BeginAttempt(t.Context(), attempt("a", 1))
	if err != nil {
		t.Fatal(err)
	}
	a.Ref, a.State, a.Memo, a.Due = "ref-1", pg.Waiting, pg.Memo{"x": "y\x00z"}, time.UnixMilli(1_700_000_100_001).UTC()
	a.Taken = &pg.Taken{Amount: 1100}
	saved, err := s.SaveAttempt(t.Context(), a)
	if err != nil || saved.Version != 2 {
		t.Fatalf("save: version %d, %v", saved.Version, err)
	}
	if _, err := s.SaveAttempt(t.Context(), a); !errors.Is(err, pg.ErrStale) {
		t.Errorf("save the older one again: %v, want stale", err)
	}
	got, err := s.AttemptBy(t.Context(), pg.Name{Provider: "p", Ref: "ref-1"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(saved, got); diff != "" {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
}

func attemptsAreClaimed(t *testing.T, s pg.Store) {
	now := time.UnixMilli(1_700_000_000_000)
	for i, due := range []time.Time{now.Add(-time.Second), now, now.Add(time.Second), {}} {
		a := attempt(string(rune('a'+i)), 1)
		a.Key += a.ID
		a.Due = due
		if _, _, err := s.BeginAttempt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	later := now.Add(time.Minute)
	claim := func(limit int) (ids string) {
		t.Helper()
		all, err := s.ClaimAttempts(t.Context(), now, later, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			ids += a.ID
			if !a.Due.Equal(later) {
				t.Errorf("%s is due at %v, want %v", a.ID, a.Due, later)
			}
		}
		return ids
	}
	if first, second, third := claim(1), claim(5), claim(5); first != "a" || second != "b" || third != "" {
		t.Errorf("claimed %q, %q, %q, want each once and the oldest first", first, second, third)
	}
	if err := s.RouseAttempts(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if all := claim(5); len(all) != 3 {
		t.Errorf("after all were roused: %q, want the three that have a time", all)
	}
}

func heardOnce(t *testing.T, s pg.Store) {
	h := pg.Heard{At: time.UnixMilli(1_700_000_000_000).UTC(), Door: pg.DoorHook, Body: []byte("\x00\xff")}
	for _, want := range []bool{true, false} {
		if first, err := s.KeepHeard(t.Context(), "p", "m1", h); err != nil || first != want {
			t.Errorf("heard: %v, %v, want %v", first, err, want)
		}
	}
	if first, err := s.KeepHeard(t.Context(), "q", "m1", h); err != nil || !first {
		t.Errorf("the same name at another provider: %v, %v", first, err)
	}
}

// attemptsAreListed: the newest first, as a filter wants, and page by page.
func attemptsAreListed(t *testing.T, s pg.Store) {
	began := time.UnixMilli(1_700_000_000_000).UTC()
	for i, name := range []string{"a1", "b2", "c3", "d4", "e5"} {
		a := attempt(name, 1)
		a.Key, a.Began, a.State = "Key-"+name, began.Add(time.Duration(i/2)*time.Second), pg.Waiting
		a.Kiosk, a.Provider = []string{"k1", "k2"}[i%2], []string{"p", "q", "p"}[i%3]
		kept, _, err := s.BeginAttempt(t.Context(), a)
		if err == nil && i >= 3 {
			kept.State, kept.Ref = pg.Doubtful, "Ref-"+name
			_, err = s.SaveAttempt(t.Context(), kept)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for want, f := range map[string]pg.Filter{
		"e5 d4 c3 b2 a1": {},
		"e5 d4":          {Limit: 2},
		"c3 b2":          {Limit: 2, After: "d4"},
		"d4 b2":          {Kiosk: "k2"},
		"d4 c3 a1":       {Provider: "p"},
		" e5 d4":         {States: []pg.State{pg.Doubtful, pg.Paid}},
		"c3 b2 a1":       {States: []pg.State{pg.Waiting}},
		"d4 c3":          {From: began.Add(time.Second), Until: began.Add(2 * time.Second)},
		"e5":             {Search: "ref-E5"},
		" b2":            {Search: " KEY-B"},
		" c3":            {Search: "c3"},
		"":               {Search: "\x00"},
	} {
		all, err := s.Attempts(t.Context(), f)
		got := ""
		for _, a := range all {
			got += " " + a.ID
		}
		if err != nil || strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%+v: %q, %v, want %q", f, got, err, want)
		}
	}
	if _, err := s.Attempts(t.Context(), pg.Filter{After: "nobody"}); !errors.Is(err, pg.ErrNotFound) {
		t.Errorf("after an attempt that is not there: %v", err)
	}
}

// KeepAttempts keeps two attempts for [ListsKept], with what is hard to read as JSON.
func KeepAttempts(t *testing.T, s pg.Store) {
	t.Helper()
	for i, name := range []string{"z-older", "a-newer"} {
		a := attempt(name, 1)
		a.Key, a.State, a.Reason = name, pg.Doubtful, "a \x00 in it"
		a.Began = a.Began.Add(time.Duration(i) * 1500 * time.Millisecond)
		if _, _, err := s.BeginAttempt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
}

// ListsKept tests that a store of a newer version lists what an older one kept.
func ListsKept(t *testing.T, s pg.Store) {
	t.Helper()
	from := time.UnixMilli(1_700_000_000_123)
	all, err := s.Attempts(t.Context(), pg.Filter{States: []pg.State{pg.Doubtful}, From: from, Until: from.Add(1501 * time.Millisecond)})
	if err != nil || len(all) != 2 || all[0].ID != "a-newer" {
		t.Errorf("listed: %d attempts, %v, want both and the newer one first: %+v", len(all), err, all)
	}
}
