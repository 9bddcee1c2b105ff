package toss_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg/pgsim/toss"
)

// settledFields are all that the vendor documents of a settlement.
var settledFields = strings.Fields("mId paymentKey transactionKey orderId currency method amount interestFee fee fees supplyAmount vat payOutAmount " +
	"approvedAt soldDate paidOutDate card virtualAccount transfer mobilePhone giftCertificate easyPay cancel")

// shop is one with a live key, and a customer of it.
func shop() direct {
	return direct{toss.New(toss.Options{ClientKey: "live_ck_sim", SecretKey: "live_sk_sim"}), "live_sk_sim"}
}

// sells has a customer pay, and returns the payment's key.
func (d direct) sells(t *testing.T, order string, amount int) string {
	t.Helper()
	page := d.location("GET", "/window?"+url.Values{
		"clientKey": {strings.Replace(d.key, "_sk_", "_ck_", 1)}, "orderId": {order}, "orderName": {"x"}, "amount": {fmt.Sprint(amount)},
		"successUrl": {"https://shop.test/ok"}, "failUrl": {"https://shop.test/no"},
	}.Encode(), "")
	u, err := url.Parse(d.location("POST", page, "do=pay"))
	if err != nil {
		t.Fatal(err)
	}
	key := u.Query().Get("paymentKey")
	if got := d.text("POST", "/v1/payments/confirm", fmt.Sprintf(`{"paymentKey":%q,"orderId":%q,"amount":%d}`, key, order, amount)); !strings.Contains(got, `"DONE"`) {
		t.Fatal(got)
	}
	return key
}

func (d direct) settled(t *testing.T, query string) (rows []map[string]any) {
	t.Helper()
	if text := d.text("GET", "/v1/settlements?"+query, ""); json.Unmarshal([]byte(text), &rows) != nil {
		t.Fatalf("%s: %s", query, text)
	}
	return rows
}

// TestDocumentedSettlement: a sale of 64,601 won as a merchant was settled by the vendor,
// with 2.1 % of fee and its VAT; its cancel takes all of it back, as in the vendor's line
// of a cancel. Both are there from the day after on.
func TestDocumentedSettlement(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := shop()
		key := d.sells(t, "order-1", 64601)
		const all = "startDate=2000-01-01&endDate=2000-12-31"
		if rows := d.settled(t, all); len(rows) != 0 {
			t.Errorf("on the day itself: %v", rows)
		}
		time.Sleep(24 * time.Hour)
		if got := d.text("POST", "/v1/payments/"+key+"/cancel", `{"cancelReason":"x"}`); !strings.Contains(got, `"CANCELED"`) {
			t.Fatal(got)
		}
		time.Sleep(24 * time.Hour)
		rows := d.settled(t, all)
		if len(rows) != 2 {
			t.Fatalf("%d lines: %v", len(rows), rows)
		}
		for i, sign := range []float64{1, -1} {
			got := map[string]any{}
			for _, name := range settledFields {
				value, has := rows[i][name]
				if !has {
					t.Errorf("line %d has no %s", i, name)
				}
				got[name] = value
			}
			if cancel, _ := got["cancel"].(map[string]any); (cancel != nil) != (sign < 0) || cancel != nil && cancel["transactionKey"] != got["transactionKey"] {
				t.Errorf("line %d: cancel %v", i, got["cancel"])
			}
			for _, name := range strings.Fields("mId transactionKey card cancel approvedAt") {
				delete(got, name)
			}
			want := map[string]any{
				"paymentKey": key, "orderId": "order-1", "currency": "KRW", "method": "카드", "amount": sign * 64601, "interestFee": 0., "fee": sign * 1492,
				"fees": []any{map[string]any{"type": "BASE", "fee": sign * 1492}}, "supplyAmount": sign * 1356, "vat": sign * 136, "payOutAmount": sign * 63109,
				"soldDate": fmt.Sprintf("2000-01-0%d", i+1), "paidOutDate": fmt.Sprintf("2000-01-0%d", i+3),
				"virtualAccount": nil, "transfer": nil, "mobilePhone": nil, "giftCertificate": nil, "easyPay": nil,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("line %d (-want +got)\n%s", i, diff)
			}
		}
	})
}

// TestSettlementPages: by day of sale or of pay-out, page by page; what the vendor does
// not know is refused, and test keys have none.
func TestSettlementPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := shop()
		for i := range 3 {
			d.sells(t, fmt.Sprintf("order-%d", i), 1000)
			time.Sleep(24 * time.Hour)
		}
		for query, want := range map[string]int{
			"startDate=2000-01-02&endDate=2000-01-03":                                         2,
			"startDate=2000-01-02&endDate=2000-01-03&dateType=soldDate":                       2,
			"startDate=2000-01-02&endDate=2000-01-03&dateType=paidOutDate":                    1,
			"startDate=2000-01-01&endDate=2000-01-09&size=2":                                  2,
			"startDate=2000-01-01&endDate=2000-01-09&size=2&page=2":                           1,
			"startDate=2000-01-01&endDate=2000-01-09&size=2&page=3&dateType=paidOutDate&new=": 0,
		} {
			if rows := d.settled(t, query); len(rows) != want {
				t.Errorf("%s: %d lines, want %d", query, len(rows), want)
			}
		}
		for _, query := range []string{"", "startDate=2000-01-01", "startDate=x&endDate=2000-01-09", "startDate=2000-01-01&endDate=2000-01-09&size=5001",
			"startDate=2000-01-01&endDate=2000-01-09&page=0", "startDate=2000-01-01&endDate=2000-01-09&dateType=day"} {
			if got := d.text("GET", "/v1/settlements?"+query, ""); !strings.Contains(got, "INVALID_REQUEST") {
				t.Errorf("%q: %s", query, got)
			}
		}
		tests := newDirect(toss.New(toss.Options{}))
		tests.sells(t, "order-9", 1000)
		time.Sleep(48 * time.Hour)
		if rows := tests.settled(t, "startDate=2000-01-01&endDate=2000-01-09"); len(rows) != 0 {
			t.Errorf("of a test key: %v", rows)
		}
	})
}
