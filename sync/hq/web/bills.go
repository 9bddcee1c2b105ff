package web

import (
	"kioskd/sync/hq/bills"
)

func billsPage(v *visit) error { return v.billsPage(values{}) }

// shownUploads is how many uploads the page shows.
const shownUploads = 100

// meeting is an upload with how it meets the journal.
type meeting struct {
	bills.Upload
	look
}

var meetings = map[string]look{
	"":                {"being compared", "◔", "quiet"},
	bills.MatchGood:   {"matched", "✓", "good"},
	bills.MatchAlone:  {"of a client without a journal", "–", "quiet"},
	bills.MatchLoose:  {"not in the journal", "?", "care"},
	bills.MatchDiffer: {"differs from the journal", "≠", "bad"},
}

func (v *visit) billsPage(data values) error {
	open, err := v.Desk.Bills.Open(v, "")
	if err != nil {
		return err
	}
	uploads, err := v.Desk.Bills.Uploads(v, "", "", shownUploads)
	if err != nil {
		return err
	}
	var all []meeting
	for _, u := range uploads {
		all = append(all, meeting{u, meetings[u.Match]})
	}
	data["Bills"], data["Uploads"], data["Base"] = open, all, v.Desk.Address+bills.Base
	return v.show("bills", data)
}

func addBill(v *visit) error {
	amount, err := whole(v.field("amount"))
	if err != nil {
		return err
	}
	b := bills.Bill{Kiosk: v.field("kiosk"), Key: v.field("key"), Name: v.field("name"), Amount: amount}
	if b, err = v.Desk.AddBill(v, v.who, b); err != nil {
		return err
	}
	if v.field("announce") != "" {
		if err := v.Desk.AnnounceBill(v, v.who, b.Key); err != nil {
			return err
		}
	}
	return v.then("/bills", "changed")
}

func announceBill(v *visit) error {
	if err := v.Desk.AnnounceBill(v, v.who, v.r.PathValue("key")); err != nil {
		return err
	}
	return v.then("/bills", "changed")
}

func withdrawBill(v *visit) error {
	if err := v.Desk.WithdrawBill(v, v.who, v.r.PathValue("key")); err != nil {
		return err
	}
	return v.then("/bills", "changed")
}

// newBillToken shows the token of a kiosk, once.
func newBillToken(v *visit) error {
	text, err := v.Desk.NewBillToken(v, v.who, v.field("kiosk"))
	if err != nil {
		return err
	}
	return v.billsPage(values{"Token": text, "For": v.field("kiosk")})
}
