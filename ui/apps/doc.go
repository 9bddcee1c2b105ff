// Package apps keeps the operator's own web apps: bundles that are unpacked with
// suspicion, kept in versions, and served each on an origin of its own.
//
//	bistro.zip ──▶ unpack ──▶ apps/bistro/3f2a…/   index.html, app.js, …
//	               refuses     apps/bistro/91cc…/   the version before
//	               tricks      apps/apps.json       which one is shown
//
// A bundle is a zip file with index.html at its top. What could reach outside of
// its folder, hide what it is, or fill the disk is refused before a byte of it is
// served, and nothing is left behind: see [Limits] and [Add].
//
// A version is named by the hash of its bundle. The last few are kept, so that
// one that does not work is taken back in no time, also without a network.
package apps
