// Package ui is what the finger meets: the kiosk's own page and the local API
// that it is made of.
//
// The page holds no truth. It draws the [agent.View] that the agent sends and
// passes on what the customer wants, so that it is right again after a reload
// or a restart of either side:
//
//	          GET events ◀── views ──┐
//	page                             ├── Server ── Agent
//	          POST payments ─ intent ┘
//
// # The API
//
// Everything lives under /api/v1 and speaks JSON; amounts are whole minor units.
//
//	GET  kiosk                   what the kiosk is and can: a page asks this first
//	GET  view                    what a screen shows this second
//	GET  events                  the same as a stream (server-sent events)
//	GET  catalogue               what is on sale
//	GET  store                   the shop, as it stands on a slip
//	POST orders                  {picks, language} → the priced, stored order
//	POST orders                  {key, amounts, lines?} → the same, of a page's own amounts
//	GET  instalments             from which amount, and in how many months
//	POST payments                {key, amount, months?} → the payment, started
//	GET  payments/{key}          what the books say
//	POST payments/{key}/abort    the customer pressed cancel
//	POST payments/{key}/dismiss  the customer leaves the result
//	POST payments/{key}/receipt  {kind, language, again} → a slip on paper
//	POST payments/{key}/keep     the customer keeps what was approved too late
//	POST payments/{key}/refund   {amounts, number, approved_ms, months} → all of it goes back
//	GET PUT DELETE modes         how the customer wants to be served: language, size, contrast, …
//	POST help                    calls the staff to the kiosk
//	GET PUT DELETE storage       {key, value}: text that this web app keeps on this kiosk
//	POST storage/clear           all of it goes
//	POST auth/token              → {token, expires, left_ms}: for HQ's REST, to this web app
//
// With a credential (Authorization: Bearer), for machines that deliver goods, for
// the shop's people, and for the program that starts the kiosk's browser:
//
//	POST launches                    → the path that opens the screen once
//	POST payments/{key}/undelivered  {id, amount?, reason}  the money goes back, once for each id
//	GET  staff                       what a person has to look at
//	POST staff/{key}/override        {name, reason}
//	POST staff/{key}/refund          {id?, amount?, reason}
//
// For the shop's people, on the staff page's own origin, after the PIN (or with the
// staff credential): staff/session, staff/overview, staff/sales, staff/totals,
// staff/pad-test, staff/send-now, staff/{key}/receipt. All of it is described in
// docs/local-api.yaml.
//
// The payment key makes payments idempotent: the same key answers with the
// recorded outcome, so a double tap cannot pay twice. The amount is what the
// customer saw; the agent refuses it when it is not that of the stored order.
//
// A page's own amounts count only where the kiosk is set to let a page decide
// (payments.orders = "app"), and up to a bound; elsewhere they have to be those of
// the order that is stored under the key.
//
// Whatever is refused is answered as application/problem+json with a sentence
// on the next step, and with the agent's fault number where there is one.
//
// A token is a JWT from HQ that counts for some minutes and names the kiosk and the
// web app that asked, by the name of its place. A web app sends
// it to HQ, or to a server of its own, as Authorization: Bearer. Without HQ there is
// none (503); the last one is answered again as long as it counts.
//
// A view says how the receipt printer is, where there is one, and what became of
// the last slip. The same slip is printed once, however often it is asked for,
// unless the wish says "again".
//
// # The guard
//
// A kiosk's browser also opens pages of strangers, so that being on loopback is
// not enough. The [Server] hears loopback peers only, and only under a name
// that means this machine (a page that rebinds its own name to 127.0.0.1 keeps
// its name in the Host header); it refuses what comes from another origin, and
// its own page may load nothing from anywhere else.
//
// A program that is no browser sends no Origin. So whatever is not for all to see
// needs a session, which a browser gets by the address that starts the screen
// (package launch), and other programs send as a bearer token.
//
// # Places
//
// The name in an address says whose page it is. Each is an origin of its own to
// the browser, with its own cookies, storage and rights:
//
//	http://127.0.0.1:8480        the kiosk's own page
//	http://staff.localhost:8480  the staff page
//	http://<app>.localhost:8480  a web app; the SDK is below /sdk/
//
// # The page
//
// The page's sources are in web (TypeScript and Preact). After a change, run
//
//	go run ./ui/bundle
//
// and commit dist with it; a test says when they differ. The page is embedded
// in the program.
package ui
