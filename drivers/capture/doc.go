// Package capture records what a pad and its kiosk said to each other, masked,
// and plays the kiosk's side of it again.
//
//	          Tape.Tap(opener)
//	                │
//	driver ◀──▶ link with a tap ◀──▶ link ◀──▶ pad
//	                │ masked, by the driver's own masker
//	                ▼
//	              Tape ──▶ Since ──▶ Writer ──▶ file ──▶ Read ──▶ Play ──▶ simulator
//
// A [Tape] is always on: it holds the last of what was said, in memory, so that
// an engineer who asks after a mishap still sees it. Only what a
// [drivers.Masker] shows gets onto the tape, so there is no place where card
// numbers, track data or a buyer's details could be found. A tap never holds a
// payment up: it writes to memory alone, and a masker that fails hides what it
// cannot mask.
//
// # The file
//
// A capture is text. Its head names what was recorded, an empty line ends it,
// and every line after it is one record: seconds since the beginning, what
// happened, and the bytes of one frame:
//
//	kioskd capture 1
//	driver smartro
//	way serial:/dev/ttyUSB0?baud=115200
//	begun 2025-03-14T10:15:30.120+09:00
//
//	0.000 open
//	0.002 > 02 39 39 … 03 44
//	0.009 < 06
//	0.031 < hidden 17
//	4.500 end line lost: EOF
//
// The sign > is what the kiosk sent, < what it heard. Hidden bytes were no whole
// frame: noise, a frame that was cut off, or one with a wrong checksum. Lines
// that begin with # are comments.
package capture
