// Package points takes payments with the shop's own points: a way to pay that needs
// no network beyond HQ.
//
// A card of points is a code of 16 letters and digits that nobody can guess, with a
// balance; whoever has the code may spend it, as with a gift card. The customer types
// it on HQ's page, or opens the page from the card's own code. One point is one minor
// unit of the currency.
//
// Every movement stands in the card's record under the attempt's or the refund's name,
// in one change with the balance: what is asked twice happens once.
package points
