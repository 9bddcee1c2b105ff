// Package slip lays a [pay.Receipt] out as lines of fixed width, for receipt
// printers and for pads that print.
//
//	pay.Receipt ──▶ Write ──▶ []Line ──▶ a printer's driver
//	                  ▲
//	        columns, language, copy
//
// It knows what belongs on a Korean sales slip and where, and nothing of any
// printer: a [Line] is text, and whether it is strong or large. Columns are
// those of a printer with characters of one width, where Hangul and its
// neighbours take two; the driver says how wide a character is on its paper
// ([Options.Measure]), because a printer decides that by its character set.
//
// A slip whose parts do not add up to its total is refused: no paper is better
// than paper that lies.
package slip
