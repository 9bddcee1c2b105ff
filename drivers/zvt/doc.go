// Package zvt drives card pads that speak ZVT, the protocol of the payment
// terminals of Germany, Austria and Switzerland.
//
// # Data sheet
//
//	Models      any pad with the ZVT interface (Verifone, Ingenico, CCV, Worldline,
//	            PAX and others). None has been at the other end yet.
//	Protocol    PA00P016 revision 04 (the line), PA00P015 revision 13.08 (commands)
//	Line        RS-232 or USB virtual port: 9600 baud, 8 bits, no parity, 2 stop
//	            bits, no flow control: serial:/dev/ttyUSB0?baud=9600&stop=2.
//	            Or TCP, port 20007 as a rule: tcp://192.168.0.20:20007.
//	Roles       The kiosk asks. While a command runs, the pad has the say: it sends
//	            commands of its own, and the kiosk answers each with one response.
//	Money       EUR, CHF or another of [pay.Currency], one for each pad.
//	Spoken      05 01 status, 06 00 registration, 06 01 authorization, 06 02 log-off,
//	            06 10 totals, 06 20 repeat receipt, 06 30 reversal, 06 31 refund,
//	            06 50 end of day, 06 70 diagnosis, 06 93 initialisation, 06 B0 abort;
//	            of the pad: 04 0F status information, 04 FF intermediate status,
//	            06 0F completion, 06 1E abort, 06 D1 and 06 D3 receipt text
//	Answered    04 01 clock, 06 E4 blocked list; anything else with 84 83, unknown
//	Not spoken  06 22 to 06 25 (pre-authorizations), 06 0C (tips), 06 C0 and 06 E0
//	            to E3 (cards and texts without a payment), file transfers, the
//	            optional synchronisation (tag 1F1F) and message ids (tag 1F73)
//
// # Origin
//
// Frames, layouts and habits were put together from the two public documents and
// from what public implementations agree on. No pad has been at the other end of
// this package. Where the documents leave something open, the reading is chosen
// that cannot lose money, and the place says so.
//
// # A payment on the wire
//
//	kiosk                                 pad
//	  06 01 authorization ───────────────▶
//	                      ◀───────────────  80 00  (taken)
//	                      ◀───────────────  04 FF  insert card
//	  80 00               ───────────────▶
//	                      ◀───────────────  04 0F  approved, not yet final
//	  (the offer is on disk)
//	  80 00               ───────────────▶
//	                      ◀───────────────  06 D3  receipt text
//	  80 00               ───────────────▶
//	                      ◀───────────────  06 0F  done
//	  80 00               ───────────────▶
//
// An approval becomes final when the pad has our answer to 04 0F, and to every
// line of the receipt where it dictates one. Until then it takes the money back by
// itself, and says so with another 04 0F if it can. So an offer of this driver is
// never final: a payment counts as approved after 06 0F, or when [Driver.Resolve]
// finds it in the pad's memory. Where the disk fails, the answer is 84 66, and the
// pad takes the money back.
//
// On a serial line each frame travels in a block that the other side acknowledges
// with a bare 06 before it looks inside.
//
// # Timing
//
//	ACK of a block (T2)         5 s, 3 tries; what moves money is sent again only
//	                            when the pad said NAK
//	response to a command (T3)  5 s (setting response-seconds)
//	end of a command (T4)       180 s after the pad last said something (setting
//	                            completion-seconds); a charge ends with the limits of
//	                            the configuration
//	recording an offer          3 s, then 84 9C asks the pad to come again
//	silence within a block (T1) 200 ms, then it counts as cut off and is refused
//	quiet line after nonsense   250 ms, before we speak again
//	status enquiry when idle    every 30 s, which also lets the pad do its own jobs
//
// # Settings
//
//	currency            EUR (default), CHF, USD, JPY or KRW
//	password            six digits, 000000 by default
//	receipts            text (default): the pad dictates its receipts; none: it does
//	                    not, and nothing is printed; pad: the pad prints by itself
//	attended            no (default) blocks amounts and administration at the pad
//	text                cp437 (default), utf-8, iso-8859-1 to iso-8859-10, zvt-7bit
//	transport           auto (default), serial or tcp: how frames travel
//	end-of-day          auto (default) when the pad wants one, or manual
//	proof               totals (default): a lost payment counts as made when it is
//	                    in the pad's memory and in its totals; receipt: the memory
//	                    alone, for pads that do not tell their totals
//	response-seconds    5, how long the pad may take to answer a command
//	completion-seconds  180, how long it may be silent before the end of one
//
// # Quirks
//
//   - The checksum that the documents call XModem is Kermit in every public frame.
//   - A block that comes again because our ACK was lost is acknowledged and
//     dropped: the same bytes, and nothing of ours in between.
//   - Several 04 0F in one command are legal (a wrong PIN); the last one counts.
//   - A bitmap that nobody knows ends the reading of a message. A result is judged
//     by what came before; refusing it would make the pad take the money back.
//   - Over TCP the result of an end of day may come without its length.
//   - 06 1E may come without a code, 04 FF without its minutes before a container,
//     and a lone byte in the answer to a status enquiry is the status.
//   - Some Austrian pads add a container to each printed line; it is cut off.
//   - After an abort a pad may not answer the next status enquiry for some seconds.
//   - A pad that needs its end of day (F0), an initialisation or a diagnosis first
//     is shown as not ready, and cured by itself when no payment runs.
//   - A date has no year; it is the one nearest to today.
//   - No document says what 06 20 answers when there is nothing to repeat: any
//     refusal counts as empty if the pad's totals (06 10) are empty as well.
//   - What 06 20 shows after the pad took money back by itself differs: the
//     reversal, or the payment as it was. So each mark asks for the pad's totals as
//     well (setting proof), and so does a resolve that finds a payment.
//
// # Not claimed
//
// A part of a payment can only be paid back to whoever shows a card (06 31), so
// this driver does not claim [pay.PartialVoider]. A void by receipt (06 30) needs
// no card and is possible until the pad's end of day; afterwards an attended void
// is a refund, and an unattended one is the staff's.
package zvt
