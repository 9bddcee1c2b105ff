package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/audit"
	"kioskd/sync/hq/store/memory"
)

func TestBook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := audit.Book{Office: memory.New()}
		if n, _, err := b.Check(t.Context()); n != 0 || err != nil {
			t.Errorf("an empty book: %d, %v", n, err)
		}
		for i := range 1200 {
			add(t, b, audit.Entry{Who: "kim", Did: "command", On: fmt.Sprint("shop-", i+1), Note: "lock"})
			time.Sleep(time.Second)
		}
		got, err := b.Newest(t.Context(), 3, 10)
		if err != nil || len(got) != 2 {
			t.Fatalf("%v, %v", got, err)
		}
		got[0].Prev = ""
		want := audit.Entry{Seq: 2, At: time.Date(2000, 1, 1, 0, 0, 1, 0, time.UTC), Who: "kim", Did: "command", On: "shop-2", Note: "lock"}
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if n, hash, err := b.Check(t.Context()); n != 1200 || len(hash) < 32 || err != nil {
			t.Errorf("check: %d %s, %v", n, hash, err)
		}
	})
}

func add(t *testing.T, b audit.Book, e audit.Entry) {
	t.Helper()
	if err := b.Add(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

// Many who write at once each get a line, and the chain holds.
func TestBookTogether(t *testing.T) {
	t.Parallel()
	b := audit.Book{Office: memory.New()}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 5 {
				if err := b.Add(t.Context(), audit.Entry{Who: fmt.Sprint("u", i), Did: "command", Note: strings.Repeat("x", 5000)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n, _, err := b.Check(t.Context()); n != 40 || err != nil {
		t.Errorf("check: %d, %v", n, err)
	}
}

// forged hands out lines that are not what was written.
type forged struct {
	hq.Office
	forge func([]hq.AuditLine) []hq.AuditLine
}

func (f forged) Lines(ctx context.Context, before uint64, limit int) ([]hq.AuditLine, error) {
	lines, err := f.Office.Lines(ctx, before, limit)
	return f.forge(lines), err
}

func TestBookShowsWhatWasForged(t *testing.T) {
	t.Parallel()
	b := audit.Book{Office: memory.New()}
	for _, who := range []string{"kim", "lee", "park", "choi"} {
		add(t, b, audit.Entry{Who: who, Did: "command"})
	}
	for name, forge := range map[string]func([]hq.AuditLine) []hq.AuditLine{
		"is not the one": func(l []hq.AuditLine) []hq.AuditLine {
			l[2].Line = []byte(strings.Replace(string(l[2].Line), "lee", "kim", 1))
			return l
		},
		"something is missing": func(l []hq.AuditLine) []hq.AuditLine { return append(l[:1], l[2:]...) },
		"stood before line 2":  func(l []hq.AuditLine) []hq.AuditLine { return l[:3] },
		"is no entry":          func(l []hq.AuditLine) []hq.AuditLine { l[0].Line = []byte("garbage"); return l },
		"says that it is":      func(l []hq.AuditLine) []hq.AuditLine { l[0].Seq = 5; return l[:1] },
	} {
		if _, _, err := (audit.Book{Office: forged{b.Office, forge}}).Check(t.Context()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}
