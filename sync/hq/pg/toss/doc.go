// Package toss takes payments at Toss Payments, by its REST of the core API.
//
// # Facts
//
// As the vendor's developer pages say them (core API, error codes, webhooks, cancel
// guide). The base is https://api.tosspayments.com, TLS 1.2 or later. A secret key is
// the user of basic authentication, with an empty password. Money is whole won.
//
// There is nothing to prepare at the vendor: the phone opens HQ's page, the vendor's
// script opens the window, and the customer has 30 minutes. The phone comes back with
// exactly paymentKey, orderId, amount and paymentType; the payment must be confirmed
// within 10 minutes of that. Confirm and cancel carry an idempotency key, under which
// the vendor answers its first answer for 15 days.
//
// # What the answers mean
//
// An error counts by its code, never by its HTTP status: PROVIDER_ERROR is a 400 and
// passes, ALREADY_PROCESSED_PAYMENT is a 400 and may mean that the money was taken.
// A code that is in no table leaves the money unknown.
//
// Webhooks about payments are not signed, so they are hints; only DEPOSIT_CALLBACK
// carries the secret that came with the account. VAT is an eleventh, rounded half up.
//
// What the vendor pays out is listed line by line, from the day after a sale on and for
// live keys alone; a cancel is a line below 0. A pay-out has a day of its own, which the
// shop's contract decides.
//
// # Not here
//
// Key-in cards, billing, BrandPay, foreign payments, payouts and escrow. A deposit
// that was paid into an account is given back only to an account of the customer,
// which a kiosk does not ask for: the vendor refuses, and staff do it at the vendor.
package toss
