// Package mask takes out of text what must not leave a kiosk: card numbers, keys,
// tokens and PINs, and what tells of a buyer.
//
//	text ─▶ known secrets ─▶ plain letters ─▶ keys and tokens ─▶ named values ─▶ card numbers ─▶ phones, addresses ─▶ text
//
// It is the last of several fences: a log is not told card data, a trace is masked
// by its driver, and whoever makes a file for others chooses what goes in. A
// [Sieve] stands behind all of them, for the day on which one of them fails. So it
// would rather hide a number too many: a run of digits that might be a card keeps
// its first six and last four, a long key its first eight characters, which is
// enough to compare two of them.
//
// It knows digits as they are written and as they are hidden without meaning to:
// with spaces and dashes, in hex, in base64, in UTF-16, in JSON's escapes.
//
// What it cannot know is a name in plain Latin letters that stands in the middle of
// a sentence. Letters of other scripts are hidden wherever they are, since the
// program's own words have none.
package mask
