package desk_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// office is a desk in virtual time, with a paid payment at shop-1.
type office struct {
	*testing.T
	*desk.Desk
	settings, operator ed25519.PrivateKey
	kim, lee           people.Who
	journal            *wiretest.Journal
}

func story(t *testing.T, tell func(o *office)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &office{T: t, settings: key(1), operator: key(2), journal: wiretest.New("e1")}
		h, err := hq.New(hq.Options{Store: memory.New(), Token: func(string) (string, bool) { return "", false }, SettingsKey: public(o.settings), Log: slog.New(slog.DiscardHandler)})
		o.must(err)
		o.Desk = desk.New(desk.Options{HQ: h, People: people.New(h.Store, rand.Reader), Log: h.Log})
		all := people.Scopes
		o.kim = people.Who{Name: "kim", Role: people.Operator, Scopes: all, Session: "a"}
		o.lee = people.Who{Name: "lee", Role: people.Operator, Scopes: all, Session: "b"}
		o.journal.Sale("key-1", 12000)
		o.upload(1)
		tell(o)
		if _, _, err := o.Book.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func key(n byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32)) }
func public(k ed25519.PrivateKey) ed25519.PublicKey {
	return k.Public().(ed25519.PublicKey)
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// upload stores the journal from a fact on.
func (o *office) upload(from uint64) {
	o.Helper()
	last, _ := o.journal.Last()
	o.must(o.HQ.Store.Put(o.Context(), "shop-1", "e1", storetest.Facts(o.T, o.journal, from, last)))
}

// refused expects an error that says something.
func (o *office) refused(err error, cause error, says string) {
	o.Helper()
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), says) {
		o.Errorf("got %v, want %q", err, says)
	}
}

func (o *office) signed(version int, rest string) desk.Signed {
	text := fmt.Appendf(nil, `{"version":%d,"for":["*"]%s}`, version, rest)
	return desk.Signed{Version: uint64(version), For: []string{"*"}, Key: wire.KeyName(public(o.settings)),
		Signature: wire.Sign(o.settings, wire.PurposeSettings, text), Document: text}
}

// allow offers settings that name the operator's key.
func (o *office) allow() {
	o.Helper()
	_, err := o.Begin(o.Context(), o.kim, o.signed(1, fmt.Sprintf(`,"operators":[%q]`, wire.EncodeKey(public(o.operator)))), desk.Stage{Percent: 100})
	o.must(err)
}

func (o *office) sign(r desk.Refund, k ed25519.PrivateKey) *wire.Command {
	c := r.Command
	c.Key, c.Signature = wire.KeyName(public(k)), wire.Sign(k, wire.PurposeCommand, c.SignedBytes(r.Kiosk))
	return &c
}

// words are what the audit says, the oldest first.
func (o *office) words() (all []string) {
	o.Helper()
	entries, err := o.Book.Newest(o.Context(), 0, 100)
	o.must(err)
	for i := range entries {
		e := entries[len(entries)-1-i]
		all = append(all, e.Who+" "+e.Did)
	}
	return all
}

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

func TestCases(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		o.journal.Add(wire.KindStarted, "key-2", wire.Body{Charge: &wire.Charge{Amount: 500, Currency: "KRW"}})
		o.journal.Add(wire.KindUnresolved, "key-2", wire.Body{Reason: "the pad was exchanged"})
		o.upload(5)
		all, err := o.Cases(ctx)
		if err != nil || len(all) != 1 || all[0].Next != desk.NextAskVAN || all[0].Payment.Key != "key-2" {
			o.Fatalf("%+v, %v", all, err)
		}
		o.must(o.Take(ctx, o.kim, "shop-1", "key-2"))
		o.refused(o.Settle(ctx, o.kim, "shop-1", "key-2", "not-charged", "", 2), people.ErrInput, "how you know")
		o.refused(o.Settle(ctx, o.kim, "shop-1", "key-2", "whatever", "x", 2), people.ErrInput, "none of")
		o.refused(o.Settle(ctx, o.kim, "shop-1", "key-2", "not-charged", "x", 1), people.ErrInput, "said more")
		o.refused(o.Settle(ctx, o.kim, "shop-1", "key-1", "paid", "x", 4), people.ErrInput, "waits for nobody")
		o.must(o.Settle(ctx, o.kim, "shop-1", "key-2", "not-charged", "no approval at the VAN", 2))
		if all, err := o.Cases(ctx); err != nil || len(all) != 0 {
			o.Errorf("settled: %+v, %v", all, err)
		}
		o.journal.Add(wire.KindUnresolved, "key-2", wire.Body{Reason: "another approval was found"})
		o.upload(7)
		all, err = o.Cases(ctx)
		if err != nil || len(all) != 1 || all[0].Owner != "kim" || all[0].Settled == nil || all[0].Settled.By != "kim" {
			o.Errorf("facts that came later: %+v, %v", all, err)
		}
	})
}

// fleet makes HQ know kiosks that are well.
func (o *office) fleet(n int) {
	o.Helper()
	for i := range n {
		o.must(o.HQ.Store.Seen(o.Context(), hq.Kiosk{ID: fmt.Sprintf("shop-%02d", i), LastSeen: time.Now(), Epoch: "e1", Status: &wire.Status{Pad: wire.Pad{Up: true}}}))
	}
}

func (o *office) note(kiosk string, version uint64, state string) {
	o.Helper()
	o.must(o.HQ.Store.NoteSettings(o.Context(), kiosk, wire.SettingsResult{Version: version, State: state, Reason: "the pad was lost"}, time.Now()))
}

func (o *office) offered(version uint64) (n int) {
	o.Helper()
	all, err := o.HQ.Kiosks(o.Context())
	o.must(err)
	for _, k := range all {
		if s, err := o.HQ.Store.NewestSettings(o.Context(), k.ID); err == nil && s.Version == version {
			n++
		}
	}
	return n
}

// states are those of all roll-outs, the newest first.
func (o *office) states() (all []string) {
	o.Helper()
	rollouts, err := o.Rollouts(o.Context())
	o.must(err)
	for _, r := range rollouts {
		all = append(all, fmt.Sprint(r.Version, " ", r.State))
	}
	return all
}

func TestRollout(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		o.fleet(20)
		r, err := o.Begin(ctx, o.kim, o.signed(1, ""), desk.Stage{Percent: 10})
		if err != nil || len(r.Offered) != 2 || r.Well != 2 || o.offered(1) != 2 {
			o.Fatalf("%+v, %v", r, err)
		}
		was := r.Offered
		_, err = o.Widen(ctx, o.kim, 1, desk.Stage{Percent: 10})
		o.refused(err, people.ErrInput, "no more than")
		if r, err = o.Widen(ctx, o.kim, 1, desk.Stage{Percent: 50}); err != nil || len(r.Offered) != 10 || o.offered(1) != 10 {
			o.Errorf("%+v, %v", r, err)
		}
		for _, id := range was {
			if !strings.Contains(strings.Join(r.Offered, " "), id) {
				o.Errorf("%s was offered it before, and not now", id)
			}
		}
		o.note(r.Offered[0], 1, wire.SettingsHealthy)
		o.must(o.Stop(ctx, o.kim, 1, "a typing error"))
		if o.offered(1) != 1 {
			o.Errorf("%d are offered what was stopped, want the one that has it", o.offered(1))
		}
		_, err = o.Widen(ctx, o.kim, 1, desk.Stage{Percent: 100})
		o.refused(err, people.ErrInput, "stopped")
		_, err = o.Begin(ctx, o.kim, o.signed(2, ""), desk.Stage{Kiosks: []string{"shop-03", "shop-04"}})
		if o.must(err); o.offered(2) != 2 {
			o.Errorf("a group: %d", o.offered(2))
		}
		if _, err = o.Widen(ctx, o.kim, 2, desk.Stage{Percent: 30}); err != nil || len(o.states()) != 2 {
			o.Errorf("%v, %v", o.states(), err)
		}
		o.must(o.Offer(ctx, o.kim, o.signed(3, "")))
		if diff := cmp.Diff([]string{"3 running", "2 done", "1 stopped"}, o.states()); diff != "" {
			o.Errorf("a version for all takes the place of others (-want +got)\n%s", diff)
		}
	})
}

// TestFormerRollout: a document that an older HQ kept stands there as done.
func TestFormerRollout(t *testing.T) {
	story(t, func(o *office) {
		s := o.signed(1, "")
		o.must(o.HQ.Offer(o.Context(), hq.Settings{For: s.For, Settings: wire.Settings{Version: 1, Key: s.Key, Signature: s.Signature, Document: s.Document}}))
		if r, err := o.Rollout(o.Context(), 1); err != nil || r.State != desk.RolloutDone || r.Percent != 100 {
			o.Errorf("%+v, %v", r, err)
		}
		_, err := o.Widen(o.Context(), o.kim, 1, desk.Stage{Percent: 100})
		o.refused(err, people.ErrInput, "is done")
		_, err = o.Rollout(o.Context(), 2)
		o.refused(err, hq.ErrNotFound, "settings 2")
	})
}

func TestRolloutsThatAreNot(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		o.fleet(3)
		good := o.signed(1, "")
		wrong := good
		wrong.Signature = wire.Sign(key(7), wire.PurposeSettings, good.Document)
		renamed := good
		renamed.Version = 2
		large := o.signed(3, `,"x":"`+strings.Repeat("x", desk.MaxDocument)+`"`)
		for says, s := range map[string]desk.Signed{"signature": wrong, "says version 1": renamed, "256 KB": large, "end of JSON": {Version: 1, Document: []byte("{")}} {
			_, err := o.Begin(ctx, o.kim, s, desk.Stage{Percent: 100})
			o.refused(err, people.ErrInput, says)
		}
		for _, percent := range []int{-1, 0, 101} {
			_, err := o.Begin(ctx, o.kim, good, desk.Stage{Percent: percent})
			o.refused(err, people.ErrInput, "between 1 and 100")
		}
		o.must(o.Offer(ctx, o.kim, good))
		o.refused(o.Offer(ctx, o.kim, good), hq.ErrExists, "sign the next one")
		viewer := people.Who{Name: "vic", Role: people.Viewer, Scopes: []people.Scope{people.Read}}
		o.refused(o.Offer(ctx, viewer, o.signed(2, "")), people.ErrForbidden, "another role")
	})
}

// TestRolloutStopsItself when a kiosk goes back, and when kiosks are lost.
func TestRolloutStopsItself(t *testing.T) {
	for name, c := range map[string]struct {
		harm func(o *office, r desk.Rollout)
		want string
	}{
		"a kiosk goes back": {func(o *office, r desk.Rollout) { o.note(r.Offered[0], 1, wire.SettingsRolledBack) }, "went back to what it had: the pad was lost"},
		"a kiosk refuses":   {func(o *office, r desk.Rollout) { o.note(r.Offered[1], 1, wire.SettingsRefused) }, "refused it: the pad was lost"},
		"kiosks are lost": {func(o *office, r desk.Rollout) {
			for _, id := range r.Offered[:3] {
				o.must(o.HQ.Store.Seen(o.Context(), hq.Kiosk{ID: id, LastSeen: time.Now(), Epoch: "e1", Status: &wire.Status{}}))
			}
		}, "3 of 10 kiosks that were well before are not now"},
		"all is well": {func(o *office, r desk.Rollout) { o.note(r.Offered[0], 1, wire.SettingsHealthy) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(o *office) {
				o.fleet(20)
				r, err := o.Begin(o.Context(), o.kim, o.signed(1, ""), desk.Stage{Percent: 50})
				o.must(err)
				go func() { _ = o.Desk.Run(o.Context()) }()
				time.Sleep(time.Second)
				c.harm(o, r)
				time.Sleep(80 * time.Second) // a kiosk that is silent for longer is not well
				r, err = o.Rollout(o.Context(), 1)
				if stopped := r.State == desk.RolloutStopped; err != nil || stopped != (c.want != "") || !strings.Contains(r.Why, c.want) {
					t.Errorf("%+v, %v", r, err)
				}
			})
		})
	}
}

func TestFormerDocument(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		if text, err := o.Draft(ctx); err != nil || !strings.Contains(string(text), `"version": 1`) {
			o.Errorf("a first draft: %s, %v", text, err)
		}
		o.must(o.Offer(ctx, o.kim, o.signed(1, `,"store":{"version":"7","name":"A"}`)))
		o.must(o.Offer(ctx, o.kim, o.signed(2, `,"store":{"name":"B"}`)))
		text, err := o.Former(ctx, 1)
		want := "{\n  \"version\": 3,\n  \"for\": [\n    \"*\"\n  ],\n  \"store\": {\n    \"version\": \"7\",\n    \"name\": \"A\"\n  }\n}"
		if diff := cmp.Diff(want, string(text)); diff != "" || err != nil {
			o.Errorf("%v (-want +got)\n%s", err, diff)
		}
		_, err = o.Former(ctx, 9)
		o.refused(err, hq.ErrNotFound, "settings 9")
	})
}

func TestCompare(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		s, err := o.Compare(ctx, o.kim, "2026-11-21", "van.csv", []byte("Approval;Amount\n30012345;12000\n9;5\n"), books.Mapping{}, time.UTC)
		if err != nil || s.Report.Matched != 1 || len(s.Report.Differences) != 1 || s.Report.Differences[0].What != "only-van" {
			o.Errorf("%+v, %v", s, err)
		}
		kept, err := o.Statement(ctx, "2026-11-21")
		if diff := cmp.Diff(s, kept); diff != "" || err != nil {
			o.Errorf("%v (-want +got)\n%s", err, diff)
		}
		if m, err := o.Mapping(ctx); m.Number != "Approval" || err != nil {
			o.Errorf("%+v, %v", m, err)
		}
		_, err = o.Compare(ctx, o.kim, "21.11.2026", "", []byte("a"), books.Mapping{}, time.UTC)
		o.refused(err, people.ErrInput, "2026-01-05")
		_, err = o.Compare(ctx, o.kim, "2026-11-21", "", []byte("a,b\n"), books.Mapping{}, time.UTC)
		o.refused(err, people.ErrInput, "say which columns")
	})
}

func TestExport(t *testing.T) {
	story(t, func(o *office) {
		o.journal.Add(wire.KindOrdered, "=cmd()", wire.Body{Order: &wire.Order{Currency: "KRW", Total: -5, Lines: []wire.Line{{Name: "+1, \"x\"", Quantity: 1}}}})
		o.upload(5)
		var b bytes.Buffer
		o.must(o.ExportPayments(o.Context(), hq.Filter{}, &b))
		want := "kiosk,key,reference,status,started,ended,amount,currency,refunded,order,approval,card,method,attempt,test,recovered,reason\n" +
			"shop-1,'=cmd(),'=C MD(),ordered,2026-11-21T03:00:04Z,,-5,KRW,0,\"'+1, \"\"x\"\"\",,,,0,false,false,\n" +
			"shop-1,key-1,K EY-1,approved,2026-11-21T03:00:01Z,2026-11-21T03:00:03Z,12000,KRW,0,Latte,30012345,941009******1234,credit,1,false,false,\n"
		if diff := cmp.Diff(want, b.String()); diff != "" {
			o.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func FuzzParseSigned(f *testing.F) {
	f.Add([]byte(`{"version":1,"for":["*"],"sig":"x","document":"e30="}`))
	f.Add([]byte(`{"id":"c","name":"void-payment","args":{ "key": "k" },"expires":"2026-11-21T03:00:00Z","sig":"s"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := desk.ParseSigned(text); err == nil && s.Signature == "" {
			t.Error("an unsigned document was taken")
		}
		if c, err := desk.ParseCommand(text); err == nil && (c.Signature == "" || bytes.ContainsRune(c.Args, '\n')) {
			t.Errorf("%+v was taken", c)
		}
		_, _ = desk.ParseUnsigned(text)
	})
}
