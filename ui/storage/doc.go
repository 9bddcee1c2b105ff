// Package storage keeps small texts for web apps: a token, a language, what the
// last customer's table was.
//
// Each app has a drawer of its own, which is one sealed value of the kiosk's vault:
// it survives a restart, a new browser profile and a new version of the app, and
// says nothing to whoever finds the disk. A drawer that does not open with the
// kiosk's key stays shut: it is never taken for an empty one.
//
// The bounds are [MaxDrawer] bytes for an app, [MaxValue] for one text, and
// [Burst] writes at once with one more each [Every] after that: an app in a loop
// must not wear out the disk that the money is on.
package storage
