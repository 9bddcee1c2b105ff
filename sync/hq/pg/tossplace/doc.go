// Package tossplace hears the webhooks of Toss Place's Open API: that somebody paid, or
// was given money back, at a counter of the shop.
//
// # Facts
//
// As the vendor's pages have them. A webhook has a body of id, type, createdAt,
// merchantId, app and data, and five headers: a webhook's id, which is the same over
// retries; a delivery's, which changes; an event's; the time in milliseconds; and
// "v1=" with the HMAC-SHA256 in hex, with the webhook's secret as key, over the time, a
// point and the bytes of the body. One that is more than five minutes old, or that far
// in the future, does not count. Whatever is not answered with 2xx comes again.
//
// A webhook without a signature that counts is refused. One that has it is still only
// a reason to look: this package takes no payments and moves no money.
package tossplace
