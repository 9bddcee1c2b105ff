// Package webhook tells the operator's own servers what happened at HQ, in the
// layout of Standard Webhooks (https://www.standardwebhooks.com): a POST of JSON
// with the headers webhook-id, webhook-timestamp and webhook-signature, which is
// "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body".
//
//	kiosk ──▶ session ── Note ──▶ [event] ── fan out ──▶ [delivery] ──▶ their server
//	                     Put                 once it is true            until it answers 2xx
//
// # Promises
//
// What is to be told is written down before what it is about is stored, and told only
// once that is in the store: a process that dies in between forgets nothing and makes
// nothing up. An event has the same id however often it is sent, and a receiver that
// looks at ids hears it once. The order is not promised.
//
// One process of all at a store sends (it holds a lease, which another takes when it
// dies). An endpoint that does not answer 2xx is tried again after growing, random
// times, and given up after three days, which is an alarm; a person can have it sent
// again. Secrets are shown once, when they are made; in the store they are sealed with
// a key that stands elsewhere ([Sealer]).
//
// Addresses inside (this machine, private networks) are refused at the moment of
// connecting, whatever the name said before, unless [Options] allow them. Answers are
// not followed elsewhere and not kept: their status alone is.
package webhook
