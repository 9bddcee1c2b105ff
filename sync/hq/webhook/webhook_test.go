package webhook

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/wire"
)

// TestSignature is the example that receivers of this layout are tested with.
func TestSignature(t *testing.T) {
	t.Parallel()
	got, err := signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

// TestTold: a payment is told once, by its own id, with a good signature, and only
// when it is in the store.
func TestTold(t *testing.T) {
	story(t, func(p *post) {
		p.sells("key-1", true)
		p.sells("key-1", true) // the kiosk sends it again
		j := p.sells("key-2", false)
		time.Sleep(time.Minute)
		got := p.to.takes()
		if len(got) != 1 || got[0].Type != PaymentApproved || got[0].Signed != 1 || !strings.HasPrefix(got[0].ID, "evt_") ||
			!strings.Contains(got[0].Body, `"key":"key-1"`) || !strings.Contains(got[0].Body, "941009******1234") {
			p.Fatalf("%+v", got)
		}
		p.must(p.h.Store.Put(p.Context(), "k1", j.Epoch, storetest.Facts(p.T, j, 1, uint64(len(j.Lines)))))
		time.Sleep(time.Minute)
		if got := p.to.takes(); len(got) != 1 || !strings.Contains(got[0].Body, `"key":"key-2"`) {
			p.Errorf("%+v", got)
		}
		all, err := p.hooks.Deliveries(p.Context(), p.id, 10)
		if err != nil || len(all) != 2 || all[0].State != Heard || all[0].Tries != 1 || all[0].Attempts[0].Status != 204 {
			p.Errorf("%+v, %v", all, err)
		}
	})
}

// TestNeverStored: what HQ refused to store is told to nobody, and forgotten.
func TestNeverStored(t *testing.T) {
	story(t, func(p *post) {
		p.sells("key-1", false)
		time.Sleep(2 * time.Hour)
		left, err := p.hooks.events.All(p.Context())
		if got := p.to.takes(); len(got) != 0 || len(left) != 0 || err != nil {
			p.Errorf("told %+v, left %+v, %v", got, left, err)
		}
	})
}

// TestRotation: for a day both secrets are good, then the new one alone.
func TestRotation(t *testing.T) {
	story(t, func(p *post) {
		fresh, err := p.hooks.Rotate(p.Context(), p.id)
		p.must(err)
		p.to.secrets = append(p.to.secrets, fresh)
		for _, want := range []int{2, 1} {
			time.Sleep(time.Second) // a round that has begun goes on with the secrets that it has read
			_, err := p.hooks.Test(p.Context(), p.id, "kim")
			p.must(err)
			time.Sleep(time.Minute)
			if got := p.to.takes(); len(got) != 1 || got[0].Type != Test || got[0].Signed != want {
				p.Errorf("%+v, want %d good signatures", got, want)
			}
			p.stop()
			time.Sleep(bothFor)
			p.stop = p.runs(p.hooks)
		}
	})
}

// TestAlarmsAndSettingsAreTold, and to an endpoint that wants only some, only those.
func TestAlarmsAndSettingsAreTold(t *testing.T) {
	story(t, func(p *post) {
		ctx := p.Context()
		p.must(p.hooks.Change(ctx, p.id, Endpoint{URL: "https://erp.example.com/", Types: []string{AlarmOpened, AlarmSettled, SettingsResult}}))
		p.sells("key-1", true)
		two := hq.Trouble{Kiosk: "k1", Reason: hq.AlarmTwo, Detail: "two machines"}
		p.must(p.h.Raise(ctx, two))
		p.must(p.h.Raise(ctx, two))
		time.Sleep(time.Minute)
		p.must(p.h.Calm(ctx, two, "gone"))
		p.must(p.hooks.NoteSettings(ctx, "k1", wire.SettingsResult{Version: 3, State: wire.SettingsHealthy}, time.Now()))
		time.Sleep(time.Minute)
		p.must(p.h.Raise(ctx, two))
		time.Sleep(time.Minute)
		var got []string
		for _, h := range p.to.takes() {
			got = append(got, h.Type)
		}
		if text := strings.Join(got, " "); text != "alarm.opened settings.result alarm.settled alarm.opened" && text != "alarm.opened alarm.settled settings.result alarm.opened" {
			p.Errorf("told %s", text)
		}
	})
}

// TestOffAndRemoved: an endpoint that rests is told nothing new; a removed one leaves
// nothing behind.
func TestOffAndRemoved(t *testing.T) {
	story(t, func(p *post) {
		ctx := p.Context()
		p.to.answers(500)
		p.sells("key-1", true)
		time.Sleep(time.Minute)
		p.must(p.hooks.Change(ctx, p.id, Endpoint{URL: "https://erp.example.com/", Off: true}))
		p.to.takes()
		p.sells("key-2", true)
		time.Sleep(time.Hour)
		if got := p.to.takes(); len(got) != 0 {
			p.Errorf("told while it rests: %+v", got)
		}
		p.must(p.hooks.Remove(ctx, p.id))
		_, _, err := p.hooks.Add(ctx, Endpoint{URL: "https://other.example.com/"})
		p.must(err)
		time.Sleep(2 * time.Hour)
		due, err1 := p.hooks.due.All(ctx)
		all, err2 := p.hooks.deliveries.All(ctx)
		if len(due) != 0 || len(all) != 0 || err1 != nil || err2 != nil {
			p.Errorf("left: %+v, %+v, %v, %v", due, all, err1, err2)
		}
	})
}

// TestInsideIsRefused at the moment of connecting, and answers lead nowhere else.
func TestInsideIsRefused(t *testing.T) {
	t.Parallel()
	reached := false
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(secret.Close)
	away := httptest.NewServer(http.RedirectHandler(secret.URL, http.StatusFound))
	t.Cleanup(away.Close)
	if resp, err := newClient(false).Get(secret.URL); err == nil || !strings.Contains(err.Error(), "inside") {
		t.Errorf("%v, %v", resp, err)
	}
	resp, err := newClient(true).Get(away.URL)
	if err != nil || resp.StatusCode != http.StatusFound || reached {
		t.Errorf("%v, %v; followed: %v", resp, err, reached)
	}
	for _, a := range []string{"127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::", "224.0.0.1", "255.255.255.255"} {
		if !isInside(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as outside", a)
		}
	}
	for _, a := range []string{"93.184.216.34", "2606:2800:220:1::1"} {
		if isInside(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as inside", a)
		}
	}
}

// FuzzCheck: whatever address is taken can be asked, and is https.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"https://erp.example.com/kiosk", "http://127.0.0.1", "https://a:b@c/", "https://[::1]:1/", "javascript:x", "https://x#y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if (Endpoint{URL: address}).check(false) != nil {
			return
		}
		r, err := http.NewRequest(http.MethodPost, address, nil)
		if err != nil || r.URL.Scheme != "https" || r.URL.User != nil || r.URL.Host == "" {
			t.Errorf("%q was taken: %v, %v", address, r, err)
		}
	})
}
