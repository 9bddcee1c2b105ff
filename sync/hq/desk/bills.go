package desk

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"

	"kioskd/sync/hq/bills"
	"kioskd/sync/hq/people"
)

// AddBill makes a bill at a kiosk. One without a payment key is given one.
func (d *Desk) AddBill(ctx context.Context, who people.Who, b bills.Bill) (bills.Bill, error) {
	if b.Key == "" {
		id := make([]byte, 10)
		if _, err := io.ReadFull(d.HQ.Rand, id); err != nil {
			return b, fmt.Errorf("draw a payment key: %w", err)
		}
		b.Key = "bill-" + hex.EncodeToString(id)
	}
	b.By = who.Name
	err := d.do(ctx, who, people.Commands, act{"bill-added", b.Kiosk + " " + b.Key, fmt.Sprintf("%s: %d", b.Name, b.Amount)}, func() error {
		return d.Bills.Add(ctx, b)
	})
	if err != nil {
		return b, err
	}
	return d.Bills.Bill(ctx, b.Key)
}

// AnnounceBill has the kiosk begin a bill's payment.
func (d *Desk) AnnounceBill(ctx context.Context, who people.Who, key string) error {
	return d.do(ctx, who, people.Commands, act{"bill-announced", key, ""}, func() error { return d.Bills.Announce(ctx, key) })
}

// WithdrawBill takes a bill from its kiosk's list.
func (d *Desk) WithdrawBill(ctx context.Context, who people.Who, key string) error {
	return d.do(ctx, who, people.Commands, act{"bill-withdrawn", key, ""}, func() error { return d.Bills.Withdraw(ctx, key) })
}

// NewBillToken makes the token with which a kiosk asks for its bills; the one before
// counts no more.
func (d *Desk) NewBillToken(ctx context.Context, who people.Who, kiosk string) (text string, err error) {
	err = d.do(ctx, who, people.Kiosks, act{"bill-token-made", kiosk, ""}, func() error {
		text, err = d.Bills.NewToken(ctx, kiosk, who.Name)
		return err
	})
	return text, err
}

// EndBillToken has a kiosk's token count no more.
func (d *Desk) EndBillToken(ctx context.Context, who people.Who, kiosk string) error {
	return d.do(ctx, who, people.Kiosks, act{"bill-token-ended", kiosk, ""}, func() error { return d.Bills.EndTokens(ctx, kiosk) })
}
