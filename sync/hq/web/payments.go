package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

func payments(v *visit) error {
	f, err := v.filter()
	if err != nil {
		return err
	}
	list, err := v.hq.Store.Payments(v, f)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	q.Del("done")
	return v.show("payments", values{
		"Payments": list, "Filter": f, "Day": q.Get("day"), "Statuses": hq.Statuses, "Older": older(q, f, list), "Query": q.Encode(),
		"Filtered": f.Kiosk != "" || f.Search != "" || f.Status != "" || !f.From.IsZero() || !f.After.IsZero(),
	})
}

// filter reads what to show; a day is one of the pages' zone.
func (v *visit) filter() (hq.Filter, error) {
	q := v.r.URL.Query()
	f, err := hq.ParseFilter(q)
	if err != nil {
		return f, input(err)
	}
	if day := q.Get("day"); day != "" {
		t, err := time.ParseInLocation(time.DateOnly, day, v.Zone)
		if err != nil {
			return f, badDay(day)
		}
		f.From, f.Until = v.day(t)
	}
	return f, nil
}

// input makes an error, which people can read, one of input.
func input(err error) error { return people.Bad("%v", err) }

// older returns the query of the next page, empty on the last.
func older(q url.Values, f hq.Filter, list []hq.Payment) string {
	next := hq.Next(f, list)
	if next.IsZero() {
		return ""
	}
	q.Set("after", next.String())
	return "?" + q.Encode()
}

func exportPayments(v *visit) error {
	f, err := v.filter()
	if err != nil {
		return err
	}
	head := v.w.Header()
	head.Set("Content-Type", "text/csv; charset=utf-8")
	head.Set("Content-Disposition", `attachment; filename="payments.csv"`)
	head.Set("Cache-Control", "no-store")
	if err := v.Desk.ExportPayments(v, f, v.w); err != nil {
		v.hq.Log.Error("hq: an export was cut off", "err", err)
		panic(http.ErrAbortHandler) // a part of an answer shall not look like all of it
	}
	return nil
}

func payment(v *visit) error {
	p, facts, err := v.hq.Payment(v, v.r.PathValue("kiosk"), v.r.PathValue("key"))
	if err != nil {
		return err
	}
	c, err := v.Desk.CaseOf(v, p)
	if err != nil {
		return err
	}
	refunds, err := v.Desk.Refunds(v)
	if err != nil {
		return err
	}
	return v.show("payment", values{"Payment": p, "Facts": timeline(facts), "Case": c, "Outcomes": desk.Outcomes,
		"Refundable": p.Refunded < p.Amount && (p.Status == hq.Approved || p.Status == hq.Unresolved && p.Number != "" || p.Status == hq.Mismatched),
		"Refunds":    refundsOf(refunds, p), "Left": p.Amount - p.Refunded})
}

func refundsOf(all []desk.Refund, p hq.Payment) (of []desk.Refund) {
	for _, r := range all {
		if r.Kiosk == p.Kiosk && r.Key == p.Key {
			of = append(of, r)
		}
	}
	return of
}

// slip shows what the customer's receipt says, as far as the facts know it. Card
// numbers are masked since the pad gave them.
func slip(v *visit) error {
	p, facts, err := v.hq.Payment(v, v.r.PathValue("kiosk"), v.r.PathValue("key"))
	if err != nil {
		return err
	}
	data := values{"Payment": p}
	for _, f := range facts {
		body, err := f.Payment()
		if err != nil {
			continue // the payment's page shows the line as it came
		}
		if body.Order != nil {
			data["Order"] = body.Order
		}
		if body.Approval != nil && f.Kind != wire.KindVoided {
			data["Approval"] = body.Approval
		}
	}
	return v.show("slip", data)
}

func cases(v *visit) error {
	all, err := v.Desk.Cases(v)
	if err != nil {
		return err
	}
	return v.show("cases", values{"Cases": all})
}

func (v *visit) paymentPath() string {
	return "/payments/" + escape(v.r.PathValue("kiosk")) + "/" + escape(v.r.PathValue("key"))
}

func takeCase(v *visit) error {
	if err := v.Desk.Take(v, v.who, v.r.PathValue("kiosk"), v.r.PathValue("key")); err != nil {
		return err
	}
	return v.then(v.paymentPath(), "taken")
}

func settleCase(v *visit) error {
	facts, err := whole(v.field("facts"))
	if err != nil {
		return err
	}
	if err := v.Desk.Settle(v, v.who, v.r.PathValue("kiosk"), v.r.PathValue("key"), v.field("outcome"), v.field("reason"), int(facts)); err != nil {
		return err
	}
	return v.then(v.paymentPath(), "settled")
}

// plainAmount reads an amount as people write it, with or without the signs of
// thousands, in a currency's own digits.
func plainAmount(text, currency string) (int64, error) {
	digits := digitsOf(currency)
	text = strings.NewReplacer(",", "", " ", "").Replace(text)
	major, minor, _ := strings.Cut(text, ".")
	if len(minor) > digits {
		return 0, people.Bad("an amount in %s has at most %d digits behind the point", currency, digits)
	}
	return whole(major + minor + strings.Repeat("0", digits-len(minor)))
}
