package points

import (
	"context"
	"errors"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

// ID names the provider in addresses and books.
const ID = "points"

// Kind is the provider's line in the list.
var Kind = pg.Kind{
	ID:   ID,
	Name: map[string]string{"ko": "매장 포인트", "en": "Store points", "ja": "店舗ポイント", "zh": "店铺积分"},
	Open: open,
}

type provider struct {
	cards Cards
}

var _ pg.Provider = (*provider)(nil)

func open(s pg.Setup) (pg.Listener, error) {
	if err := s.Decode(&struct{}{}); err != nil {
		return nil, err
	}
	if s.Box == nil {
		return nil, errors.New("points need a store to be kept in")
	}
	return &provider{cards: Cards{s.Box}}, nil
}

const window = 10 * time.Minute

// Powers implements [pg.Provider].
func (p *provider) Powers() pg.Powers {
	return pg.Powers{Approves: true, PartialCancel: true, Webhook: pg.NoWebhook, Idempotency: pg.ByKey, Rounding: pg.RoundDown, Window: window}
}

// form asks for the card's code.
var form = &pg.Form{Fields: []pg.Field{{
	Name: "code", Kind: "text", Max: 40,
	Label: map[string]string{"ko": "포인트 카드 번호", "en": "Code of your points card", "ja": "ポイントカードの番号", "zh": "积分卡号"},
}}}

// Prepare implements [pg.Provider].
func (p *provider) Prepare(context.Context, pg.Request) (pg.Prepared, error) {
	return pg.Prepared{Form: form}, nil
}

// Callback implements [pg.Provider]. The code becomes the payment's name.
func (p *provider) Callback(_ pg.Request, h pg.Heard) (pg.Agreed, error) {
	if h.Door != pg.DoorReturn {
		return pg.Agreed{Outcome: pg.Cancelled}, nil
	}
	v, err := h.Values()
	if err != nil {
		return pg.Agreed{}, err
	}
	const length = 16
	code := plain(v.Get("code"))
	if len(code) != length {
		return pg.Agreed{}, errors.New("a card's code has 16 letters and digits")
	}
	return pg.Agreed{Memo: pg.Memo{"card": code}}, nil
}

// Approve implements [pg.Provider].
func (p *provider) Approve(ctx context.Context, r pg.Request) (pg.Result, error) {
	var taken pay.Amount
	k, err := p.cards.change(ctx, r.Memo["card"], func(k *card) error {
		if k.Currency != r.Currency {
			return errNoCard
		}
		taken = r.Amount
		return k.do(r.ID, move{Amount: r.Amount, At: time.Now().UTC()})
	})
	if no := refusal(err); no != "" {
		return pg.Result{Outcome: pg.Refused, Code: no, Reason: err.Error()}, nil
	}
	return result(r, k, taken), err
}

// refusal is the code of a no, empty where nobody can tell.
func refusal(err error) string {
	switch {
	case errors.Is(err, errNoCard):
		return "no-card"
	case errors.Is(err, errTooFew):
		return "too-few-points"
	case errors.Is(err, errNotSame):
		return "not-the-same"
	}
	return ""
}

func result(r pg.Request, k card, taken pay.Amount) pg.Result {
	return pg.Result{Outcome: pg.Approved, Ref: "p-" + r.ID, Order: r.ID, Amount: taken, Currency: k.Currency, Means: "points",
		At: k.Moves[r.ID].At, Refunded: k.back(r.ID)}
}

// Lookup implements [pg.Provider].
func (p *provider) Lookup(ctx context.Context, r pg.Request) (pg.Result, error) {
	if r.Memo["card"] == "" {
		return pg.Result{Outcome: pg.Absent}, nil
	}
	k, _, err := p.cards.read(ctx, r.Memo["card"])
	if errors.Is(err, errNoCard) {
		return pg.Result{Outcome: pg.Refused, Code: "no-card", Reason: err.Error()}, nil
	}
	if err != nil {
		return pg.Result{}, err
	}
	m, done := k.Moves[r.ID]
	if !done {
		return pg.Result{Outcome: pg.Pending, Order: r.ID, Amount: r.Amount}, nil
	}
	return result(r, k, m.Amount), nil
}

// Cancel implements [pg.Provider]. Points go back to the card they came from.
func (p *provider) Cancel(ctx context.Context, r pg.Request, f pg.Refund) (pg.Returned, error) {
	_, err := p.cards.change(ctx, r.Memo["card"], func(k *card) error {
		if _, done := k.Moves[f.ID]; !done && k.back(r.ID)+f.Amount > k.Moves[r.ID].Amount {
			return errTooFew
		}
		return k.do(f.ID, move{Amount: -f.Amount, At: time.Now().UTC(), Of: r.ID})
	})
	if no := refusal(err); no != "" {
		return pg.Returned{Outcome: pg.Refused, Code: no, Reason: err.Error()}, nil
	}
	return pg.Returned{Outcome: pg.Approved, Number: f.ID}, err
}

// Webhook implements [pg.Listener]: there is nobody who could send one.
func (p *provider) Webhook(pg.Heard) (pg.Hint, error) {
	return pg.Hint{}, errors.New("store points have no webhooks")
}
