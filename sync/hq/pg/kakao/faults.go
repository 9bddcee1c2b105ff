package kakao

import (
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/verdict"
)

// fault is the vendor's word for what went wrong.
type fault struct {
	Code    int    `json:"error_code"`
	Message string `json:"error_message"`
	Extras  struct {
		Code    string `json:"method_result_code"`
		Message string `json:"method_result_message"`
	} `json:"extras"`

	status int // of HTTP
}

// Error implements error, for a fault that ends a call in which no money can move.
func (f *fault) Error() string { return "Kakao Pay says " + f.code() + ": " + f.Message }

// approvals are the errors of approve, by the vendor's list of errors.
var approvals = verdict.Codes(map[verdict.Class]string{
	verdict.Refused: "-705 -708 -780 -797",
	verdict.Expired: "-723",
	verdict.Misset:  "-2 -401 -703 -704 -706 -707 -721 -722 -724 -725 -726 -730 -731 -732 -733 -798 -799",
	verdict.Passing: "-1",
	verdict.Look:    "-701 -702 -783 -784 -785",
})

// cancels are the errors of cancel. -710 is a balance that is not what we named,
// which is what a refund looks like that was made before.
var cancels = verdict.Codes(map[verdict.Class]string{
	verdict.Misset:  "-2 -401 -721 -722 -730 -731 -732 -733 -798 -799",
	verdict.Passing: "-1 -781",
	verdict.Look:    "-710 -784 -785",
})

// locked is what the card company's part of an error says while another payment of
// the same customer is under way.
const locked = "USER_LOCKED"

func (f fault) approval() pg.Result {
	r := approvals.Approve(f.code(), f.Message)
	if f.Extras.Code == locked {
		r.Outcome, r.Again = pg.Unknown, true
	}
	if f.Extras.Message != "" {
		r.Reason = verdict.Short(f.Extras.Message)
	}
	return r
}

// lookup: one code says that there is no such payment; all others say nothing about
// it.
func (f fault) lookup() pg.Result {
	const noTID = -721
	r := approvals.Approve(f.code(), f.Message)
	r.Outcome, r.Again = pg.Unknown, false
	if f.Code == noTID {
		r.Outcome, r.Alarm = pg.Absent, false
	}
	return r
}
