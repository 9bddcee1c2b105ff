package toss

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
)

// vendor is a provider whose vendor answers so.
func vendor(h http.HandlerFunc) *provider {
	return &provider{call: call.Client{Base: "https://toss.test", HTTP: &http.Client{Transport: pgsimtest.Town{"toss.test": h}}}}
}

func says(text string) *provider {
	return vendor(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, text) })
}

// lineOf is a line of the vendor's, with some of it changed.
func lineOf(old, changed string) string {
	const text = `{"mId":"TP1","paymentKey":"k1","transactionKey":"t1","currency":"KRW","amount":34000,"interestFee":0,"fee":860,
		"fees":[{"type":"BASE","fee":"800"},{"type":"INSTALLMENT","fee":"60"}],"supplyAmount":782,"vat":78,"payOutAmount":33140,
		"soldDate":"2026-01-03","paidOutDate":"2026-01-05","cancel":null,"new":[1]}`
	return strings.Replace(text, old, changed, 1)
}

// TestSettlements: the vendor's example is read, and a cancel's line. An interest fee may
// stand beside the fee or be a part of it.
func TestSettlements(t *testing.T) {
	t.Parallel()
	want := pg.Settlement{Ref: "k1", PaidOut: "2026-01-05", Currency: pay.KRW, Amount: 34000, Fees: 860, VAT: 78, Out: 33140}
	beside, back := want, want
	beside.Fees, beside.Out = 960, 33040
	back.Amount, back.Fees, back.VAT, back.Out = -34000, -860, -78, -33140
	text := "[" + lineOf("", "") + "," + lineOf(`"interestFee":0`, `"interestFee":60`) + "," + strings.Replace(lineOf(`"interestFee":0`, `"interestFee":100`), "33140", "33040", 1) + "," +
		strings.NewReplacer("34000", "-34000", "33140", "-33140", "782", "-782", ":78,", ":-78,").Replace(lineOf("", "")) + "]"
	got, err := says(text).Settlements(t.Context(), "2026-01-01", "2026-01-05")
	if diff := cmp.Diff([]pg.Settlement{want, want, beside, back}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestSettlementsRefused: what was not asked for, or cannot be, is an error that says so.
func TestSettlementsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[" + lineOf("2026-01-05", "2026-01-06") + "]":     `"k1": paid out on "2026-01-06", which was not asked for`,
		"[" + lineOf("2026-01-05", "2026-01-0x") + "]":     "which was not asked for",
		"[" + lineOf("KRW", "USD") + "]":                   `it is in "USD"`,
		"[" + lineOf("34000", "34000000000") + "]":         "amount out of range",
		"[" + lineOf("34000", "340.5") + "]":               "cannot be read",
		"[" + lineOf("k1", strings.Repeat("k", 201)) + "]": "paymentKey is too long",
		"<!doctype html>":                                  "cannot be read",
		"{}":                                               "cannot be read",
	} {
		got, err := says(text).Settlements(t.Context(), "2026-01-01", "2026-01-05")
		if err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("%s: %v %v, want %q", text, got, err, want)
		}
	}
	busy := vendor(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = fmt.Fprint(w, `{"code":"TOO_MANY_REQUESTS","message":"later"}`)
	})
	if _, err := busy.Settlements(t.Context(), "2026-01-01", "2026-01-05"); err == nil || !strings.Contains(err.Error(), "TOO_MANY_REQUESTS: later") {
		t.Errorf("a busy vendor: %v", err)
	}
}

// TestSettlementPages: all pages are read, and a list without end is not.
func TestSettlementPages(t *testing.T) {
	t.Parallel()
	full := "[" + strings.Repeat(lineOf("", "")+",", settlePage-1) + lineOf("", "") + "]"
	var asked []string
	p := vendor(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		text := "[" + lineOf("", "") + "]"
		if r.URL.Query().Get("page") == "1" {
			text = full
		}
		_, _ = fmt.Fprint(w, text)
	})
	got, err := p.Settlements(t.Context(), "2026-01-01", "2026-01-05")
	const query = "dateType=paidOutDate&endDate=2026-01-05&page=%d&size=500&startDate=2026-01-01"
	if diff := cmp.Diff([]string{fmt.Sprintf(query, 1), fmt.Sprintf(query, 2)}, asked); diff != "" || len(got) != settlePage+1 || err != nil {
		t.Errorf("%d lines, %v (-want +got):\n%s", len(got), err, diff)
	}
	ctx, cancel := context.WithCancel(t.Context())
	pages := 0
	endless := vendor(func(w http.ResponseWriter, _ *http.Request) {
		if pages++; pages == 3 {
			cancel()
		}
		_, _ = fmt.Fprint(w, full)
	})
	if got, err := endless.Settlements(ctx, "2026-01-01", "2026-01-05"); err == nil || got != nil {
		t.Errorf("%d lines of a list that nobody waits for", len(got))
	}
}

// FuzzSettlement: whatever a line says, it is of a day that was asked for, and its sums
// are amounts, or it is refused.
func FuzzSettlement(f *testing.F) {
	f.Add([]byte(lineOf("", "")))
	f.Add([]byte(`{"amount":9223372036854775807,"supplyAmount":-9223372036854775808,"vat":-1,"paidOutDate":"2026-01-05","currency":"KRW"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var s settlement
		if json.Unmarshal(body, &s) != nil {
			return
		}
		l, err := s.line("2026-01-01", "2026-01-05")
		if err == nil && (l.PaidOut < "2026-01-01" || l.PaidOut > "2026-01-05" || len(l.Ref) > maxKey || max(l.Amount, -l.Amount, l.Out, -l.Out) > pay.MaxAmount) {
			t.Errorf("%s: %+v", body, l)
		}
	})
}
