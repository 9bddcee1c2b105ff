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

	// Store returns the shop that a slip is printed for.
	Store() pay.Store

	// Order prices the picks and returns when the order is on disk.
	Order(ctx context.Context, picks []agent.Pick, language string) (pay.Order, error)

	// Pay starts the payment of a stored order, or answers with its recorded
	// outcome. The amount is what the customer saw.
	Pay(ctx context.Context, key pay.Key, amount pay.Amount) (pay.Payment, error)

	// Abort asks for a running payment to be cancelled. Only the pad's answer
	// decides whether it was.
	Abort(ctx context.Context, key pay.Key) error

	// Dismiss tells that the customer has left the result of a payment.
	Dismiss(ctx context.Context, key pay.Key) error

	// Keep keeps what was approved too late, instead of having it go back.
	Keep(ctx context.Context, key pay.Key) error

	// Payment returns what the books say about a key.
	Payment(ctx context.Context, key pay.Key) (pay.Payment, error)
}
