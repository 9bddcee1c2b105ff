package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// fact is one of an approval.
func fact(kind, number string, sum int64) kioskapp.Entry {
	return kioskapp.Entry{Seq: 1, Kind: kind, Sum: sum, Body: []byte(`{"approval":{"number":"` + number + `"}}`)}
}

func TestOfJournal(t *testing.T) {
	t.Parallel()
	got, err := OfJournal([]kioskapp.Entry{
		fact(wire.KindStarted, "", 100), fact(wire.KindApproved, "1", 100), fact(wire.KindApproved, "2", 200), fact(wire.KindVoided, "1", -100),
		fact(wire.KindLate, "3", 0), fact(wire.KindHeld, "4", 400),
	})
	if diff := cmp.Diff(Book{"2": 200, "4": 400}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if _, err := OfJournal([]kioskapp.Entry{fact(wire.KindApproved, "1", 100), fact(wire.KindLate, "1", 100)}); err == nil || !strings.Contains(err.Error(), "the journal has approval 1 twice") {
		t.Errorf("an approval that stands twice: %v", err)
	}
	if _, err := OfJournal([]kioskapp.Entry{{Seq: 7, Kind: wire.KindApproved, Body: []byte("{")}}); err == nil || !strings.Contains(err.Error(), "fact 7") {
		t.Errorf("a fact that is cut off: %v", err)
	}
}

func TestAddPayments(t *testing.T) {
	t.Parallel()
	b := Book{}
	page := []hq.Payment{{Status: hq.Approved, Number: "1", Amount: 100}, {Status: hq.Approved, Number: "2", Amount: 200, Refunded: 50}, {Status: hq.Declined, Amount: 300}}
	if err := b.AddPayments(page); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Book{"1": 100, "2": 150}, b); diff != "" || b.Sum() != 250 {
		t.Errorf("sum %d (-want +got)\n%s", b.Sum(), diff)
	}
	if err := b.AddPayments(page[:1]); err == nil || !strings.Contains(err.Error(), "HQ has approval 1 twice") {
		t.Errorf("the same page again: %v", err)
	}
}

func TestOfVAN(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pad.json")
	if _, err := OfVAN(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for text, want := range map[string]Book{
		`{"ledger":{"entries":[{"number":"1","amount":100},{"number":"2","amount":200,"voided":true},{"number":"3","amount":300,"returned":350},{"number":"4","amount":40,"refund":true}]}}`: {"1": 100, "3": -50, "4": -40},
		`{"ledger":{}}`: {},
		`{"ledger":`:    nil,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := OfVAN(file)
		if diff := cmp.Diff(want, got); diff != "" || (err != nil) != (want == nil) {
			t.Errorf("%s: %v (-want +got)\n%s", text, err, diff)
		}
	}
}

func TestDiffer(t *testing.T) {
	t.Parallel()
	got := Differ(Book{"1": 100, "2": 200, "3": 0}, Book{"1": 100, "2": 250, "4": 400}, "VAN", "HQ")
	want := []string{"approval 2: VAN 200, HQ 250", "approval 3: VAN 0, HQ 0", "approval 4: VAN 0, HQ 400"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
