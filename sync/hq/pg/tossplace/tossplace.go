package tossplace

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
	"kioskd/sync/hq/pg/verdict"
)

// ID names the service in addresses and books.
const ID = "tossplace"

// Kind is the service's line in the list.
var Kind = pg.Kind{
	ID:   ID,
	Name: map[string]string{"ko": "토스플레이스", "en": "Toss Place", "ja": "トスプレイス", "zh": "Toss Place"},
	Open: open,
}

// config is the service's part of the operator's file.
type config struct {
	WebhookSecret call.Secret `toml:"webhook_secret"`
	MerchantID    string      `toml:"merchant_id"` // whose webhooks count; empty for all that are signed
}

type listener struct{ config }

func open(s pg.Setup) (pg.Listener, error) {
	l := &listener{}
	if err := s.Decode(&l.config); err != nil {
		return nil, err
	}
	if l.WebhookSecret.Empty() {
		return nil, errors.New("webhook_secret is needed; the vendor's developer centre shows it")
	}
	return l, nil
}

// Headers of the vendor's.
const (
	headerID        = "X-Toss-Webhook-Id"
	headerTime      = "X-Toss-Timestamp"
	headerSignature = "X-Toss-Signature"
)

// replayWindow is how far a webhook's time may be from ours, either way.
const replayWindow = 5 * time.Minute

// name is an id, which the vendor writes as a text or as a number.
type name string

// UnmarshalJSON implements [json.Unmarshaler].
func (n *name) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*n = name(text)
		return nil
	}
	var number json.Number
	if err := json.Unmarshal(b, &number); err != nil {
		return errors.New("an id is neither a text nor a number")
	}
	*n = name(number)
	return nil
}

// message is what we read of a webhook. What else is in it, or will be, is passed
// over.
type message struct {
	Type     string `json:"type"`
	Merchant name   `json:"merchantId"`
	Data     struct {
		Payment struct {
			ID    name `json:"id"`
			Order name `json:"orderId"`
		} `json:"payment"`
		Order struct {
			ID name `json:"id"`
		} `json:"order"`
	} `json:"data"`
}

// Webhook implements [pg.Listener].
func (l *listener) Webhook(h pg.Heard) (pg.Hint, error) {
	id := h.Header.Get(headerID)
	if id == "" || len(id) > 200 {
		return pg.Hint{}, fmt.Errorf("%s is missing or too long", headerID)
	}
	if err := l.signed(h); err != nil {
		return pg.Hint{}, err
	}
	var m message
	if err := json.Unmarshal(h.Body, &m); err != nil {
		return pg.Hint{}, fmt.Errorf("the body is no JSON of a webhook: %w", err)
	}
	if l.MerchantID != "" && string(m.Merchant) != l.MerchantID {
		return pg.Hint{}, errors.New("it is for another merchant")
	}
	hint := pg.Hint{ID: id, Kind: verdict.Short(m.Type), Order: string(m.Data.Payment.Order), Ref: string(m.Data.Payment.ID)}
	if hint.Order == "" {
		hint.Order = string(m.Data.Order.ID)
	}
	return hint, nil
}

// signed checks who sent it, and when, before anything of it is read.
func (l *listener) signed(h pg.Heard) error {
	stamp := h.Header.Get(headerTime)
	ms, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is no time in milliseconds", headerTime)
	}
	if off := h.At.Sub(time.UnixMilli(ms)).Abs(); off > replayWindow {
		return fmt.Errorf("it is %v away from our clock, and %v is the most; if they are all so, set the clock", off.Round(time.Second), replayWindow)
	}
	text, found := strings.CutPrefix(h.Header.Get(headerSignature), "v1=")
	given, err := hex.DecodeString(text)
	if !found || err != nil || !hmac.Equal(given, l.sign(stamp, h.Body)) {
		return errors.New("the signature does not count")
	}
	return nil
}

func (l *listener) sign(stamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(l.WebhookSecret.Reveal()))
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}
