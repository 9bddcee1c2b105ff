package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/people"
)

// bookLine is a sum of a day's payments, by whatever it is grouped.
type bookLine struct {
	Name, Currency string
	Count          int
	Taken, Back    int64
}

// Net is what is left.
func (l bookLine) Net() int64 { return l.Taken - l.Back }

// booksPage shows the books of a day: totals, the days before, and how it met the
// VAN's statement.
func booksPage(v *visit) error { return v.booksOf(v.r.URL.Query().Get("day"), http.StatusOK, values{}) }

func badDay(day string) error { return people.Bad("day %q: want it as in 2026-01-05", day) }

func (v *visit) booksOf(day string, code int, data values) error {
	if day == "" {
		day = time.Now().In(v.Zone).Format(time.DateOnly)
	}
	date, err := time.ParseInLocation(time.DateOnly, day, v.Zone)
	if err != nil {
		return badDay(day)
	}
	from, until := v.day(date)
	totals, err := v.hq.Store.Totals(v, from, until, 24*time.Hour)
	if err != nil {
		return err
	}
	data["Kiosks"] = grouped(totals, func(t hq.Total) string { return t.Kiosk })
	data["Methods"] = grouped(totals, func(t hq.Total) string { return cmp.Or(t.Method, "card") })
	data["All"] = grouped(totals, func(hq.Total) string { return "" })
	data["Open"], data["Test"] = unsettled(totals), slices.ContainsFunc(totals, func(t hq.Total) bool { return t.Test })
	data["Day"], data["Before"], data["After"] = day, from.AddDate(0, 0, -1).Format(time.DateOnly), until.Format(time.DateOnly)
	if err := v.weeks(data, date); err != nil {
		return err
	}
	if err := v.statementOf(data, day); err != nil {
		return err
	}
	if err := v.phoneStatements(data, day); err != nil {
		return err
	}
	return v.showAs(code, "books", data)
}

// statementOf adds how the day met the VAN's statement, if it did.
func (v *visit) statementOf(data values, day string) error {
	s, err := v.Desk.Statement(v, day)
	if err == nil {
		data["Statement"] = s
	} else if !errors.Is(err, hq.ErrNotFound) {
		return err
	}
	if data["Mapping"] == nil {
		data["Mapping"], err = v.Desk.Mapping(v)
		return err
	}
	return nil
}

// grouped adds up what was paid. Payments of a simulated pad are nobody's money.
func grouped(totals []hq.Total, by func(hq.Total) string) (all []bookLine) {
	for _, t := range totals {
		if !paid(t.Status) || t.Test {
			continue
		}
		i := slices.IndexFunc(all, func(l bookLine) bool { return l.Name == by(t) && l.Currency == t.Currency })
		if i < 0 {
			all = append(all, bookLine{Name: by(t), Currency: t.Currency})
			i = len(all) - 1
		}
		all[i].Count += t.Count
		all[i].Taken += t.Amount
		all[i].Back += t.Refunded
	}
	slices.SortFunc(all, func(a, b bookLine) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Currency, b.Currency))
	})
	return all
}

// unsettled counts payments that are no money yet and may become some.
func unsettled(totals []hq.Total) (n int) {
	for _, t := range totals {
		if t.Status == hq.Unresolved || t.Status == hq.Uncertain || t.Status == hq.Late || t.Status == hq.Offered || t.Status == hq.Issued {
			n += t.Count
		}
	}
	return n
}

// weeks draws the fortnight that ends with a day, for the currency that most of it
// is in.
func (v *visit) weeks(data values, date time.Time) error {
	const days = 14
	from, until := v.day(date)
	totals, err := v.hq.Store.Totals(v, from.AddDate(0, 0, 1-days), until, time.Hour)
	if err != nil {
		return err
	}
	currency := mostly(totals)
	bars := make([]bar, days)
	for i := range bars {
		bars[i].Title = from.AddDate(0, 0, i+1-days).Format(time.DateOnly)
		if i%3 == 1 || i == days-1 {
			bars[i].Label = bars[i].Title[5:]
		}
	}
	start := from.AddDate(0, 0, 1-days)
	for _, t := range totals {
		day := start.Add(time.Duration(t.Step) * time.Hour).In(v.Zone).Format(time.DateOnly)
		i := slices.IndexFunc(bars, func(b bar) bool { return b.Title == day })
		if i >= 0 && paid(t.Status) && !t.Test && t.Currency == currency {
			bars[i].Value += t.Amount - t.Refunded
		}
	}
	most := int64(0)
	for i := range bars {
		most = max(most, bars[i].Value)
		bars[i].Title += ": " + moneyIn(v.lang, bars[i].Value, currency)
	}
	data["Currency"] = cmp.Or(currency, "KRW")
	data["Fortnight"] = draw(v.t("Taken by day, less what went back"), moneyIn(v.lang, most, cmp.Or(currency, "KRW")), bars)
	return nil
}

func mostly(totals []hq.Total) string {
	counts := map[string]int{}
	for _, t := range totals {
		counts[t.Currency] += t.Count
	}
	all := counted(counts)
	if len(all) == 0 {
		return ""
	}
	return all[0].Word
}

// importStatement compares a day with the VAN's statement.
func importStatement(v *visit) error {
	day := v.field("day")
	text, err := v.text("statement")
	if err != nil {
		return err
	}
	name := "statement"
	if _, head, err := v.r.FormFile("statement-file"); err == nil {
		name = head.Filename
	}
	m := books.Mapping{Number: v.field("number"), Amount: v.field("amount"), Day: v.field("date"), Kind: v.field("kind"), Cancel: v.field("cancel"), Of: v.field("of")}
	_, err = v.Desk.Compare(v, v.who, day, name, text, m, v.Zone)
	if errors.Is(err, people.ErrInput) {
		return v.booksOf(v.safeDay(day), http.StatusBadRequest, values{"Error": v.explain(err), "Mapping": m})
	}
	if err != nil {
		return err
	}
	return v.then("/books?day="+day, "books")
}

// safeDay is a day to show beside an error, whatever was sent.
func (v *visit) safeDay(day string) string {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return time.Now().In(v.Zone).Format(time.DateOnly)
	}
	return day
}
