package web

import (
	"encoding/json"
	"strconv"
	"strings"

	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

// whole reads a number from 0 on.
func whole(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, people.Bad("%q is not a number", text)
	}
	return n, nil
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

// asked counts refunds that wait.
func asked(all []desk.Refund) (n int) {
	for _, r := range all {
		if r.State == desk.RefundAsked {
			n++
		}
	}
	return n
}

func refundForm(v *visit) error {
	p, err := v.hq.Store.Payment(v, v.r.PathValue("kiosk"), v.r.PathValue("key"))
	if err != nil {
		return err
	}
	return v.show("refund-ask", values{"Payment": p, "Left": p.Amount - p.Refunded})
}

func askRefund(v *visit) error {
	p, err := v.hq.Store.Payment(v, v.r.PathValue("kiosk"), v.r.PathValue("key"))
	if err != nil {
		return err
	}
	amount, err := plainAmount(v.field("amount"), p.Currency)
	if err != nil {
		return err
	}
	r, err := v.Desk.AskRefund(v, v.who, p.Kiosk, p.Key, amount, v.field("reason"))
	if err != nil {
		return err
	}
	return v.then("/refunds/"+r.ID, "asked")
}

func refunds(v *visit) error {
	all, err := v.Desk.Refunds(v)
	if err != nil {
		return err
	}
	return v.show("refunds", values{"Refunds": all})
}

func refund(v *visit) error {
	r, err := v.Desk.Refund(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	data := values{"Refund": r, "Own": strings.EqualFold(r.AskedBy, v.who.Name), "Signed": r.Command.Signature != ""}
	notes, err := v.hq.Store.Commands(v, r.Kiosk, 100)
	for _, n := range notes {
		if n.ID == r.ID {
			data["Note"], data["Output"] = n, output(n)
		}
	}
	p, again := v.hq.Store.Payment(v, r.Kiosk, r.Key)
	data["Payment"] = p
	if err == nil {
		err = again
	}
	if err != nil {
		return err
	}
	return v.show("refund", data)
}

// refundCommand gives out what is to be signed.
func refundCommand(v *visit) error {
	r, err := v.Desk.Refund(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(desk.Unsigned{Kiosk: r.Kiosk, Command: r.Command}, "", "  ")
	if err != nil {
		return err
	}
	return v.file("refund-"+r.ID+".json", "application/json", append(text, '\n'))
}

// file sends a file to keep.
func (v *visit) file(name, kind string, text []byte) error {
	head := v.w.Header()
	head.Set("Content-Type", kind)
	head.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	head.Set("Cache-Control", "no-store")
	if _, err := v.w.Write(text); err != nil {
		v.hq.Log.Debug("hq: a file was not read", "err", err)
	}
	return nil
}

// agree has a second person agree, with the signed command if it is not there yet.
func agree(v *visit) error {
	text, err := v.text("signed")
	if err != nil {
		return err
	}
	var signed *wire.Command
	if len(text) > 0 {
		c, err := desk.ParseCommand(text)
		if err != nil {
			return err
		}
		signed = &c
	}
	r, err := v.Desk.Agree(v, v.who, v.r.PathValue("id"), signed)
	if err != nil {
		return err
	}
	return v.then("/refunds/"+r.ID, "agreed")
}

func refuse(v *visit) error {
	r, err := v.Desk.Decline(v, v.who, v.r.PathValue("id"), v.field("reason"))
	if err != nil {
		return err
	}
	return v.then("/refunds/"+r.ID, "refused")
}
