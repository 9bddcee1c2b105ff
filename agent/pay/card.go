package pay

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Card is a card number of which only the first six and the last four digits
// were ever held: enough for a slip and a search, and too little to pay with.
// The rest is gone before the value exists, so no printing, logging or
// marshalling can show it.
type Card struct {
	first, last string
}

// How much of a card number a [Card] keeps (PCI DSS 3.4.1, and the middle
// digits that Korean slips hide), and how much it hides at the least.
const (
	cardFirst  = 6
	cardLast   = 4
	cardHidden = 5
)

// MaskCard keeps the first six and the last four of what a pad returned as card
// number. What comes in may be masked already, by any sign that is no digit;
// signs in the kept part stay masked. A number of fewer than fifteen digits keeps
// its last four alone, so that five digits or more are always hidden.
func MaskCard(number string) Card {
	number = strings.TrimSpace(number)
	switch n := len(number); {
	case n >= cardFirst+cardLast+cardHidden:
		return Card{first: digitsOrStars(number[:cardFirst]), last: digitsOrStars(number[n-cardLast:])}
	case n >= cardLast+cardHidden:
		return Card{last: digitsOrStars(number[n-cardLast:])}
	}
	return Card{}
}

func digitsOrStars(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c < '0' || c > '9' {
			b[i] = '*'
		}
	}
	return string(b)
}

// String returns the masked number, as in "941009******1234", or "" for a
// payment without a card.
func (c Card) String() string {
	if c.last == "" {
		return ""
	}
	return c.first + "******" + c.last
}

// IsZero reports whether there is no card.
func (c Card) IsZero() bool { return c == Card{} }

// Format prints the masked number whatever the verb.
func (c Card) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, c.String()) }

// MarshalJSON writes the masked number.
func (c Card) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// UnmarshalJSON reads a masked number, and masks it again.
func (c *Card) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("read a masked card: %w", err)
	}
	*c = ReadCard(s)
	return nil
}

// ReadCard reads what [Card.String] wrote. Anything else is masked.
func ReadCard(s string) Card {
	if strings.HasPrefix(s, "******") && len(s) == 6+cardLast {
		return Card{last: digitsOrStars(s[6:])}
	}
	return MaskCard(s)
}
