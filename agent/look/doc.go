// Package look is what a shop may change about its screen without writing an app:
// colours, pictures, words, languages, times, sound.
//
// [Look.Check] refuses what a customer could not read or would not have the time
// to: a colour without contrast, a warning that is over too soon, a sentence that
// does not fit. It names the setting, and the pair of colours that fails.
//
//	signed settings ──▶ Check ──▶ GET /api/v1/look ──▶ the page
package look
