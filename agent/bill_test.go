package agent

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// desk is an operator's server that says what a test wants.
type desk struct {
	bills []Bill
	err   error
}

func (d *desk) Bills(context.Context) ([]Bill, error) { return d.bills, d.err }

func consultation() Bill {
	return Bill{Key: "bill-0001", Name: map[string]string{"ko": "진료비", "en": "Consultation"}, Total: 15_000}
}

// atDesk is inShop for a kiosk whose server says what there is to pay.
func atDesk(t *testing.T, d *desk, test func(*shop)) {
	synctest.Test(t, func(t *testing.T) {
		journal, p := &brittle{}, &pad{authorize: approve}
		a, err := New(Options{
			Journal: journal, Bookmark: &bookmark{}, Catalogue: testCatalogue, Bills: d,
			Store: pay.Store{ID: "s1", Name: "Shop"}, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx, p) }()
		a.Link(pay.Link{Up: true, Pad: "test pad"})
		synctest.Wait()
		test(&shop{Agent: a, t: t, journal: journal, ctx: ctx})
		stop()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

// TestBillIsPaidUnderItsKey: listed, picked, stored under the server's key with
// the server's amounts, paid, and listed no more.
func TestBillIsPaidUnderItsKey(t *testing.T) {
	split := pay.Split{Supply: 9091, VAT: 909, TaxFree: 4500, Service: 500}
	other := Bill{Key: "bill-0002", Name: map[string]string{"en": "Medicine"}, Total: 15_000, Split: &split}
	atDesk(t, &desk{bills: []Bill{consultation(), other}}, func(s *shop) {
		list, err := s.Listing(s.ctx)
		if err != nil || !list.Alone || len(list.Items) != 2 || list.Items[1].ID != "bill-0002" || list.Items[1].Price != 15_000 {
			t.Fatalf("listed %+v, %v", list, err)
		}
		o, err := s.Order(s.ctx, []Pick{{Item: "bill-0002", Quantity: 1}}, "en")
		if err != nil {
			t.Fatal(err)
		}
		want := pay.Order{Key: "bill-0002", Currency: pay.KRW, Total: 15_000, Split: split, By: pay.ByServer,
			Lines: []pay.Line{{Name: "Medicine", Price: 15_000, Quantity: 1, Tax: pay.Taxed}}}
		if diff := cmp.Diff(want, o); diff != "" {
			t.Errorf("the order (-want +got):\n%s", diff)
		}
		if kinds := s.kinds(); len(kinds) != 1 || kinds[0] != wire.KindOrdered {
			t.Errorf("stored %v before the pad hears of it", kinds)
		}
		if _, err := s.Pay(s.ctx, o.Key, o.Total); err != nil {
			t.Fatal(err)
		}
		s.see(Approved)
		if list, err = s.Listing(s.ctx); err != nil || len(list.Items) != 1 {
			t.Errorf("after the payment %+v is listed, %v", list.Items, err)
		}
	})
}

// TestBillRefused: what has changed, gone, or was never shown writes nothing.
func TestBillRefused(t *testing.T) {
	dearer := consultation()
	dearer.Total++
	divided := consultation()
	divided.Split = &pay.Split{Supply: 15_000}
	for name, c := range map[string]struct {
		picks []Pick
		then  desk
		want  *Fault
	}{
		"the price has changed":   {[]Pick{{Item: "bill-0001", Quantity: 1}}, desk{bills: []Bill{dearer}}, FaultPrice},
		"the tax has changed":     {[]Pick{{Item: "bill-0001", Quantity: 1}}, desk{bills: []Bill{divided}}, FaultPrice},
		"it is gone":              {[]Pick{{Item: "bill-0001", Quantity: 1}}, desk{}, FaultItem},
		"it was never shown":      {[]Pick{{Item: "bill-0009", Quantity: 1}}, desk{bills: []Bill{consultation()}}, FaultItem},
		"two of it":               {[]Pick{{Item: "bill-0001", Quantity: 2}}, desk{bills: []Bill{consultation()}}, FaultAlone},
		"of the catalogue":        {[]Pick{{Item: "coffee", Quantity: 1}}, desk{bills: []Bill{consultation()}}, FaultItem},
		"the server does not say": {[]Pick{{Item: "bill-0001", Quantity: 1}}, desk{err: errors.New("503")}, FaultBills},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{bills: []Bill{consultation()}}
			atDesk(t, d, func(s *shop) {
				if _, err := s.Listing(s.ctx); err != nil {
					t.Fatal(err)
				}
				*d = c.then
				_, err := s.Order(s.ctx, c.picks, "ko")
				wantFault(t, err, c.want)
				if kinds := s.kinds(); len(kinds) > 0 {
					t.Errorf("wrote %v", kinds)
				}
			})
		})
	}
}

// TestBillWithAnotherPriceUnderAStoredKey: a key has one order for ever, so a new
// price needs a new key.
func TestBillWithAnotherPriceUnderAStoredKey(t *testing.T) {
	atDesk(t, &desk{}, func(s *shop) {
		o, err := s.OrderBill(s.ctx, consultation())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.OrderBill(s.ctx, consultation()); err != nil || !again.Same(o) {
			t.Errorf("the same bill again: %+v, %v", again, err)
		}
		b := consultation()
		b.Total++
		_, err = s.OrderBill(s.ctx, b)
		wantFault(t, err, FaultConflict)
	})
}

// TestPageWithAServer: a page that names a key and its amounts gets the server's
// order, and nothing where they differ.
func TestPageWithAServer(t *testing.T) {
	atDesk(t, &desk{bills: []Bill{consultation()}}, func(s *shop) {
		split := pay.Split{Supply: 13_637, VAT: 1_363}
		_, err := s.OrderByApp(s.ctx, AppOrder{Key: "bill-0001", Split: pay.Split{Supply: 1}})
		wantFault(t, err, FaultAmount)
		_, err = s.OrderByApp(s.ctx, AppOrder{Key: "bill-0007", Split: split})
		wantFault(t, err, FaultItem)
		o, err := s.OrderByApp(s.ctx, AppOrder{Key: "bill-0001", Split: split})
		if err != nil || o.By != pay.ByServer || o.Total != 15_000 {
			t.Errorf("stored %+v, %v", o, err)
		}
	})
}

// TestListingOfACatalogue is what it always was.
func TestListingOfACatalogue(t *testing.T) {
	inShop(t, &pad{}, func(s *shop) {
		list, err := s.Listing(s.ctx)
		if diff := cmp.Diff(Listing{Catalogue: testCatalogue}, list); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
