// Package naver takes payments at Naver Pay, by its REST for single payments.
//
// # Facts
//
// As the vendor's developer pages and public integrations have them. Three headers go
// with each call: client id, client secret, chain id. The vendor's hosts changed over
// time, so all addresses can be set. Money is whole won.
//
// Reserve tells the vendor of an order, and the customer goes on at
// /payments/{reserveId} of the vendor's site, which is the QR code. The phone comes
// back to one address in all cases: with resultCode Success and a paymentId, or with
// another resultCode. Apply takes the money; it names no amount, and its answer says
// order and amount, which the flow compares. It may take a minute.
//
// # What the answers mean
//
// 200 says nothing: an answer counts as good when its code is Success. A payment is
// applied once, and a second apply is answered AlreadyComplete, so that no idempotency
// key is needed; none is sent, because a key would bring back an answer that passes,
// such as MaintenanceOngoing. CancelNotComplete is a refund that was begun: it has to
// be sent again, with the same transaction key. A refund names what must be left
// after it, so that sending it twice gives nothing back twice.
//
// The taxable part is sent with its VAT, as most integrations do. There are no
// webhooks: HQ looks. The history of a payment is empty until it was applied, which
// says that nothing was taken so far, and not that nothing will be.
package naver
