package zvt

import "fmt"

// slips collects the receipts that a pad dictates during a command.
type slips struct {
	agreed Charset
	all    []slip
	ended  bool // the last one is complete
}

type slip struct {
	kind  ReceiptKind
	lines []string
}

// Bounds of what a pad may dictate; more is cut off.
const (
	maxSlips = 8
	maxLines = 400
)

// add takes a line or a block.
func (s *slips) add(f Frame) error {
	if f.Code == CodePrintLine {
		var l PrintLine
		if err := l.UnmarshalBinary(f.Data); err != nil {
			return err
		}
		return s.write(ReceiptUntold, []PrintLine{l}, s.agreed)
	}
	var b PrintBlock
	if err := b.UnmarshalBinary(f.Data); err != nil {
		return err
	}
	charset := s.agreed
	if b.Charset != "" {
		charset = b.Charset
	}
	return s.write(b.Kind, b.Lines, charset)
}

// write adds lines to the receipt under way, or begins the next. A receipt ends
// with an attribute that says so, or where another kind begins.
func (s *slips) write(kind ReceiptKind, lines []PrintLine, c Charset) error {
	for _, l := range lines {
		if n := len(s.all); n == 0 || s.ended || s.all[n-1].kind != kind {
			if n == maxSlips {
				return fmt.Errorf("%w: more than %d receipts", ErrMessage, maxSlips)
			}
			s.all = append(s.all, slip{kind: kind})
		}
		now := &s.all[len(s.all)-1]
		if len(now.lines) < maxLines {
			now.lines = append(now.lines, l.lines(c)...)
		}
		s.ended = l.Attribute > attrReserved && l.Attribute < attrFeeds
	}
	return nil
}

// best returns the receipt for the customer: the one that says so, otherwise the
// last, since pads begin with the merchant's.
func (s *slips) best() []string {
	var found []string
	for _, one := range s.all {
		if one.kind == ReceiptCustomer {
			return one.lines
		}
		if one.kind != ReceiptAdmin {
			found = one.lines
		}
	}
	return found
}
