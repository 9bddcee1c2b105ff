// Package pages is what a customer's phone shows while it pays at HQ: a page before
// the provider's window, and one for each way that a payment can end.
//
// Pages are kind and small: a mark, one sentence, the amount, what to do next. They
// work without a script, but for the one that opens a provider's own window. The
// content policy lets in nothing from elsewhere but that provider's script.
package pages
