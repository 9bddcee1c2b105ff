package bills

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kioskd/sync/hq"
)

// Upload is what became of a payment, as a client said it.
type Upload struct {
	Kiosk    string    `json:"kiosk"`
	Key      string    `json:"paymentKey"`
	Status   string    `json:"status"`
	Attempt  int       `json:"attempt"`
	Part     int       `json:"part,omitempty"`
	Amount   int64     `json:"amount"`
	Currency string    `json:"currency,omitempty"`
	Number   string    `json:"approvalNumber,omitempty"`
	At       time.Time `json:"at"` // that it was stored

	// Line is what came, byte for byte.
	Line []byte `json:"line"`

	// Match says how it meets the kiosk's journal: one of the Match words.
	Match string `json:"match,omitempty"`
}

// How an upload meets the payment in the kiosk's journal.
const (
	MatchGood   = "matched"
	MatchLoose  = "not yet in the journal"
	MatchDiffer = "differs from the journal"
	MatchAlone  = "of a client without a journal"
)

// The statuses of an upload.
var statuses = []string{"approved", "cancelled", "declined", "not-charged", "unresolved"}

// maxText bounds the texts of an upload that HQ reads.
const maxText = 64

// ParseUpload reads an upload. What HQ does not read is kept all the same.
func ParseUpload(text []byte) (Upload, error) {
	var said struct {
		Key      string `json:"paymentKey"`
		Status   string `json:"status"`
		Attempt  int    `json:"attempt"`
		Part     int    `json:"part"`
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
		Number   string `json:"approvalNumber"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return Upload{}, bad("the upload is not JSON as wanted: %v", err)
	}
	if err := checkKey(said.Key); err != nil {
		return Upload{}, err
	}
	switch {
	case !slices.Contains(statuses, said.Status):
		return Upload{}, bad("status %q is none of %s", said.Status, strings.Join(statuses, ", "))
	case said.Attempt < 0 || said.Part < 0 || said.Attempt > 1e6 || said.Part > 1e6:
		return Upload{}, bad("attempt %d, part %d: want numbers from 0", said.Attempt, said.Part)
	case said.Amount < 0 || said.Amount > maxAmount:
		return Upload{}, bad("amount: %d is no sum", said.Amount)
	case len(said.Number) > maxText || len(said.Currency) > maxText:
		return Upload{}, bad("the approval number or the currency is longer than %d", maxText)
	}
	return Upload{Key: said.Key, Status: said.Status, Attempt: said.Attempt, Part: said.Part, Amount: said.Amount,
		Currency: said.Currency, Number: said.Number, Line: text}, nil
}

// Name names an upload: the same result has the same, whenever it comes.
func (u Upload) Name() string {
	return fmt.Sprintf("%s/%s.%s.%d.%d", u.Kiosk, u.Key, u.Status, u.Attempt, u.Part)
}

// keep stores an upload once. The same again is no error; other bytes under its name
// are [hq.ErrExists], and an alarm.
func (s *Bills) keep(ctx context.Context, u Upload) error {
	u.At = time.Now().UTC().Truncate(time.Second)
	if err := s.loosen(ctx, u.Name()); err != nil {
		return err
	}
	err := s.uploads.Add(ctx, u.Name(), u)
	if errors.Is(err, hq.ErrExists) {
		return s.repeated(ctx, u)
	}
	if err != nil {
		return err
	}
	return s.account(ctx, u)
}

func (s *Bills) loosen(ctx context.Context, name string) error {
	err := s.loose.Add(ctx, name, struct{}{})
	if errors.Is(err, hq.ErrExists) {
		return nil
	}
	return err
}

// repeated answers for an upload of which HQ has one.
func (s *Bills) repeated(ctx context.Context, u Upload) error {
	k, err := s.uploads.Get(ctx, u.Name())
	if err != nil {
		return err
	}
	if bytes.Equal(k.Value.Line, u.Line) {
		return s.account(ctx, u) // HQ may have died before it had done so
	}
	err = s.alarm(ctx, u, "the same result of payment "+u.Key+" was uploaded twice, with different contents; HQ keeps the first")
	return errors.Join(err, fmt.Errorf("upload %s: %w", u.Name(), hq.ErrExists))
}

// account ends the bill that an upload pays.
func (s *Bills) account(ctx context.Context, u Upload) error {
	b, err := s.Bill(ctx, u.Key)
	if errors.Is(err, hq.ErrNotFound) || err == nil && (b.Kiosk != u.Kiosk || u.Status != "approved") {
		s.ring()
		return nil // the client sells more than HQ's bills
	}
	if err != nil {
		return err
	}
	if b.Amount != u.Amount {
		err := s.alarm(ctx, u, fmt.Sprintf("payment %s was uploaded with %d, its bill has %d", u.Key, u.Amount, b.Amount))
		if err != nil {
			return err
		}
	}
	return s.end(ctx, u.Key, Paid)
}

func (s *Bills) alarm(ctx context.Context, u Upload, detail string) error {
	return s.hq.Raise(ctx, hq.Trouble{Kiosk: u.Kiosk, Reason: hq.AlarmUpload, About: u.Key, Detail: detail, Mark: detail})
}

// Uploads returns a kiosk's uploads, by key, from after one on; of all kiosks if there
// is none.
func (s *Bills) Uploads(ctx context.Context, kiosk, after string, limit int) ([]Upload, error) {
	from := after
	if kiosk != "" && after == "" {
		from = kiosk + "/"
	}
	page, err := s.uploads.After(ctx, from, limit)
	var all []Upload
	for _, k := range page {
		if kiosk == "" || strings.HasPrefix(k.Name, kiosk+"/") {
			all = append(all, k.Value)
		}
	}
	return all, err
}
