// Package escpos drives receipt printers that speak ESC/POS over a serial line,
// a USB port that looks like one, or a network socket.
//
// # Data sheet
//
//	Models      Epson TM and the many that follow it (Bixolon, Sewoo, Citizen,
//	            Star in its ESC/POS mode, no-name kiosk modules).
//	Line        RS-232 or USB virtual port, 8 bits, no parity; the speed is the
//	            printer's switch, often 9600, 19200 or 115200. TCP port 9100.
//	Paper       58 mm (32 columns of font A) or 80 mm (42 or 48).
//	Characters  cp949: Korean in two bytes, one byte elsewhere (FS &). The paper
//	            shows what the printer's own font has: many hold the 2350 usual
//	            syllables, and leave a rare one of the other 8822 blank.
//	            latin: western languages and the euro sign (ESC t 16, WPC1252).
//	Spoken      ESC @, ESC E, ESC t, GS !, FS &, FS ., GS V, GS r, GS a,
//	            GS ( H function 48, DLE EOT 1-4, DLE DC4 function 8, LF.
//	Not spoken  graphics, bar codes, the cash drawer, page mode, settings in
//	            the printer's memory.
//
// # Origin
//
// Epson's public ESC/POS command reference (download4.epson.biz/sec_pubs/pos/
// reference_en/escpos), and the public manuals of TM-T88III, TM-L90, Citizen
// CT-S300 and Ithaca 80PLUS where they say more about answers. No printer has
// been at the other end of this package yet.
//
// # A slip on the wire
//
//	kiosk                            printer
//	  DLE EOT 1, 2, 3, 4   ─────────▶
//	                       ◀─────────  a byte each: online, cover, errors, paper
//	  (not ready: nothing is sent)
//	  ESC @ text GS V      ─────────▶
//	  GS r 1               ─────────▶
//	                       ◀─────────  a byte, once all before it was processed
//	  DLE EOT 1, 2, 3, 4   ─────────▶
//	                       ◀─────────  still online: the slip is out
//
// Nothing counts as printed on our own word. GS r waits in the printer's buffer
// behind the slip and is not carried out without paper, so that its answer is
// the slip's; where the printer knows GS ( H, setting confirm to process-id has
// the slip confirmed by a name of its own. A slip that was begun and not
// confirmed is [ErrCutOff]: some of it may be on paper. What the printer still
// holds of it is then thrown away (DLE DC4 8), because it would come out in
// front of the next customer.
//
// # Timing
//
//	answer to DLE EOT            1 s, 3 tries
//	from the slip to its answer  30 s, the printer is looked at each second
//	status when idle             every 2 s; at once where asb is on
//	silence after nonsense       100 ms, before we speak again
//	reconnect                    after 0.5, 1, 2, 4 and up to 15 s
//
// A printer that hangs costs its own goroutine these times, and a payment
// nothing: [Driver.Print] is never called on the way of money.
//
// # Quirks
//
//   - The answers to DLE EOT do not say which question they answer, so that one
//     is asked at a time.
//   - A status of four bytes (ASB, GS a) may come at any time, also when nobody
//     switched it on, and XON and XOFF may stand in the middle of an answer.
//   - The printer holds a few kilobytes. Set its flow control to XON/XOFF where
//     it holds less than one slip, about 2 kB; DTR/DSR is not spoken.
//   - Printers that do not know DLE DC4 8 print the rest of a slip as soon as
//     they have paper again. Then the next slip waits until that is out.
//   - A printer may hold back its answers while its cover is open; it then
//     counts as not connected.
package escpos
