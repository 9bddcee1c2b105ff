package ui

import (
	"context"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// Agent is the heart as a screen sees it: views come out, intents go in. An
// error that a person can act on is an [agent.Fault].
type Agent interface {
	// View returns what a screen shows now. It never blocks.
	View() agent.View

	// Wait returns the view as soon as its Seq is greater than after.
	Wait(ctx context.Context, after uint64) (agent.View, error)

	// Catalogue returns what is on sale now.
	Catalogue() agent.Catalogue

	// Listing returns what there is to choose from. Where the operator's server says
	// that, it is asked.
	Listing(context.Context) (agent.Listing, error)

	// Store returns the shop that a slip is printed for.
	Store() pay.Store

	// Order prices the picks and returns when the order is on disk.
	Order(ctx context.Context, picks []agent.Pick, language string) (pay.Order, error)

	// OrderByApp stores an order with a page's own amounts, or returns the stored
	// one that asks for the same.
	OrderByApp(context.Context, agent.AppOrder) (pay.Order, error)

	// Pay starts the payment of a stored order, or answers with its recorded
	// outcome. The amount is what the customer saw.
	Pay(ctx context.Context, key pay.Key, amount pay.Amount) (pay.Payment, error)

	// PayInMonths is Pay in monthly payments, as Instalments offers them.
	PayInMonths(ctx context.Context, key pay.Key, amount pay.Amount, months int) (pay.Payment, error)

	// PayByPhone is Pay by one of the view's ways; language is that of the phone's pages.
	PayByPhone(ctx context.Context, key pay.Key, amount pay.Amount, via, language string) (pay.Payment, error)

	// Instalments returns which monthly payments are offered.
	Instalments() agent.Instalments

	// Abort asks for a running payment to be cancelled. Only the pad's answer
	// decides whether it was.
	Abort(ctx context.Context, key pay.Key) error

	// Dismiss tells that the customer has left the result of a payment.
	Dismiss(ctx context.Context, key pay.Key) error

	// Keep keeps what was approved too late, instead of having it go back.
	Keep(ctx context.Context, key pay.Key) error

	// Undelivered has the money for goods that never came go back, once for each
	// ID. It returns when that is on disk.
	Undelivered(context.Context, agent.Refund) error

	// Refund has money go back on a person's word.
	Refund(context.Context, agent.Refund) error

	// RefundByApp has money go back on the word of a page that can describe the
	// payment, where the shop lets pages do that.
	RefundByApp(context.Context, agent.AppRefund) error

	// Help calls the staff to the kiosk.
	Help(context.Context) error

	// StaffList returns what a person has to look at.
	StaffList(context.Context) ([]agent.Case, error)

	// Override takes a person's word about a case.
	Override(ctx context.Context, key pay.Key, name, reason string) error

	// Payment returns what the books say about a key.
	Payment(ctx context.Context, key pay.Key) (pay.Payment, error)
}
