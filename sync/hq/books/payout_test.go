package books_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kioskd/sync/hq/books"
)

// paidOut is a line of 10,000 that is paid out on a day less 231.
func paidOut(number, day string) books.PaidLine {
	return books.PaidLine{Number: number, Day: day, Amount: 10000, Fees: 231, VAT: 21, Out: 9769}
}

func TestMeetPayout(t *testing.T) {
	t.Parallel()
	const before, day = "2026-01-04", "2026-01-05"
	back := books.PaidLine{Number: "p1", Day: day, Amount: -4000, Fees: -92, VAT: -8, Out: -3908}
	short := paidOut("p1", day)
	short.Out -= 500
	sold := func(taken, refunded int64) books.PaidSale {
		return books.PaidSale{Kiosk: "k1", Key: "key-1", Number: "p1", Taken: taken, Refunded: refunded}
	}
	differs := func(what string, hq, provider int64) []books.PayoutDifference {
		return []books.PayoutDifference{{What: what, Kiosk: "k1", Key: "key-1", Number: "p1", HQ: hq, Provider: provider}}
	}
	for name, c := range map[string]struct {
		lines   []books.PaidLine
		known   []books.PaidSale
		due     []books.PaidSale
		matched int
		want    []books.PayoutDifference
	}{
		"agrees":                      {[]books.PaidLine{paidOut("p1", day)}, []books.PaidSale{sold(10000, 0)}, []books.PaidSale{sold(10000, 0)}, 1, nil},
		"a refund of a former sale":   {[]books.PaidLine{back}, []books.PaidSale{sold(10000, 4000)}, nil, 1, nil},
		"a refund that comes later":   {[]books.PaidLine{paidOut("p1", day)}, []books.PaidSale{sold(10000, 4000)}, nil, 1, nil},
		"sale and refund on two days": {[]books.PaidLine{paidOut("p1", before), back}, []books.PaidSale{sold(10000, 4000)}, []books.PaidSale{sold(10000, 4000)}, 1, nil},
		"nobody's":                    {[]books.PaidLine{paidOut("p9", day)}, nil, nil, 0, []books.PayoutDifference{{What: books.PaidUnknown, Number: "p9", Provider: 10000}}},
		"nobody's, on another day":    {[]books.PaidLine{paidOut("p9", before)}, nil, nil, 0, nil},
		"no money at HQ":              {[]books.PaidLine{paidOut("p1", day)}, []books.PaidSale{sold(0, 0)}, nil, 0, differs(books.PaidOpen, 0, 10000)},
		"another amount":              {[]books.PaidLine{paidOut("p1", day)}, []books.PaidSale{sold(9999, 0)}, nil, 0, differs(books.PaidAmount, 9999, 10000)},
		"paid out twice":              {[]books.PaidLine{paidOut("p1", before), paidOut("p1", day)}, []books.PaidSale{sold(10000, 0)}, nil, 0, differs(books.PaidAmount, 10000, 20000)},
		"held back":                   {[]books.PaidLine{back}, []books.PaidSale{sold(10000, 3000)}, nil, 0, differs(books.PaidBack, 3000, 4000)},
		"does not add up":             {[]books.PaidLine{short}, []books.PaidSale{sold(10000, 0)}, nil, 0, differs(books.PaidSum, 9769, 9269)},
		"late":                        {nil, nil, []books.PaidSale{sold(10000, 3000)}, 0, differs(books.PaidLate, 7000, 0)},
		"late, and all given back":    {nil, nil, []books.PaidSale{sold(10000, 10000)}, 0, nil},
		"late, and only held back":    {[]books.PaidLine{back}, []books.PaidSale{sold(10000, 4000)}, []books.PaidSale{sold(10000, 4000)}, 1, differs(books.PaidLate, 6000, 0)},
	} {
		known := map[string]books.PaidSale{}
		for _, s := range c.known {
			known[s.Number] = s
		}
		r := books.MeetPayout("tosspayments", day, "KRW", c.lines, known, c.due)
		if diff := cmp.Diff(c.want, r.Differences, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(books.PayoutDifference{}, "Next")); diff != "" || r.Matched != c.matched {
			t.Errorf("%s: %d matched (-want +got)\n%s", name, r.Matched, diff)
		}
		for _, d := range r.Differences {
			if d.Next == "" {
				t.Errorf("%s: %s has no next step", name, d.What)
			}
		}
		if r.Taken-r.Back-r.Fees != r.Out {
			t.Errorf("%s: %+v does not add up", name, r)
		}
	}
}

// TestPayoutSums: what was taken, went back, was kept and is paid out on the day alone;
// differences beyond those that are listed are counted.
func TestPayoutSums(t *testing.T) {
	t.Parallel()
	const before, day = "2026-01-04", "2026-01-05"
	back := books.PaidLine{Number: "p1", Day: day, Amount: -4000, Fees: -92, VAT: -8, Out: -3908}
	want := books.PayoutReport{Provider: "tosspayments", Day: day, Currency: "KRW", Lines: 3, Taken: 20000, Back: 4000, Fees: 370, VAT: 34, Out: 15630}
	got := books.MeetPayout("tosspayments", day, "KRW", []books.PaidLine{paidOut("p0", before), paidOut("p1", day), back, paidOut("p2", day)}, nil, nil)
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(books.PayoutReport{}, "Differences")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	due := make([]books.PaidSale, 700)
	for i := range due {
		due[i].Taken = 1
	}
	if r := books.MeetPayout("tosspayments", day, "KRW", nil, nil, due); len(r.Differences)+r.More != 700 || r.More == 0 {
		t.Errorf("%d and %d more", len(r.Differences), r.More)
	}
}
