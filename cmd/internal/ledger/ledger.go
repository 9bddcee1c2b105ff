// Package ledger reads what each side believes about the money of a kiosk, so that
// programs which play whole days can hold the sides against one another: the VAN (as
// padsim keeps it), the kiosk's journal, and HQ. Books that meet are equal, entry by
// entry; a sum that happens to be right proves little.
package ledger

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/drivers/sim"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// Book is what somebody believes: which approval numbers took how much money, in minor
// units, that did not go back.
type Book map[string]int64

// Sum is all the money of a book, in minor units.
func (b Book) Sum() (total int64) {
	for _, amount := range b {
		total += amount
	}
	return total
}

// add enters an approval, which nobody may have entered before.
func (b Book) add(whose, number string, amount int64) error {
	if _, twice := b[number]; twice {
		return fmt.Errorf("%s has approval %s twice", whose, number)
	}
	b[number] = amount
	return nil
}

// Differ lists the entries on which two books do not agree, by approval number.
func Differ(a, b Book, nameA, nameB string) (all []string) {
	numbers := maps.Clone(a)
	maps.Copy(numbers, b)
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		one, inA := a[n]
		other, inB := b[n]
		if one != other || inA != inB {
			all = append(all, fmt.Sprintf("approval %s: %s %d, %s %d", n, nameA, one, nameB, other))
		}
	}
	return all
}

// OfVAN reads what the simulated VAN of a padsim keeps in its state file. The error is
// fs.ErrNotExist while the VAN has never heard of the pad.
func OfVAN(file string) (Book, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the VAN's ledger: %w", err)
	}
	var state struct {
		Ledger sim.Ledger `json:"ledger"`
	}
	if err := json.Unmarshal(text, &state); err != nil {
		return nil, fmt.Errorf("read the VAN's ledger: %w", err)
	}
	b := Book{}
	for _, e := range state.Ledger.Entries {
		if left := e.Left(); left != 0 {
			b[e.Number] = int64(left)
		}
	}
	return b, nil
}

// OfJournal adds up the facts of a kiosk whose refunds are of whole payments.
func OfJournal(facts []kioskapp.Entry) (Book, error) {
	b := Book{}
	for _, e := range facts {
		var body wire.Body
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return nil, fmt.Errorf("fact %d: %w", e.Seq, err)
		}
		switch e.Kind {
		case wire.KindApproved, wire.KindHeld, wire.KindLate:
			if e.Sum == 0 {
				continue // an answer that came late, and is approved by a fact of its own
			}
			if err := b.add("the journal", body.Approval.Number, e.Sum); err != nil {
				return nil, err
			}
		case wire.KindVoided:
			delete(b, body.Approval.Number)
		}
	}
	return b, nil
}

// AddPayments enters what HQ lists: payments that are paid, less what went back. It
// may be called for each page of a list.
func (b Book) AddPayments(page []hq.Payment) error {
	for _, p := range page {
		if p.Status != hq.Approved {
			continue
		}
		if err := b.add("HQ", p.Number, p.Amount-p.Refunded); err != nil {
			return err
		}
	}
	return nil
}
