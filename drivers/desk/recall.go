package desk

import "errors"

// ErrStuck says that a pad's memory has missed a payment, so that nothing follows
// from what it does not show.
var ErrStuck = errors.New("the pad's memory did not show an earlier payment either: what became of this one has to be looked up at the VAN")

// Recall watches whether a pad's own memory follows its payments. A memory that
// showed the same before and after a payment whose answer came cannot tell what
// became of one whose answer did not come. The zero value has seen nothing.
type Recall struct {
	shown string // what the memory showed last
	seen  bool
	sold  bool // something was approved since
	stuck bool
}

// Shows notes what the memory shows: the reference of an approval, or "" for none.
// A refusal that it shows instead says nothing, and is not for here.
func (r *Recall) Shows(ref string) {
	same := r.seen && ref == r.shown
	r.stuck = same && (r.stuck || r.sold)
	r.shown, r.seen, r.sold = ref, true, false
}

// Sold notes that a payment was approved and recorded.
func (r *Recall) Sold() { r.sold = true }

// Returned notes that money went back: nobody has written down what memories show
// then.
func (r *Recall) Returned() { r.sold = false }

// Stuck returns [ErrStuck] while the memory is known to have missed a payment.
func (r *Recall) Stuck() error {
	if r.stuck {
		return ErrStuck
	}
	return nil
}
