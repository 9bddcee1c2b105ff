// Package bootpay takes payments at Bootpay, which stands before many payment
// providers, by version 2 of its REST.
//
// # Facts
//
// As the vendor's server and browser libraries and its guides have them. The base is
// https://api.bootpay.co.kr/v2; client and secret key authenticate each call. Money is
// whole won.
//
// There is nothing to prepare at the vendor: the phone opens HQ's page, the vendor's
// script opens the window, and the customer has 30 minutes. The window comes back to
// HQ with an event. Where the provider behind Bootpay approves separately, that event
// is confirm: nothing was taken, HQ looks the receipt up, compares order and price,
// asks whether the goods are there still, and confirms. Other providers take the money
// as soon as the customer agrees; there HQ only looks. Which do is a table here.
//
// # What the answers mean
//
// No list of the vendor's error codes is public, so none is decided by: an error at an
// approval or a refund leaves the money unknown until the receipt was looked up, and
// its status numbers say what happened. 20 stands for whole and partial refunds; the
// refunded amount tells them apart. A confirmation happens once for a receipt, and a
// refund once for its cancel_id.
//
// Webhooks are not signed, so they are hints. They count as received when HQ answers
// 200 with {"success":true}. Several partial refunds share one receipt, so that its name
// does not tell webhooks apart; their bytes do.
//
// A receipt says whether it is of the sandbox. One of the other kind of money than the
// operator's file says is never confirmed.
package bootpay
