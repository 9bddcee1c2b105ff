package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/wire/wiretest"
)

func testEmpty(t *testing.T, s hq.Store) {
	CheckWhole(t, s, "k1", wiretest.New("e1"))
	if _, err := s.Payment(t.Context(), "k1", "key-1"); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("a payment nobody made: got %v, want %v", err, hq.ErrNotFound)
	}
	payments, err := s.Payments(t.Context(), hq.Filter{})
	if err != nil || len(payments) != 0 {
		t.Errorf("payments: got %v, %v", payments, err)
	}
	kiosks, err := s.Kiosks(t.Context())
	if err != nil || len(kiosks) != 0 {
		t.Errorf("kiosks: got %v, %v", kiosks, err)
	}
}

func testKept(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Sale("key-1", 11000)
	put(t, s, "k1", j, 1, 3)
	put(t, s, "k1", j, 4, 4)
	CheckWhole(t, s, "k1", j)

	got, err := s.Payment(t.Context(), "k1", "key-1")
	if err != nil {
		t.Fatal(err)
	}
	want := hq.Payment{
		ID: got.ID, Kiosk: "k1", Key: "key-1", Status: hq.Approved, Attempt: 1,
		Started: wiretest.Start.Add(time.Second), Ended: wiretest.Start.Add(3 * time.Second),
		Amount: 11000, Currency: "KRW", Summary: "Latte", Number: "30012345", Ref: "ref-key-1",
		Card: "941009******1234", Method: "credit", Facts: 4,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("payment (-want +got):\n%s", diff)
	}
}

func testRepeats(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(12)
	put(t, s, "k1", j, 1, 5)
	put(t, s, "k1", j, 1, 5)
	put(t, s, "k1", j, 3, 9) // half of it known
	put(t, s, "k1", j, 7, 7)
	put(t, s, "k1", j, 10, 12)
	CheckWhole(t, s, "k1", j)
	p, err := s.Payment(t.Context(), "k1", "key-000000")
	if err != nil || p.Facts != 4 {
		t.Errorf("payment: got %d facts, %v, want 4: a repeat was applied twice", p.Facts, err)
	}
}

func testGap(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(8)
	put(t, s, "k1", j, 1, 2)
	if err := s.Put(t.Context(), "k1", "e1", Facts(t, j, 4, 5)); !errors.Is(err, hq.ErrGap) {
		t.Errorf("facts after a gap: got %v, want %v", err, hq.ErrGap)
	}
	holed := append(Facts(t, j, 3, 4), Facts(t, j, 6, 6)...)
	if err := s.Put(t.Context(), "k1", "e1", holed); !errors.Is(err, hq.ErrGap) {
		t.Errorf("facts with a hole: got %v, want %v", err, hq.ErrGap)
	}
	j.Lines = j.Lines[:2]
	CheckWhole(t, s, "k1", j)
}

func testFork(t *testing.T, s hq.Store) {
	j, other := wiretest.New("e1"), wiretest.New("e1")
	j.Fill(6)
	other.Sale("other", 5)
	other.Fill(10)
	put(t, s, "k1", j, 1, 6)
	for _, from := range []uint64{1, 3, 7} {
		if err := s.Put(t.Context(), "k1", "e1", Facts(t, other, from, 8)); !errors.Is(err, hq.ErrFork) {
			t.Errorf("another chain from %d: got %v, want %v", from, err, hq.ErrFork)
		}
	}
	CheckWhole(t, s, "k1", j)
}

func testAllOrNone(t *testing.T, s hq.Store) {
	j, other := wiretest.New("e1"), wiretest.New("e1")
	j.Fill(8)
	other.Fill(3)
	other.Sale("other", 5)
	broken := append(Facts(t, j, 1, 4), Facts(t, other, 5, 5)...)
	if err := s.Put(t.Context(), "k1", "e1", broken); !errors.Is(err, hq.ErrFork) {
		t.Fatalf("a batch that breaks in the middle: got %v, want %v", err, hq.ErrFork)
	}
	CheckWhole(t, s, "k1", wiretest.New("e1"))
	if _, err := s.Payment(t.Context(), "k1", "key-000000"); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("a payment of it: got %v, want %v", err, hq.ErrNotFound)
	}
}

func testRefused(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Sale("key-1", 1000)
	j.AddLine(`{"seq":5,"garbage`)
	j.Sale("key-2", 2000)
	put(t, s, "k1", j, 1, 9)
	put(t, s, "k1", j, 4, 6)
	CheckWhole(t, s, "k1", j)
	refused, err := s.Facts(t.Context(), hq.FactFilter{Kiosk: "k1", Epoch: "e1", After: 2, Refused: true})
	if err != nil || len(refused) != 1 || refused[0].Seq != 5 || refused[0].Refused == "" {
		t.Errorf("refused: got %+v, %v, want number 5 with its reason", refused, err)
	}
}

func testUnknown(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.AddRaw("weather", "", []byte(`"sunny"`))
	j.AddRaw("approved", "key-1", []byte(`[1,2]`))
	j.AddRaw("of-tomorrow", "key-1", []byte(`null`))
	put(t, s, "k1", j, 1, 3)
	CheckWhole(t, s, "k1", j)
	p, err := s.Payment(t.Context(), "k1", "key-1")
	if err != nil || p.Status != hq.Approved || p.Facts != 2 || p.Reason == "" {
		t.Errorf("payment: got %+v, %v", p, err)
	}
}

func testApart(t *testing.T, s hq.Store) {
	a, b, c := wiretest.New("e1"), wiretest.New("e1"), wiretest.New("e2")
	a.Sale("same-key", 1000)
	b.Sale("same-key", 2000)
	c.Fill(3)
	put(t, s, "k1", a, 1, 4)
	put(t, s, "k2", b, 1, 4)
	put(t, s, "k1", c, 1, 3)
	CheckWhole(t, s, "k1", a)
	CheckWhole(t, s, "k2", b)
	CheckWhole(t, s, "k1", c)
	for kiosk, want := range map[string]int64{"k1": 1000, "k2": 2000} {
		if p, err := s.Payment(t.Context(), kiosk, "same-key"); err != nil || p.Amount != want {
			t.Errorf("payment of %s: got %d, %v, want %d", kiosk, p.Amount, err, want)
		}
	}
}

func testReuse(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(1)
	line := append([]byte(nil), j.Lines[0]...)
	f, err := hq.Read(1, line)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "k1", "e1", []hq.Fact{f}); err != nil {
		t.Fatal(err)
	}
	for i := range line {
		line[i] = 'x'
	}
	CheckWhole(t, s, "k1", j)
}
