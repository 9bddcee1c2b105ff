package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

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
