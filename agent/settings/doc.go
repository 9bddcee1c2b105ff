// Package settings takes settings from HQ without ever letting a bad one stop
// the sale.
//
// A [Document] comes signed, from a key that HQ's server does not hold. It goes
// through the hands of every [Part] of the kiosk before it counts, is applied
// only when no payment is open, and is watched for a minute. If a part that
// worked before does not work with it, the last healthy one comes back.
//
//	          signature, version,                  no payment     watched
//	          for this kiosk?      every Part      is open        for a minute
//	offer ──▶ waiting ───────────▶ Check ────────▶ Apply ───────▶ Healthy ──▶ healthy
//	             │                   │               │               │
//	             └── refused ◀───────┘               └──▶ rolled back ◀ the pad, the screen or the
//	                 with the setting                     to the last   link got worse, or the
//	                 that is to blame                     healthy one   kiosk died of it
//
// HQ hears of each step. What is kept on disk ([Vault]) is enough to go on from
// any of them: a kiosk that is cut off in the middle of a watch begins the watch
// anew, and one that keeps being cut off in it rolls back.
//
// Nothing here moves money, and nothing here trusts HQ's server: a stolen one
// can neither change prices nor point payments elsewhere.
package settings
