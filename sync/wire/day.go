package wire

// Kinds of facts about the business day. They belong to no payment.
const (
	KindDayOpened = "day-opened" // what a look at everything found in the morning
	KindDayClosed = "day-closed" // the totals of the day, and the pad's where it has any
)

// Day is the opening or the end of a business day.
type Day struct {
	Date   string     `json:"date"`             // as in 2026-01-05
	Checks []DayCheck `json:"checks,omitempty"` // of an opening
	Totals *DayTotals `json:"totals,omitempty"` // the kiosk's, since the last end of day
	Pad    *DayTotals `json:"pad,omitempty"`    // what the pad handed in; nil where it did not
}

// DayCheck is one thing that was looked at.
type DayCheck struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Says string `json:"says"` // for people
}

// DayTotals adds up sales and refunds, in minor units. What a pad counts it may
// not tell apart.
type DayTotals struct {
	Currency string `json:"currency,omitempty"`
	Count    int    `json:"count"`
	Sales    int64  `json:"sales,omitempty"`
	Refunds  int64  `json:"refunds,omitempty"`
	Net      int64  `json:"net"`
}
