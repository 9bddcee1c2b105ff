package wire

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseFact(t *testing.T) {
	got, err := ParseFact(fact2)
	if err != nil {
		t.Fatal(err)
	}
	body := got.Body
	got.Body = nil
	want := Fact{
		Seq: 2, At: time.Date(2026, 11, 21, 3, 4, 25, 500_000_000, time.UTC), Kind: KindApproved,
		Key: "0192f0c1-7a3e-7000-8000-0000000000aa", Ref: "r-1", Sum: 11000, Prev: Hash(fact1), Line: fact2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fact (-want +got):\n%s", diff)
	}
	b, err := Fact{Body: body}.Payment()
	if err != nil || b.Approval == nil || b.Approval.Number != "30012345" {
		t.Errorf("body: got %+v, %v", b, err)
	}
}

// Known answers, so that another implementation can compare its own.
func TestHashes(t *testing.T) {
	if got, want := Hash(nil), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; got != want {
		t.Errorf("hash of nothing: got %s, want %s", got, want)
	}
	if got, want := SeedHash("e1"), Hash([]byte("kioskd.queue.v1:e1")); got != want {
		t.Errorf("seed: got %s, want %s", got, want)
	}
}

func TestProof(t *testing.T) {
	h := Hello{Kiosk: "k", Epoch: "e", Proof: Proof("token", "nonce", "k", "e")}
	if !h.Proves("token", "nonce") {
		t.Error("a true proof was refused")
	}
	if h.Proves("other", "nonce") || h.Proves("token", "other") {
		t.Error("a proof with another token or nonce was taken")
	}
	h.Epoch = "f"
	if h.Proves("token", "nonce") {
		t.Error("a proof for another epoch was taken")
	}
}

func TestParseFactRefuses(t *testing.T) {
	good := string(fact1)
	change := func(old, new string) string { return string(bytes.Replace([]byte(good), []byte(old), []byte(new), 1)) }
	for name, line := range map[string]string{
		"nothing":              "",
		"null":                 "null",
		"number 0":             change(`"seq":1`, `"seq":0`),
		"a fraction":           change(`"seq":1`, `"seq":1.5`),
		"money as a fraction":  change(`"prev"`, `"sum":0.5,"prev"`),
		"no time":              change(`"at"`, `"then"`),
		"no kind":              change(`"kind":"started"`, `"kind":""`),
		"a hash in capitals":   change(SeedHash("e1"), "A"+SeedHash("e1")[1:]),
		"a short hash":         change(SeedHash("e1"), "ab"),
		"no body":              change(`"body"`, `"torso"`),
		"a line feed":          good + "\n",
		"more after it":        good + "{}",
		"not UTF-8":            change("started", "\xff"),
		"longer than a letter": change(`"v":1`, `"v":"`+string(bytes.Repeat([]byte("x"), MaxFact))+`"`),
	} {
		if f, err := ParseFact([]byte(line)); !errors.Is(err, ErrFact) {
			t.Errorf("%s: got %+v, %v, want an error", name, f, err)
		}
	}
}

func FuzzParseFact(f *testing.F) {
	f.Add(fact1)
	f.Add(fact2)
	f.Add([]byte(`{"seq":3,"at":"2026-11-21T03:04:05Z","kind":"new","prev":"` + someSum + `","body":null}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		before := bytes.Clone(line)
		fact, err := ParseFact(line)
		if err != nil {
			return
		}
		if fact.Seq == 0 || fact.Kind == "" || !isHash(fact.Prev) || !bytes.Equal(fact.Line, before) {
			t.Errorf("%q became %+v", before, fact)
		}
		if _, err := Encode(NewFacts(1, [][]byte{line})); err != nil {
			t.Errorf("a fact that cannot travel: %v", err)
		}
	})
}
