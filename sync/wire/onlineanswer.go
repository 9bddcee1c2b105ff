package wire

import (
	"errors"
	"fmt"
)

// Bounds of what an answer says. A longer address makes a code that no phone reads.
const (
	maxOnlineURL  = 1000 // bytes
	maxOnlineCode = 200
)

// Check reports why a kiosk could not act on an answer.
func (a OnlineAnswer) Check() error {
	switch {
	case len(a.URL) > maxOnlineURL:
		return fmt.Errorf("an address of %d bytes, want at most %d", len(a.URL), maxOnlineURL)
	case len(a.Code) > maxOnlineCode || len(a.Reason) > maxOnlineURL:
		return errors.New("a reason that is too long")
	case a.Approval != nil && (a.Approval.Number == "" || a.Approval.Provider == ""):
		return errors.New("an approval without provider or number")
	case a.Approval != nil && a.Approval.Amount < 0:
		return fmt.Errorf("an approval of %d", a.Approval.Amount)
	case a.State == OnlineIssued && (a.Account == nil || a.Account.Number == ""):
		return errors.New("an account without its number")
	case a.State == OnlineApproved && a.Approval == nil:
		return errors.New("it is approved and no approval is told")
	}
	return nil
}
