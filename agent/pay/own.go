package pay

import "fmt"

// Own is value of the shop's own that pays a part of what was chosen: points, a
// coupon. Whoever priced the order has taken it off already. It is reserved before
// the charge; it is spent when the rest is paid, and given back when it is not.
type Own struct {
	Method string `json:"method"` // as in points or coupon: the shop's word
	Ref    string `json:"ref"`    // whose points, or which coupon: the shop's word
	Amount Amount `json:"amount"`
}

// maxOwnWord bounds the words of an [Own].
const maxOwnWord = 100

// Check reports whether there is something to reserve.
func (o Own) Check() error {
	if o.Method == "" || o.Ref == "" || len(o.Method) > maxOwnWord || len(o.Ref) > maxOwnWord {
		return fmt.Errorf("%w: own value wants a method and a ref of at most %d bytes", ErrOrder, maxOwnWord)
	}
	if err := o.Amount.Check(); err != nil || o.Amount == 0 {
		return fmt.Errorf("%w: own value of %d", ErrOrder, o.Amount)
	}
	return nil
}
