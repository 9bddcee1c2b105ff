package pg

import (
	"context"
	"errors"
	"fmt"

	"kioskd/sync/hq"
)

// AlarmList is HQ's list of alarms: an [hq.Handler].
type AlarmList interface {
	Raise(ctx context.Context, t hq.Trouble) error
	Calm(ctx context.Context, t hq.Trouble, note string) error
}

// Alarm has a list of alarms say what an attempt says. That people have to find out
// what became of it ends by itself; that money is not as it should be, a person ends.
// The same attempt twice is heard once.
func (a Attempt) Alarm(ctx context.Context, list AlarmList) error {
	kiosk := a.Kiosk
	if a.ByProgram() {
		kiosk = ""
	}
	puzzle := hq.Trouble{Kiosk: kiosk, Reason: hq.AlarmPhoneUnknown, About: a.ID, Detail: a.told(a.Puzzle), Mark: a.ID + " " + a.Puzzle}
	var err error
	switch {
	case a.Puzzle != "":
		err = list.Raise(ctx, puzzle)
	case a.Word != nil && !a.Word.Paid:
		err = list.Calm(ctx, puzzle, fmt.Sprintf("%s found out; it is %s", a.Word.By, a.State))
	default:
		err = list.Calm(ctx, puzzle, "the provider says that it is "+string(a.State))
	}
	if n := len(a.Alarms); n > 0 {
		err = errors.Join(err, list.Raise(ctx, hq.Trouble{Kiosk: kiosk, Reason: hq.AlarmPhoneMoney, About: a.ID, Detail: a.told(a.Alarms[n-1]), Mark: fmt.Sprint(a.ID, " ", n)}))
	}
	return err
}

func (a Attempt) told(text string) string {
	return fmt.Sprintf("%s, %d %s, order %s: %s", a.Provider, a.Order.Total, a.Order.Currency, a.Key, text)
}
