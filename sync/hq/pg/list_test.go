package pg_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/books"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

// TestProvidersList: a day is compared with what Toss Payments lists by itself, and
// with a file of another provider's lines. Differences name the payment key.
func TestProvidersList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := openMarket(t, tossLine)
		number, qr := m.prepare()
		m.pay(qr)
		paid := m.settled(number)
		m.refund(number, "r1", 1000)
		d := m.office()
		day, ref := time.Now().UTC().Format(time.DateOnly), paid.Approval.Number
		compare := func(day, file string) []books.Difference {
			t.Helper()
			s, err := d.ComparePhones(t.Context(), bookkeeper, "tosspayments", day, "", []byte(file), time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			return s.Report.Differences
		}
		unwritten := books.Difference{What: books.Journal, Kiosk: "kiosk-1", Key: orderKey, Number: ref, HQ: 11000, VAN: 11000}
		got := compare(day, "")
		for i := range got {
			got[i].Row = 0
		}
		if diff := cmp.Diff([]books.Difference{unwritten}, got); diff != "" { // this kiosk has uploaded nothing
			t.Errorf("with its own list (-want +got):\n%s", diff)
		}
		what := func(file string) (all []string) {
			for _, x := range compare(day, file) {
				all = append(all, x.What+" "+x.Number)
			}
			return all
		}
		want := []string{"amount " + ref, "cancel-hq " + ref, "journal " + ref, "only-van other"}
		if diff := cmp.Diff(want, what("paymentKey,amount\n"+ref+",10999\nother,500\n"), cmp.Transformer("sorted", sorted)); diff != "" {
			t.Errorf("with a file (-want +got):\n%s", diff)
		}
		time.Sleep(24 * time.Hour)
		m.refund(number, "r2", 500) // of a payment of the day before
		next := time.Now().UTC().Format(time.DateOnly)
		if got := compare(next, ""); len(got) != 0 {
			t.Errorf("a refund on the next day: %+v", got)
		}
		if got := compare(next, "paymentKey,amount\n"+ref+",-700\n"); len(got) != 1 || got[0].What != books.CancelVAN || got[0].HQ != 500 || got[0].VAN != 700 {
			t.Errorf("another refund on the next day: %+v", got)
		}
		if _, err := d.ComparePhones(t.Context(), people.Who{}, "paypal", day, "", nil, time.UTC); !errors.Is(err, people.ErrInput) {
			t.Errorf("an unknown provider: %v", err)
		}
		if paid.State != wire.OnlineApproved {
			t.Errorf("%+v", paid)
		}
	})
}

func sorted(all []string) map[string]int {
	count := map[string]int{}
	for _, s := range all {
		count[s]++
	}
	return count
}
