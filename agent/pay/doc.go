// Package pay is the vocabulary that everybody in kioskd shares.
//
// It holds words and no opinions: what an order is, what a card pad is asked,
// what it answers, and what became of the money. It imports nothing of ours,
// does no I/O and knows no clock.
//
// # Glossary
//
// In the order in which a payment meets them:
//
//   - [Amount]: whole minor units of a [Currency]; never a float.
//   - [Order]: what the customer wants, with its [Lines] and its [Split] into
//     supply, VAT, tax-free part and service charge. Stored before the pad
//     hears of it; from then on it decides what is charged.
//   - [Key]: the payment key, one for each order, chosen by us or by the
//     operator's server, 6 to 64 characters of [A-Za-z0-9_-].
//   - [Mark]: the last approval that the pad remembers. Asked before each
//     charge and kept on disk, so that afterwards "something new" can be told
//     from "nothing happened".
//   - [Charge]: one attempt to take the money of an order.
//   - [Offer]: the pad says "approved", we have not yet accepted. It is made
//     durable first.
//   - [Approval], [Decline]: the two answers a charge can have. A decline is an
//     answer, not an error.
//   - [Fate]: what an error says about the money: [NotSent] or [Unknown].
//   - [Resolution]: what a pad's memory says about a charge whose outcome was
//     lost.
//   - [Void]: an approval taken back, by name.
//   - [Payment]: what the books say about a key; [Status] is their last word.
//   - [Receipt]: the slip, with sums that add up. [Printer]: whether it can be on
//     paper.
//   - [Card]: a card number that has been masked before it was held.
//
// [Terminal] is the seam between the agent and a driver: the agent speaks these
// words, a driver translates them for one kind of pad.
package pay
