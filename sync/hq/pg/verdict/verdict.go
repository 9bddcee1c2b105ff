// Package verdict says what a provider's error codes mean for the money. An adapter
// lists the codes that its vendor documents, in one table for approvals and one for
// refunds, and whatever is in no table leaves the money unknown:
//
//	var approvals = verdict.Codes(map[verdict.Class]string{
//		verdict.Refused: "-705 -780 -797",
//		verdict.Look:    "-702",
//	})
//	…
//	return approvals.Approve(code, message), nil
//
// Codes count, never HTTP statuses: vendors answer 200 to what they refuse, and 400 to
// what has succeeded before.
package verdict

import (
	"strings"

	"kioskd/sync/hq/pg"
)

// Class is what an error code means for the money.
type Class int

// The classes. The zero class is that of a code in no table.
const (
	Unknown Class = iota // nobody can tell
	Refused              // final, nothing moved
	Misset               // final, nothing moved, and the operator has to look
	Expired              // its time is over, nothing moved
	Passing              // nothing moved by this request, and the same one may go well
	Look                 // it may have been done by an earlier request
)

// Table has a class for each code that a vendor documents for a call.
type Table map[string]Class

// Codes makes a table of lists of codes with blanks between them.
func Codes(lists map[Class]string) Table {
	all := Table{}
	for class, codes := range lists {
		for code := range strings.FieldsSeq(codes) {
			all[code] = class
		}
	}
	return all
}

// Approve is the result of an approval that was answered with a code.
func (t Table) Approve(code, reason string) pg.Result {
	outcome, again, alarm := t[code].judge()
	return pg.Result{Outcome: outcome, Again: again, Alarm: alarm, Code: Short(code), Reason: Short(reason)}
}

// Cancel is the result of a refund that was answered with a code.
func (t Table) Cancel(code, reason string) pg.Returned {
	outcome, again, alarm := t[code].judge()
	if outcome == pg.Expired {
		outcome = pg.Refused
	}
	return pg.Returned{Outcome: outcome, Again: again, Alarm: alarm, Code: Short(code), Reason: Short(reason)}
}

func (c Class) judge() (outcome pg.Outcome, again, alarm bool) {
	switch c {
	case Refused:
		return pg.Refused, false, false
	case Misset:
		return pg.Refused, false, true
	case Expired:
		return pg.Expired, false, false
	case Passing:
		return pg.Unknown, true, false
	}
	return pg.Unknown, false, false
}

// Short bounds words that came from outside, for books and screens, in characters.
func Short(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
