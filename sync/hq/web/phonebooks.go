package web

import (
	"errors"
	"maps"
	"net/http"
	"slices"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
)

// phoneList is a provider on the page of the books, and how the day met its list.
type phoneList struct {
	Provider  string
	Lists     bool            // by itself; otherwise a file is needed
	Statement *desk.Statement // nil while nobody has compared
	Settles   bool            // it says what it pays out
	Payout    *desk.Payout    // on the day; nil while nobody has asked
}

// phoneStatements adds the providers to the books of a day.
func (v *visit) phoneStatements(data values, day string) error {
	if v.Desk.Phones == nil {
		return nil
	}
	lists := v.Desk.Phones.Lists()
	var all []phoneList
	for _, id := range slices.Sorted(maps.Keys(lists)) {
		one := phoneList{Provider: id, Lists: lists[id]}
		switch s, err := v.Desk.PhoneStatement(v, day, id); {
		case err == nil:
			one.Statement = &s
		case !errors.Is(err, hq.ErrNotFound):
			return err
		}
		if err := v.payoutOf(&one, day); err != nil {
			return err
		}
		all = append(all, one)
	}
	data["Providers"], data["TestMoney"] = all, v.Desk.Phones.Test
	return nil
}

// payoutOf adds what a provider paid out on a day.
func (v *visit) payoutOf(one *phoneList, day string) error {
	_, err := v.Desk.Phones.PaysWithin(one.Provider)
	if one.Settles = err == nil; !one.Settles {
		return nil
	}
	p, err := v.Desk.Payout(v, day, one.Provider)
	if errors.Is(err, hq.ErrNotFound) {
		return nil
	}
	one.Payout = &p
	return err
}

// askPayout has a provider asked what it paid out on a day.
func askPayout(v *visit) error {
	day := v.field("day")
	_, err := v.Desk.ComparePayout(v, v.who, v.field("provider"), day, v.Zone)
	if errors.Is(err, people.ErrInput) {
		return v.booksOf(v.safeDay(day), http.StatusBadRequest, values{"PhoneError": v.explain(err)})
	}
	if err != nil {
		return err
	}
	return v.then("/books?day="+day, "payout")
}

// importPhones compares a day with a provider's list.
func importPhones(v *visit) error {
	day := v.field("day")
	text, err := v.text("list")
	if err != nil {
		return err
	}
	name := ""
	if _, head, err := v.r.FormFile("list-file"); err == nil {
		name = head.Filename
	}
	_, err = v.Desk.ComparePhones(v, v.who, v.field("provider"), day, name, text, v.Zone)
	if errors.Is(err, people.ErrInput) {
		return v.booksOf(v.safeDay(day), http.StatusBadRequest, values{"PhoneError": v.explain(err)})
	}
	if err != nil {
		return err
	}
	return v.then("/books?day="+day, "payout")
}
