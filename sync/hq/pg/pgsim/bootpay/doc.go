// Package bootpay simulates Bootpay, which stands before many payment providers: its
// REST of version 2, the script that a merchant's page loads, the payment window, and
// webhooks.
//
//	page:   Bootpay.requestPayment({…, extra: {separately_confirmed: true}})
//	          └▶ confirm {receipt_id}   (or done, issued; rejected with error, cancel)
//	server: POST /v2/confirm {receipt_id}
//
// What the vendor documents and this package holds to: authentication with client and
// secret key on each call, or the older way with a token of 30 minutes; a confirmation
// that names no amount; status numbers; partial cancels that a cancel_id keeps from
// being done twice; no event done when the server approves; webhooks without a
// signature, which are received when the answer is 200 and {"success":true}.
//
// No table of the vendor's error codes is public. Those of this package are its own
// and a merchant cannot decide by them, only by the HTTP status and a lookup.
package bootpay
