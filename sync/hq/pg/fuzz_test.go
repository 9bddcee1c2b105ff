package pg_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/all"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/store/memory"
)

// FuzzConfig: whatever stands in the operator's file, it is taken or refused with a
// reason, and no secret is ever said.
func FuzzConfig(f *testing.F) {
	const good = "public_url = 'https://hq.test'\ntest = true\n"
	for _, text := range []string{
		good + "[tosspayments]\nclient_key = 'test_ck_x'\nsecret_key = 'env:TOSS_TEST_SECRET'\n",
		good + "[points]\n[purposes.order]\nask = 'https://shop.test/x'\nsecret = 'env:SHOP_TEST_SECRET'\n",
		good + "origins = ['https://shop.example']\nlate = 'fulfil'\nwindow = '5m'\n[points]\n",
		good + "[tosspayments]\nsecret_key = 'test_sk_sim'\n", "[[points]]", "points = 1", "[purposes]\norder = 1", "",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := config.Parse(text, "")
		if err == nil {
			_, err = file.Open(all.Kinds(), nil, func(kind string) pg.Box { return pg.OfficeBox{Office: memory.New(), Kind: kind} })
		}
		if err != nil {
			if err.Error() == "" || strings.Contains(err.Error(), "test_sk_sim") && !strings.Contains(string(text), "test_sk_sim") {
				t.Errorf("refused with %q", err)
			}
			return
		}
		for name, p := range file.Purposes(nil, nil) {
			if name == "" || strings.ContainsAny(name, "/ ?#%") {
				t.Errorf("a purpose %q cannot stand in an address, %v", name, p.Title)
			}
		}
	})
}

// FuzzParseFilter: a query is read or refused, and what was read chooses no more than
// a page, of states that there are.
func FuzzParseFilter(f *testing.F) {
	for _, q := range []string{"", "state=unknown&state=approved&q=%20A&limit=5", "state=rich", "from=2026-01-05T09:00:00Z&until=x", "limit=0", "after=%00", "q=" + strings.Repeat("가", 99)} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		filter, err := pg.ParseFilter(q)
		if err != nil {
			return
		}
		for _, s := range filter.States {
			if !slices.Contains(pg.States, s) {
				t.Errorf("a state %q", s)
			}
		}
		if n := filter.Size(); n < 1 || n > hq.MaxLimit {
			t.Errorf("a page of %d", n)
		}
		filter.Wants(pg.Attempt{Key: "key", State: pg.Doubtful})
	})
}

// FuzzMaySay: what a person gives as the provider's name for a payment is taken only
// if it can stand in an address and on a page.
func FuzzMaySay(f *testing.F) {
	f.Add("R-7001", int64(price))
	f.Add("a b", int64(0))
	f.Add("\x00", int64(-1))
	a := pg.Attempt{State: pg.Doubtful, Puzzle: "?"}
	a.Order.Total = price
	f.Fuzz(func(t *testing.T, ref string, amount int64) {
		err := a.MaySay(pg.WordOfPaid(ref, amount, "x"))
		plain := ref != "" && len(ref) <= 200 && !strings.ContainsFunc(ref, func(r rune) bool { return r <= ' ' || r > '~' })
		if (err == nil) != (plain && amount == price) {
			t.Errorf("%q, %d: %v", ref, amount, err)
		}
	})
}
