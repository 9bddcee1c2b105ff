package world

import (
	"cmp"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/uplink"
)

// patience is how long everything may take to settle once nothing breaks any
// more. Unsettled payments are tried every five minutes at the latest.
const patience = 90 * time.Minute

// settle waits until no money is in motion and HQ has everything.
func (w *World) settle() {
	r := w.dice("settle")
	why := "nothing has been looked at"
	for begun := time.Now(); time.Since(begun) < patience; {
		time.Sleep(between(r, 5*time.Second, 15*time.Second))
		k := w.shop.running()
		if k == nil {
			why = "the kiosk does not start"
			continue
		}
		if why = w.moving(k); why == "" {
			w.note("world", "settled")
			return
		}
	}
	w.found(Stuck, "not settled %v after the last fault: %s", patience, why)
}

// moving says what is not settled yet, or nothing.
func (w *World) moving(k *kiosk) string {
	v := k.agent.View()
	last, _ := uplink.FromQueue(k.queue, k.toHQ).Last()
	up := k.uplink.State()
	switch {
	case k.queue.Stats().Err != nil:
		return "the journal waits for a restart"
	case v.State != agent.Idle:
		return "the screen shows " + string(v.State)
	case !v.Pad.Up:
		return "the pad is not there: " + v.Pad.Reason
	case !up.Connected:
		return "HQ is not connected: " + up.Error
	case up.Fork != "", up.Acked < last:
		return "HQ does not have everything"
	}
	if why := cmp.Or(w.ordering(k), w.phoning()); why != "" {
		return why
	}
	books, err := readBooks(k.queue)
	if err != nil {
		return err.Error()
	}
	for _, p := range books.payments {
		if p.Status.Open() && !listed(p) {
			return "payment " + short(p.Key) + " is " + string(p.Status)
		}
	}
	return ""
}

// ordering says what of HQ's orders has no ending yet, or nothing.
func (w *World) ordering(k *kiosk) string {
	if h := k.settings.Hashes(); h.Applied != h.Healthy {
		return "settings are being watched"
	}
	if id := w.office.unanswered(); id != "" {
		return id + " has no answer"
	}
	sells, want := k.agent.Catalogue().Items[0].Price, k.catalogue(k.settings.Document()).Items[0].Price
	if sells != want {
		return fmt.Sprintf("it sells at %d, the settings in force say %d", sells, want)
	}
	return ""
}

// books are the payments of a journal.
type books struct {
	payments []pay.Payment
	numbers  map[string][]pay.Key // of approvals and offers
	orphans  map[string]bool      // approvals on the staff list that belong to no payment
}

// readBooks reads all that a journal says, in the product's own way.
func readBooks(q *queue.Queue) (books, error) {
	b := books{numbers: map[string][]pay.Key{}, orphans: map[string]bool{}}
	facts, err := q.From(1, queue.Limit{})
	if err != nil {
		return b, err
	}
	byKey, keys := map[string][]queue.Fact{}, []string{}
	for _, f := range facts {
		if f.Key != "" && byKey[f.Key] == nil {
			keys = append(keys, f.Key)
		}
		byKey[f.Key] = append(byKey[f.Key], f)
	}
	for _, key := range keys {
		if key == string(agent.BaselineKey) {
			err = b.addOrphans(byKey[key])
		} else {
			err = b.add(byKey[key])
		}
		if err != nil {
			return b, err
		}
	}
	return b, nil
}
