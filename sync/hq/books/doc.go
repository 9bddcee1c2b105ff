// Package books compares what HQ knows of a day with a statement of the VAN.
//
//	statement (CSV) ──▶ Parse, by a Mapping ──▶ lines ──┐
//	HQ's ledger, and the kiosks' facts behind it ───────┴▶ Meet ──▶ Report
//
// Three sides meet: the kiosk's journal, whose facts HQ keeps byte for byte, HQ's
// ledger, which was made of them, and the VAN. The first two are both ours, so
// that they agree proves little; a day without a statement is "not compared with
// the VAN". A difference names the payment key that it is about, where one side
// has one.
//
// Every VAN writes its statements otherwise, so a [Mapping] says which column is
// which; [Guess] proposes one from the names of the columns.
//
// What a provider of payments by phone pays out, less its fees, is compared line by line
// with what HQ knows of each payment: see [MeetPayout].
package books
