package bootpay

import (
	"encoding/json"
	"errors"
	"fmt"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/verdict"
)

// maxID bounds a receipt_id, in bytes.
const maxID = 100

// Callback implements [pg.Provider]. All ways lead to the one address; event says
// which it was. What it says is forgeable: the flow looks the receipt up.
func (p *provider) Callback(_ pg.Request, h pg.Heard) (pg.Agreed, error) {
	v, err := h.Values()
	if err != nil {
		return pg.Agreed{}, err
	}
	g := pg.Agreed{Ref: v.Get("receipt_id"), Order: v.Get("order_id")}
	if len(g.Ref) > maxID {
		return pg.Agreed{}, errors.New("the receipt_id is too long")
	}
	switch event := v.Get("event"); {
	case event == "":
		return pg.Agreed{}, errors.New("event is missing")
	case event == "cancel" || event == "close" || h.Door == pg.DoorCancel:
		g.Outcome = pg.Cancelled
	case event == "error" || h.Door == pg.DoorFail:
		g.Outcome, g.Code, g.Reason = pg.Refused, verdict.Short(v.Get("error_code")), verdict.Short(v.Get("message"))
	case event != "confirm" && event != "done" && event != "issued":
		return pg.Agreed{}, fmt.Errorf("the event %.20q is not known", event)
	case g.Ref == "":
		return pg.Agreed{}, errors.New("receipt_id is missing")
	}
	return g, nil
}

// Webhook implements [pg.Listener]. The hint has no ID, so that its bytes name it:
// whoever knows a receipt could otherwise send the name of a webhook before the vendor
// does, and the true one would count as heard.
func (p *provider) Webhook(h pg.Heard) (pg.Hint, error) {
	var e struct {
		receipt
		Type string `json:"webhook_type"`
	}
	if err := json.Unmarshal(h.Body, &e); err != nil {
		return pg.Hint{}, fmt.Errorf("the body is no JSON of a receipt: %w", err)
	}
	switch {
	case e.ID == "" || e.Type == "":
		return pg.Hint{}, errors.New("receipt_id or webhook_type is missing")
	case len(e.ID) > maxID || len(e.Type) > maxID || len(e.Order) > maxID:
		return pg.Hint{}, errors.New("a name in it is too long")
	}
	return pg.Hint{Kind: e.Type, Order: e.Order, Ref: e.ID}, nil
}
