package load

import (
	"context"
	"fmt"

	"kioskd/sync/hq"
)

// maxExamples bounds how many kiosks the report names.
const maxExamples = 10

// verify looks for everything in the store.
func (f *fleet) verify(ctx context.Context, r *Report) error {
	r.Verified = true
	for _, k := range f.kiosks {
		wrong, err := k.verify(ctx, f.Store, r)
		if err != nil {
			return fmt.Errorf("look for the facts of %s in the store: %w", k.id, err)
		}
		if wrong == nil {
			continue
		}
		r.Wrong++
		if len(r.Examples) < maxExamples {
			r.Examples = append(r.Examples, k.id+": "+wrong.Error())
		}
	}
	return nil
}

// verify compares the kiosk's journal with the store. That the last fact has the
// same hash says that all before it are the same, too: each carries the hash of the
// one before.
func (k *kiosk) verify(ctx context.Context, store hq.Store, r *Report) (wrong, err error) {
	facts, err := store.Facts(ctx, hq.FactFilter{Kiosk: k.id, Epoch: k.journal.epoch})
	if err != nil {
		return nil, err
	}
	seen := map[uint64]bool{}
	for _, f := range facts {
		if seen[f.Seq] {
			r.Doubled++
		}
		seen[f.Seq] = true
	}
	for seq := uint64(1); seq <= k.journal.Position(); seq++ {
		if !seen[seq] {
			r.Lost++
		}
	}
	head, err := store.Head(ctx, k.id, k.journal.epoch)
	if err != nil {
		return nil, err
	}
	last, hash := k.journal.Last()
	if k.journal.waiting() > 0 {
		return nil, nil // counted as not arrived
	}
	if head.Seq != last || head.Hash != hash {
		return fmt.Errorf("the store ends with fact %d, the journal with %d", head.Seq, last), nil
	}
	return k.verifyMoney(ctx, store)
}

// verifyMoney adds up what the store says was paid at this kiosk.
func (k *kiosk) verifyMoney(ctx context.Context, store hq.Store) (wrong, err error) {
	sum, payments := int64(0), 0
	for filter := (hq.Filter{Kiosk: k.id, Status: hq.Approved, Search: k.journal.epoch, Limit: hq.MaxLimit}); ; {
		page, err := store.Payments(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, p := range page {
			sum, payments = sum+p.Amount, payments+1
		}
		if filter.After = hq.Next(filter, page); filter.After.IsZero() {
			break
		}
	}
	if sum != k.sum || payments != k.payments {
		return fmt.Errorf("the store has %d payments of %d, the kiosk made %d of %d", payments, sum, k.payments, k.sum), nil
	}
	return nil, nil
}
