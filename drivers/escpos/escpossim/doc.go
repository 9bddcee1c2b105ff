// Package escpossim is a receipt printer without the printer: the other end of
// package escpos.
//
//	link ──▶ real-time commands ──▶ answered at once
//	  │
//	  └────▶ buffer ──▶ obeyed line by line ──▶ Roll ──▶ text, PNG
//	                    (while online, at the pace of its motor)
//
// A [Printer] understands the commands that the driver uses and says so of any
// other. What it prints is kept as a [Roll], which can be read as text and drawn
// as a picture with a bitmap font that holds the usual Hangul. It misbehaves by
// a [Script]: no paper now or in the middle of a slip, an open cover, a pulled
// cable, silence, nonsense.
//
// It is written from the same reading of the command reference as the driver,
// so that it proves the driver's habits and not the bytes.
package escpossim
