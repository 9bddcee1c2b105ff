package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/cmd/internal/kioskapp"
)

func TestQueueStatus(t *testing.T) {
	t.Parallel()
	each(t, 10, func(t *testing.T, k *kiosk, lines []string) {
		var s kioskapp.Queue
		k.fromJSON(&s, "queue", "status")
		// Five wait because they were not sent, one because HQ has refused it.
		if s.Facts != 10 || s.Waiting != 6 || s.Sum != 6000 || s.Set != 1 || s.Folder != k.config.Data || s.Hash != hashOf(lines[9]) {
			t.Errorf("%+v", s)
		}
		text := k.good("queue", "status")
		for _, want := range []string{s.Epoch, "10,", "6 facts, ", filepath.Join(k.config.Data, "queue.key")} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in\n%s", want, text)
			}
		}
	})
}

func hashOf(line string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(line))) }

func TestQueueList(t *testing.T) {
	t.Parallel()
	each(t, 10, func(t *testing.T, k *kiosk, _ []string) {
		text := k.good("queue", "list", "--from", "4", "--limit", "3")
		if rows := strings.Split(strings.TrimSpace(text), "\n"); len(rows) != 4 || !strings.HasPrefix(rows[1], "4 ") || !strings.HasSuffix(rows[2], "yes") || !strings.HasSuffix(rows[3], "no") {
			t.Errorf("\n%s", text)
		}
		if rows := strings.Count(k.good("queue", "list", "--json"), "\n"); rows != 10 {
			t.Errorf("%d lines of JSON, want 10", rows)
		}
		k.bad(1, "from 1 to 1000", "queue", "list", "--limit", "1001")
		k.bad(2, "--limit", "queue", "list", "--limit", "many")
	})
}

func TestQueueShow(t *testing.T) {
	t.Parallel()
	each(t, 10, func(t *testing.T, k *kiosk, lines []string) {
		var d kioskapp.Detail
		k.fromJSON(&d, "queue", "show", "5")
		want := kioskapp.Detail{
			Entry: kioskapp.Entry{Seq: 5, At: fact(5).At, Kind: "approved", Key: "order-000005", Sum: 1000, Sent: true, Body: fact(5).Body},
			Ref:   "ref-000005", Refused: "no such shop", Hash: hashOf(lines[4]), Line: lines[4],
		}
		if diff := cmp.Diff(want, d); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		text := k.good("queue", "show", "5")
		for _, want := range []string{"order-000005", "ref-000005", "no such shop", "123456******1234", hashOf(lines[4])} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in\n%s", want, text)
			}
		}
		if strings.Contains(k.good("queue", "show", "6"), "refused") {
			t.Error("a fact that nobody has refused is shown as refused")
		}
		k.bad(1, "the last is 10", "queue", "show", "11")
		k.bad(1, "the last is 10", "queue", "show", "0")
		k.bad(2, "number", "queue", "show", "five")
		k.bad(2, "number", "queue", "show")
	})
}

func TestQueueCheck(t *testing.T) {
	t.Parallel()
	each(t, 10, func(t *testing.T, k *kiosk, lines []string) {
		var answer struct {
			OK    bool
			Facts int
			Hash  string
		}
		k.fromJSON(&answer, "queue", "check")
		if !answer.OK || answer.Facts != 10 || answer.Hash != hashOf(lines[9]) {
			t.Errorf("%+v", answer)
		}
		if text := k.good("queue", "check"); !strings.HasPrefix(text, "good: 10 facts") {
			t.Errorf("%q", text)
		}
	})
}

func TestQueueExport(t *testing.T) {
	t.Parallel()
	each(t, 10, func(t *testing.T, k *kiosk, lines []string) {
		file := filepath.Join(t.TempDir(), "facts.jsonl")
		var done exported
		k.fromJSON(&done, "queue", "export", "--out", file)
		if done.Facts != 10 || done.First != 1 || done.Last != 10 || done.File != file {
			t.Errorf("%+v", done)
		}
		if diff := cmp.Diff(strings.Join(lines, "\n")+"\n", read(t, file)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		k.bad(1, "choose another name", "queue", "export", "--out", file, "--from", "3")
		k.bad(1, "the last is 10", "queue", "export", "--out", file+"2", "--from", "11")
		k.bad(1, "f.", "queue", "export", "--out", filepath.Join(t.TempDir(), "missing", "f"))
		k.bad(2, "--out", "queue", "export")
		if names, err := os.ReadDir(filepath.Dir(file)); err != nil || len(names) != 1 {
			t.Errorf("files left: %v, %v", names, err)
		}
		k.good("queue", "export", "--out", file+"2", "--from", "9")
		if got := read(t, file+"2"); got != lines[8]+"\n"+lines[9]+"\n" {
			t.Errorf("from 9 on:\n%s", got)
		}
	})
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestExportSeveralAnswers: an export that needs more than one answer of the
// journal loses nothing in between.
func TestExportSeveralAnswers(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	lines := k.fill(1000)
	for range 10 {
		lines = append(lines, k.append(1000)...)
	}
	file := filepath.Join(t.TempDir(), "facts.jsonl")
	k.good("queue", "export", "--out", file)
	if got := read(t, file); got != strings.Join(lines, "\n")+"\n" {
		t.Errorf("%d lines, want %d, or other ones", strings.Count(got, "\n"), len(lines))
	}
}

// TestNoJournal: a command that only looks makes no journal where none is.
func TestNoJournal(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	for _, args := range [][]string{{"status"}, {"list"}, {"show", "1"}, {"check"}, {"export", "--out", "x"}, {"rotate-key"}} {
		k.bad(1, "no journal has been made", append([]string{"queue"}, args...)...)
	}
	if _, err := os.Stat(k.config.Data); !os.IsNotExist(err) {
		t.Errorf("the data folder is there now: %v", err)
	}
}

func TestKeyOthersMayRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("mode bits say nothing on Windows")
	}
	k := newKiosk(t)
	k.fill(4)
	key := filepath.Join(k.config.Data, "queue.key")
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	k.bad(1, "chmod 600 "+key, "queue", "status")
	if err := os.Chmod(key, 0o600); err != nil {
		t.Fatal(err)
	}
	k.good("queue", "status")
}
