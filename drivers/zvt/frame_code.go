package zvt

import "fmt"

// Code says what a frame is: CLASS and INSTR of a command, CCRC and APRC of a
// response.
type Code uint16

// Commands of the kiosk.
const (
	CodeStatus       Code = 0x0501 // status enquiry
	CodeRegister     Code = 0x0600 // registration
	CodeAuthorize    Code = 0x0601
	CodeLogOff       Code = 0x0602
	CodeTotals       Code = 0x0610 // send turnover totals
	CodeRepeat       Code = 0x0620 // repeat receipt
	CodeReverse      Code = 0x0630
	CodeRefund       Code = 0x0631
	CodeEndOfDay     Code = 0x0650
	CodeDiagnose     Code = 0x0670
	CodeInitialise   Code = 0x0693
	CodeAbort        Code = 0x06B0
	CodeReadCard     Code = 0x06C0
	CodeSystemConfig Code = 0x061A
)

// Commands of the pad.
const (
	CodeResult       Code = 0x040F // status information: how a command went
	CodeIntermediate Code = 0x04FF // what it is waiting for
	CodeCompletion   Code = 0x060F // the command is done
	CodeAborted      Code = 0x061E // the command is over, and was not done
	CodePrintLine    Code = 0x06D1
	CodePrintBlock   Code = 0x06D3
	CodeClock        Code = 0x0401 // date and time, for our information
	CodeBlockedList  Code = 0x06E4 // is this card blocked?
)

// Responses. A negative one is 84 and an [ID].
const (
	CodeGood     Code = 0x8000
	codeNegative Code = 0x8400
)

// Negative returns the response that refuses with an id.
func Negative(id ID) Code { return codeNegative | Code(id) }

// IsResponse tells a response from a command.
func (c Code) IsResponse() bool { return c>>8 == 0x80 || c>>8 == 0x84 }

// Refuses returns the id of a negative response. 84 00 is a positive one.
func (c Code) Refuses() (ID, bool) { return ID(c), c>>8 == 0x84 && ID(c) != 0 }

// plausible reports whether a frame may begin with this class; anything else does
// not come from a ZVT pad, nor from a kiosk.
func plausible(class byte) bool {
	switch class {
	case 0x04, 0x05, 0x06, 0x08, 0x80, 0x84:
		return true
	}
	return false
}

var codeNames = map[Code]string{
	CodeStatus: "status enquiry", CodeRegister: "registration", CodeAuthorize: "authorization",
	CodeLogOff: "log-off", CodeTotals: "turnover totals", CodeRepeat: "repeat receipt",
	CodeReverse: "reversal", CodeRefund: "refund", CodeEndOfDay: "end of day",
	CodeDiagnose: "diagnosis", CodeInitialise: "initialisation", CodeAbort: "abort",
	CodeReadCard: "read card", CodeSystemConfig: "system configuration",
	CodeResult: "status information", CodeIntermediate: "intermediate status",
	CodeCompletion: "completion", CodeAborted: "abort", CodePrintLine: "print line",
	CodePrintBlock: "print text block", CodeClock: "date and time", CodeBlockedList: "blocked-list query",
	CodeGood: "good",
}

// String returns the two bytes and the name, as in "06 01 authorization".
func (c Code) String() string {
	digits := fmt.Sprintf("%02X %02X", byte(c>>8), byte(c))
	if name, ok := codeNames[c]; ok {
		return digits + " " + name
	}
	return digits
}
