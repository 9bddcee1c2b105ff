package uplink

import (
	"context"
	"errors"
	"fmt"

	"kioskd/sync/wire"
)

// Orders take what HQ wants of the kiosk. The methods are called by the
// goroutine that speaks with HQ, and must not block.
type Orders interface {
	// Settings names the settings documents that the kiosk knows.
	Settings() wire.SettingsHashes

	// Take takes a [wire.Settings], [wire.Update] or [wire.Command]. What became
	// of it goes to [Uplink.Say].
	Take(m wire.Message)

	// Pending returns the results that HQ may not have heard, for a new
	// connection.
	Pending() []wire.Message
}

// take hands an order on, or says that nobody takes it.
func (s *session) take(m wire.Message) error {
	if s.u.o.Orders != nil {
		s.u.o.Orders.Take(m)
		return nil
	}
	const nobody = "this kiosk takes no orders from HQ"
	switch m := m.(type) {
	case *wire.Settings:
		return s.write(&wire.SettingsResult{Version: m.Version, Hash: wire.Hash(m.Document), State: wire.SettingsRefused, Reason: nobody})
	case *wire.Update:
		return s.write(&wire.UpdateResult{Version: m.Version, State: wire.UpdateRefused, Reason: nobody})
	case *wire.Command:
		return s.write(&wire.CommandResult{ID: m.ID, State: wire.CommandRefused, Reason: nobody})
	}
	return nil
}

// outboxSize is how many messages may wait to be said.
const outboxSize = 64

// Say has something said to HQ soon, and reports whether it will be. It does not
// wait. While there is no connection nothing is said: a new one begins with what
// [Orders.Pending] knows.
func (u *Uplink) Say(m wire.Message) bool {
	if !u.State().Connected {
		return false
	}
	select {
	case u.outbox <- m:
		return true
	default:
		return false
	}
}

// errAgain ends a session that is to be begun anew.
var errAgain = errors.New("introducing ourselves again")

// Again has the uplink leave HQ and come back at once, to introduce the kiosk
// anew. Without a connection it does nothing.
func (u *Uplink) Again() {
	if !u.State().Connected {
		return
	}
	select {
	case u.anew <- struct{}{}:
	default: // asked already
	}
}

// forget drops what was to be said over the connection before.
func (u *Uplink) forget() {
	for {
		select {
		case <-u.outbox:
		case <-u.anew:
		default:
			return
		}
	}
}

// catchUp says what HQ may not have heard. From before it looks, everything new
// goes to the outbox.
func (s *session) catchUp() error {
	if s.u.o.Orders == nil {
		return nil
	}
	for _, m := range s.u.o.Orders.Pending() {
		if err := s.write(m); err != nil {
			return err
		}
	}
	return nil
}

// Now has the uplink try at once what it would try later: to connect, or to tell
// HQ how the kiosk is.
func (u *Uplink) Now() {
	select {
	case u.now <- struct{}{}:
	default: // asked already
	}
}

// errDrain ends a session that HQ asked to leave.
type errDrain struct{ spread int }

func (e *errDrain) Error() string {
	return fmt.Sprintf("HQ asked to come back within %d ms by another way", e.spread)
}

// capabilities tell HQ what it can want of this kiosk.
func (u *Uplink) capabilities() []string {
	all := []string{"facts", "status", "drain"}
	if u.o.Orders != nil {
		all = append(all, "settings", "command")
	}
	return all
}

// prove signs the hello with the kiosk's own key, or shows that it knows the
// token.
func (s *session) prove(hello *wire.Hello, nonce string) (err error) {
	o := s.u.o
	if o.Sign == nil {
		hello.Proof = wire.Proof(o.Token, nonce, hello.Kiosk, hello.Epoch)
		return nil
	}
	hello.Key, hello.Signature, err = o.Sign(hello.SignedBytes(nonce))
	if err != nil {
		return fmt.Errorf("sign in at HQ: %w", err)
	}
	return nil
}

// pause waits before the next attempt, unless somebody wants it now.
func (u *Uplink) pause(ctx context.Context, delay *backoff) error {
	d, err := delay.next()
	u.o.Log.Info("uplink: not connected", "hq", u.url().Host, "again_in", d.Round(1e6), "err", u.State().Error)
	sleep(ctx, d, u.now)
	return err
}
