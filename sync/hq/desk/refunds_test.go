package desk_test

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

func TestRefundByTwo(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		o.allow()
		r, err := o.AskRefund(ctx, o.kim, "shop-1", "key-1", 0, "cold tea")
		o.must(err)
		good := o.sign(r, o.operator)
		_, err = o.AskRefund(ctx, o.lee, "shop-1", "key-1", 0, "cold tea")
		o.refused(err, people.ErrInput, "waits already")
		_, err = o.Agree(ctx, o.kim, r.ID, good)
		o.refused(err, people.ErrForbidden, "another person")
		_, err = o.Agree(ctx, people.Who{Name: "KIM", Session: "c", Scopes: people.Scopes}, r.ID, good)
		o.refused(err, people.ErrForbidden, "another person")
		_, err = o.Agree(ctx, people.Who{Name: "token erp", Scopes: people.Scopes}, r.ID, good)
		o.refused(err, people.ErrForbidden, "a person agrees")
		_, err = o.Agree(ctx, people.Who{Name: "vic", Role: people.Viewer, Scopes: []people.Scope{people.Read}, Session: "d"}, r.ID, good)
		o.refused(err, people.ErrForbidden, "another role")
		_, err = o.Agree(ctx, o.lee, r.ID, nil)
		o.refused(err, people.ErrInput, "not signed yet")
		_, err = o.Agree(ctx, o.lee, r.ID, o.sign(r, key(7)))
		o.refused(err, people.ErrInput, "no operator's key")
		other := r
		other.Command.Args = json.RawMessage(`{"key":"key-1","reason":"cold tea","amount":99999}`)
		_, err = o.Agree(ctx, o.lee, r.ID, o.sign(other, o.operator))
		o.refused(err, people.ErrInput, "another command")

		r, err = o.Agree(ctx, o.lee, r.ID, good)
		if err != nil || r.State != desk.RefundSent || r.DecidedBy != "lee" {
			o.Errorf("%+v, %v", r, err)
		}
		_, err = o.Agree(ctx, o.lee, r.ID, good)
		o.refused(err, people.ErrInput, "is sent")
		given, err := o.HQ.Store.Commands(ctx, "shop-1", 9)
		if err != nil || len(given) != 1 || given[0].ID != r.ID || given[0].Signature != good.Signature {
			o.Errorf("%+v, %v", given, err)
		}
		if diff := cmp.Diff([]string{"kim settings-offered", "kim refund-asked", "lee refund-agreed"}, o.words()); diff != "" {
			o.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestRefundOnce: of many who agree at once, one sends it.
func TestRefundOnce(t *testing.T) {
	story(t, func(o *office) {
		o.allow()
		r, err := o.AskRefund(o.Context(), o.kim, "shop-1", "key-1", 5000, "half of it")
		o.must(err)
		var sent atomic.Int64
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if _, err := o.Agree(o.Context(), o.lee, r.ID, o.sign(r, o.operator)); err == nil {
					sent.Add(1)
				}
			})
		}
		all.Wait()
		if given, err := o.HQ.Store.Commands(o.Context(), "shop-1", 9); sent.Load() != 1 || len(given) != 1 || err != nil {
			o.Errorf("sent %d times: %+v, %v", sent.Load(), given, err)
		}
	})
}

func TestRefundsThatAreNot(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		_, err := o.AskRefund(ctx, o.kim, "shop-1", "key-1", 12001, "more than was paid")
		o.refused(err, people.ErrInput, "12000 that are left")
		_, err = o.AskRefund(ctx, o.kim, "shop-1", "key-1", 0, " ")
		o.refused(err, people.ErrInput, "why")
		_, err = o.AskRefund(ctx, o.kim, "shop-1", "key-9", 0, "x")
		o.refused(err, hq.ErrNotFound, "not found")
		r, err := o.AskRefund(ctx, o.kim, "shop-1", "key-1", 0, "cold tea")
		o.must(err)
		_, err = o.Agree(ctx, o.lee, r.ID, o.sign(r, o.operator))
		o.refused(err, people.ErrInput, "has no settings from HQ")
		time.Sleep(desk.RefundWithin)
		_, err = o.Agree(ctx, o.lee, r.ID, o.sign(r, o.operator))
		o.refused(err, people.ErrInput, "is expired")
		again, err := o.AskRefund(ctx, o.kim, "shop-1", "key-1", 0, "cold tea")
		o.must(err)
		again, err = o.Decline(ctx, o.lee, again.ID, "the tea was warm")
		if err != nil || again.State != desk.RefundRefused || again.Why != "the tea was warm" {
			o.Errorf("%+v, %v", again, err)
		}
	})
}

// TestCommandThatMovesMoney: one that comes signed waits for a second person, too.
func TestCommandThatMovesMoney(t *testing.T) {
	story(t, func(o *office) {
		o.allow()
		c := wire.Command{ID: "c1", Name: wire.CommandVoidPayment, Args: json.RawMessage(`{"key":"key-1","reason":"cold tea"}`), Expires: time.Now().Add(time.Hour)}
		signed := o.sign(desk.Refund{Kiosk: "shop-1", Command: c}, o.operator)
		token := people.Who{Name: "token erp", Scopes: people.Scopes}
		o.refused(o.Command(o.Context(), token, "shop-1", signed), desk.ErrSecondPerson, "/refunds/c1")
		if given, err := o.HQ.Store.Commands(o.Context(), "shop-1", 9); len(given) != 0 || err != nil {
			o.Errorf("%+v, %v", given, err)
		}
		r, err := o.Agree(o.Context(), o.lee, "c1", nil)
		if err != nil || r.State != desk.RefundSent || r.Amount != 12000 {
			o.Errorf("%+v, %v", r, err)
		}
		o.must(o.Command(o.Context(), token, "shop-1", &wire.Command{Name: wire.CommandLock}))
	})
}
