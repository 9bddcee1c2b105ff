// Package kakao simulates the online payments of Kakao Pay: ready, approve, order and
// cancel, and the page on which a customer agrees.
//
//	server: POST /online/v1/payment/ready ─▶ tid, next_redirect_mobile_url
//	phone:  …/phone/… ─▶ approval_url?pg_token=…   or cancel_url, or fail_url
//	server: POST /online/v1/payment/approve {tid, both partner ids, pg_token}
//
// What the vendor documents and this package holds to: the secret key in the header
// Authorization, after the word SECRET_KEY; the merchant's code (cid) with each call;
// both partner ids the same from ready to approve; a pg_token that counts once; the
// balance guard of a cancel; a cup deposit that forbids a partial cancel. There is no
// idempotency key and no webhook. Errors are 400 with a negative error_code, from the
// vendor's list of errors as public integrations know it.
package kakao
