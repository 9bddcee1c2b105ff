package zvt

import (
	"time"

	"kioskd/drivers/desk"
)

// memory is what the driver keeps when the link to the pad breaks. It belongs to
// the goroutine of Run.
type memory struct {
	known  desk.Recent // approvals that were recorded
	recall desk.Recall // whether the pad's last receipt follows what was sold
	cure   ID          // what the pad needs before it takes payments

	refunds desk.Recent // payments that may have been paid back to a card
	since   time.Time   // when the driver was made
}
