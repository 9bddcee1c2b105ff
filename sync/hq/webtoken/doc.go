// Package webtoken makes the tokens with which web apps on kiosks call HQ, and
// judges those that come back.
//
//	web app ──▶ kiosk ── ask web-token ──▶ HQ: Maker.Make
//	   ▲                                    │
//	   └───────────── token ◀───────────────┘
//	   └── Authorization: Bearer ──▶ HQ, or the web app's own server: Trust.Check
//
// A token is a JWT (RFC 7519), signed with Ed25519 by a key that HQ keeps. It
// names the kiosk (sub) and whom it is for (aud): HQ itself, and the web app's
// server, which finds the public half of the key at HQ's JWKS address. It counts
// for [Lifetime] and cannot be called back, so it opens nothing that moves money.
//
// Tokens of other issuers, such as the operator's own OAuth server, count where
// their public keys were configured: see [ReadIssuer].
package webtoken
