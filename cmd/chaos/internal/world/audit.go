package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/agent/settings"
	"kioskd/drivers/sim"
	"kioskd/queue"
	"kioskd/queue/queuetest"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

func (b *books) add(facts []queue.Fact) error {
	p, err := agent.Fold(facts)
	if err != nil {
		return err
	}
	b.payments = append(b.payments, p)
	for _, f := range facts {
		var body wire.Body
		if err := json.Unmarshal(f.Body, &body); err != nil {
			return err
		}
		if a := body.Approval; a != nil && !slices.Contains(b.numbers[a.Number], p.Key) {
			b.numbers[a.Number] = append(b.numbers[a.Number], p.Key)
		}
	}
	return nil
}

func (b *books) addOrphans(facts []queue.Fact) error {
	for _, f := range facts {
		var body wire.Body
		if err := json.Unmarshal(f.Body, &body); err != nil {
			return err
		}
		if f.Kind != wire.KindOrphan {
			continue
		}
		if body.Mark != nil {
			b.orphans[body.Mark.Number] = true
		}
		if body.Approval != nil {
			b.orphans[body.Approval.Number] = true
		}
	}
	return nil
}

func (b *books) find(key pay.Key) (pay.Payment, bool) {
	i := slices.IndexFunc(b.payments, func(p pay.Payment) bool { return p.Key == key })
	if i < 0 {
		return pay.Payment{}, false
	}
	return b.payments[i], true
}

// listed reports whether a payment is on the staff list.
func listed(p pay.Payment) bool {
	return p.Status == pay.Unresolved || p.Status == pay.Mismatched || p.Status.Open() && p.Override != nil
}

// audit holds the three ledgers against one another. The power has been cut, and
// the journal is read from what that has left.
func (w *World) audit() {
	w.proof = w.truth.testify()
	b, err := w.lastBooks()
	if err != nil {
		w.found(Lost, "the journal cannot be read at the end: %v", err)
		return
	}
	for i, e := range w.proof.ledger.Entries {
		w.auditMoney(b, w.proof.whose[i], e, w.hides || w.forgets && w.proof.unseen[i])
	}
	w.auditKeys(b)
	w.auditPayments(b)
	w.auditScreen()
	w.auditPhones(b)
	w.auditHQ(b)
	w.auditSettings()
}

// auditSettings: what is in force at the end is what somebody signed who may, and
// what works.
func (w *World) auditSettings() {
	d, err := settings.InForce(vault{w, new(atomic.Bool)}, public(settingsKey))
	if err != nil {
		w.fail("read the settings: %v", err)
		return
	}
	if kind := w.promises.kindOf(d.Version); kind != "good" {
		w.found(Unexplained, "settings %d are in force, which are %s", d.Version, kind)
	}
}

// lastBooks reads the journal as the next start would.
func (w *World) lastBooks() (b books, err error) {
	image, err := w.shop.last()
	if err != nil {
		return b, err
	}
	disk, err := image.Disk(filepath.Join(w.o.Dir, "audit"), queuetest.Options{})
	if err != nil {
		return b, err
	}
	q, err := queue.Open(disk.Dir(), queue.Options{Disk: disk, SegmentBytes: 64 << 10, Rand: w.random("audit")})
	if err != nil {
		return b, err
	}
	b, err = readBooks(q)
	return b, errors.Join(err, w.promises.check(q), q.Close())
}

// auditMoney explains one approval of the VAN, which the pad may have hidden.
func (w *World) auditMoney(b books, key pay.Key, e sim.Entry, hidden bool) {
	p, known := b.find(key)
	keys := b.numbers[e.Number]
	switch {
	case b.orphans[e.Number], known && listed(p):
	case e.Left() == 0:
		w.auditVoided(b, e, keys)
	case slices.Contains(keys, key) && p.Status == pay.Approved && p.Approval.Number == e.Number && p.Approval.Amount == e.Left():
	case w.onList(b, keys):
	case known && hidden:
		w.watched++
	case w.restored:
		w.auditGone(key, e)
	case len(keys) > 0:
		other, _ := b.find(keys[0])
		w.found(Unexplained, "approval %s of %d belongs to payment %s and stands in the books as %s under %s", e.Number, e.Amount, short(key), other.Status, short(keys[0]))
	default:
		w.found(Lost, "the VAN has approval %s of %d for payment %s, which the books call %q", e.Number, e.Amount, short(key), p.Status)
	}
}

func (w *World) onList(b books, keys []pay.Key) bool {
	return slices.ContainsFunc(keys, func(k pay.Key) bool {
		p, _ := b.find(k)
		return listed(p)
	})
}

// auditVoided: what the VAN gave back is nobody's payment any more.
func (w *World) auditVoided(b books, e sim.Entry, keys []pay.Key) {
	if slices.Contains(w.proof.byHand, e.Number) {
		return // nobody told the kiosk
	}
	for _, k := range keys {
		p, _ := b.find(k)
		if p.Status == pay.Approved && p.Approval.Number == e.Number && !w.promises.gone[k] {
			w.found(Unexplained, "approval %s was taken back, and payment %s still has it", e.Number, short(k))
		}
	}
}

// auditGone explains money whose facts went with a disk that was put back: HQ has
// them, or nobody can.
func (w *World) auditGone(key pay.Key, e sim.Entry) {
	p, known, err := w.office.has(string(key))
	switch {
	case err != nil:
		w.fail("ask HQ: %v", err)
	case known && p.Number == e.Number:
	default:
		w.gone++
	}
}

// auditKeys: no key is charged twice. An amount that nobody asked for, which the
// staff know of, is the pad's doing.
func (w *World) auditKeys(b books) {
	taken := map[pay.Key]string{}
	for i, e := range w.proof.ledger.Entries {
		key := w.proof.whose[i]
		if p, _ := b.find(key); e.Amount != p.Order.Total && w.onList(b, b.numbers[e.Number]) {
			continue
		}
		if e.Left() == 0 || w.hides || w.forgets && w.proof.unseen[i] {
			continue
		}
		if first, twice := taken[key]; twice {
			w.found(Doubled, "payment %s was charged twice: %s and %s", short(key), first, e.Number)
		}
		taken[key] = e.Number
	}
}

// auditPayments: what the books call paid, the VAN has; once.
func (w *World) auditPayments(b books) {
	claimed := map[string]pay.Key{}
	for _, p := range b.payments {
		if p.Status != pay.Approved && p.Status != pay.Voided || p.Approval == nil {
			continue
		}
		n := p.Approval.Number
		if first, twice := claimed[n]; twice {
			w.found(Doubled, "approval %s counts for payment %s and for %s", n, short(first), short(p.Key))
		}
		claimed[n] = p.Key
		if p.Approval.Amount != p.Order.Total && p.Order.Key != "" {
			w.found(Unexplained, "payment %s of %d is %s by an approval of %d", short(p.Key), p.Order.Total, p.Status, p.Approval.Amount)
		}
		if p.Via() != "" {
			continue
		}
		e, has := w.atVAN(n)
		switch {
		case !has:
			w.found(Unexplained, "the books call payment %s %s by approval %s, which the VAN does not have", short(p.Key), p.Status, n)
		case p.Status == pay.Voided && e.Left() > 0:
			w.found(Lost, "the books say that payment %s was taken back, and the VAN still has %s", short(p.Key), n)
		}
	}
}

func (w *World) atVAN(number string) (sim.Entry, bool) {
	for _, e := range w.proof.ledger.Entries {
		if e.Number == number {
			return e, true
		}
	}
	return sim.Entry{}, false
}

// auditScreen: nothing was shown as approved that the VAN does not have, or has
// for somebody else.
func (w *World) auditScreen() {
	for _, s := range w.proof.shown {
		if s.byPhone {
			continue
		}
		i := slices.IndexFunc(w.proof.ledger.Entries, func(e sim.Entry) bool { return e.Number == s.number })
		switch {
		case i < 0:
			w.found(Unexplained, "payment %s was shown as approved by %s, which the VAN does not have", short(s.key), s.number)
		case w.proof.whose[i] != s.key && w.promises.gone[w.proof.whose[i]] && w.soon(s.key, i):
			w.gone++ // adopted before HQ could say that the disk was put back
		case w.proof.whose[i] != s.key:
			w.found(Unexplained, "payment %s was shown as approved by %s, which belongs to %s", short(s.key), s.number, short(w.proof.whose[i]))
		}
	}
}

// soon reports whether an entry of the VAN's ledger was made so soon after a
// payment's charge was begun that it may be taken for its answer.
func (w *World) soon(key pay.Key, entry int) bool {
	const slack = 2 * time.Minute // of what the pad's clock is known by, and of the kiosk's own
	return w.truth.seen[entry].Sub(w.proof.begun[key]) <= agent.DefaultDeadlines.Charge+slack
}

// auditHQ: HQ's ledger is the journal's. Of a payment whose facts went with a
// disk that was put back HQ may know more.
func (w *World) auditHQ(b books) {
	for _, p := range b.payments {
		there, known, err := w.office.has(string(p.Key))
		switch {
		case err != nil:
			w.fail("ask HQ: %v", err)
		case !known:
			w.found(Lost, "HQ has never heard of payment %s, which is %s", short(p.Key), p.Status)
		case w.promises.gone[p.Key]:
		case there.Status != string(p.Status):
			w.found(Unexplained, "payment %s is %s in the journal and %s at HQ", short(p.Key), p.Status, there.Status)
		case p.Status == pay.Approved && (there.Number != p.Approval.Number || there.Amount != int64(p.Approval.Amount)):
			w.found(Unexplained, "payment %s is %s of %d in the journal and %s of %d at HQ", short(p.Key), p.Approval.Number, p.Approval.Amount, there.Number, there.Amount)
		}
	}
	w.auditTwice()
}

// auditTwice: HQ counts no approval twice.
func (w *World) auditTwice() {
	facts, err := w.office.store.Facts(context.Background(), hq.FactFilter{Kiosk: kioskID})
	if err != nil {
		w.fail("ask HQ: %v", err)
		return
	}
	seen := map[string]bool{}
	for _, f := range facts {
		name := fmt.Sprintf("%d of epoch %s", f.Seq, f.Epoch)
		if seen[name] {
			w.found(Doubled, "HQ has fact %s twice", name)
		}
		seen[name] = true
	}
}
