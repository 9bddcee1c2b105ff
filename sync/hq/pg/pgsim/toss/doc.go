// Package toss simulates Toss Payments: the REST of its core API, the script that a
// merchant's page loads, the payment window, and webhooks.
//
//	page: TossPayments(clientKey).payment({customerKey}).requestPayment({...})
//	        └▶ /window ─▶ /phone/… ─▶ successUrl?paymentType&orderId&paymentKey&amount
//	                                └▶ failUrl?code&message&orderId
//	server: POST /v1/payments/confirm, within ten minutes of the customer's consent
//
// What the vendor documents and this package holds to: Basic authentication with the
// secret key and a colon; a window of 30 minutes and 10 more for the confirmation;
// idempotency keys that answer again what they answered first, errors included, and
// 409 while the first is being done; the test code header, of test keys alone; the
// balance guard of a cancel; webhooks without a signature, in two kinds for one
// deposit, with seven retries.
//
// What is paid out is listed from the day after a sale or cancel on, two days after
// which it is paid out, and for live keys alone: the vendor has no settlements of test
// keys. Fees are those of a shop with the contract of the vendor's examples.
//
// The vendor does not say what a confirmation with another amount is answered; here
// it is 400 INVALID_REQUEST, and nothing is taken.
package toss
