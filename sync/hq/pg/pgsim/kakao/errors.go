package kakao

import (
	"net/http"
	"strconv"
	"strings"

	"kioskd/sync/hq/pg/pgsim"
)

// Error codes of the vendor's that this simulator answers by itself; a script can ask
// for any other, as in code -725 or code -780:USER_LOCKED.
const (
	badParameter    = -2
	notAgreed       = -701 // the customer has not agreed yet, or has stepped back
	alreadyApproved = -702
	wrongAmount     = -704
	wrongOrder      = -706
	wrongUser       = -707
	wrongToken      = -708
	wrongCancel     = -710
	noTID           = -721
	expired         = -723
	wrongCID        = -731
	approvalFailed  = -780
	notCancelable   = -784
)

// Notes that are kept with a payment.
const (
	badCard  = "bad card"
	deposit  = "cup deposit"
	actionID = "aid"
)

func fail(code int) pgsim.Reply { return failStatus(http.StatusBadRequest, code, "") }

// failCode is for scripts: a number, and after a colon what the card company said.
func failCode(words string) pgsim.Reply {
	number, method, _ := strings.Cut(words, ":")
	code, err := strconv.Atoi(number)
	if err != nil {
		code = approvalFailed
	}
	status := http.StatusBadRequest
	if code == -1 {
		status = http.StatusInternalServerError
	}
	return failStatus(status, code, method)
}

func failStatus(status, code int, method string) pgsim.Reply {
	answer := struct {
		Code    int     `json:"error_code"`
		Message string  `json:"error_message"`
		Extras  *extras `json:"extras,omitempty"`
	}{Code: code, Message: "simulated: error " + strconv.Itoa(code)}
	if method != "" {
		answer.Extras = &extras{method, "simulated: " + method}
	}
	return pgsim.JSON(status, answer)
}

type extras struct {
	Code    string `json:"method_result_code"`
	Message string `json:"method_result_message"`
}
