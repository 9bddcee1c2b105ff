// Package naver simulates Naver Pay for single payments: reserve, apply, history and
// cancel, and the page on which a customer agrees.
//
//	server: POST /{partner}/naverpay/payments/v2/reserve ─▶ reserveId
//	phone:  /payments/{reserveId} ─▶ returnUrl?resultCode=Success&paymentId=…
//	                              or returnUrl?resultCode=UserCancel&resultMessage=…&reserveId=…
//	server: POST /{partner}/naverpay/payments/v2.2/apply/payment  paymentId=…
//
// What the vendor documents and this package holds to: three headers with every call;
// 200 for failures, too, with another code than Success; apply without an amount;
// amounts that are the sum of their taxable and tax-free parts; a cancel that compares
// what will be left; CancelNotComplete for a cancel that was begun and has to be sent
// again; idempotency keys of up to 64 characters. There is no webhook.
package naver
