package bills_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/bills"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/hq/storetest/each"
	"kioskd/sync/thirdparty"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// counter is an HQ with bills, and the address where a client finds them.
type counter struct {
	*testing.T
	*bills.Bills
	h     *hq.Handler
	url   string
	token string // of shop-1
}

func TestMain(m *testing.M) { each.Main(m) }

func counterAt(t *testing.T, open each.Opener) *counter {
	t.Helper()
	c := &counter{T: t}
	var err error
	c.h, err = hq.New(hq.Options{Store: open(t), Token: func(string) (string, bool) { return "", false }, Log: slog.New(slog.DiscardHandler)})
	c.must(err)
	c.Bills = bills.New(c.h)
	c.token, err = c.NewToken(t.Context(), "shop-1", "kim")
	c.must(err)
	return c
}

// serves opens a socket for real clients.
func (c *counter) serves() *counter {
	ctx, cancel := context.WithCancel(context.Background())
	server := httptest.NewUnstartedServer(c.Bills)
	server.Config.BaseContext = nil
	server.Start()
	c.url = server.URL + bills.Base
	done := make(chan error, 1)
	go func() { done <- c.Bills.Run(ctx) }()
	c.Cleanup(func() {
		cancel()
		server.CloseClientConnections()
		if err := <-done; err != nil {
			c.Error(err)
		}
	})
	return c
}

func (c *counter) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// client is the kiosk's own client, with the token of shop-1.
func (c *counter) client(ways ...thirdparty.Way) *thirdparty.Server {
	c.Helper()
	s, err := thirdparty.NewServer(thirdparty.ServerOptions{URL: c.url, Kiosk: "shop-1", Rand: rand.Reader, Log: slog.New(slog.DiscardHandler),
		Every: 100 * time.Millisecond, Ways: ways, SignIn: thirdparty.SignIn{Kind: thirdparty.SignInToken, Secret: func() (string, error) { return c.token, nil }}})
	c.must(err)
	return s
}

var tea = bills.Bill{Key: "bill-0001", Kiosk: "shop-1", Name: "차 한 잔", Amount: 6000, By: "kim"}

// TestThreeWays: the kiosk's own client hears of a bill by each of the three ways, asks
// what it is for, and uploads what became of it; then it is off the list.
func TestThreeWays(t *testing.T) {
	t.Parallel()
	for _, way := range []thirdparty.Way{thirdparty.Poll, thirdparty.WebSocket, thirdparty.Events} {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			each.Store(t, func(t *testing.T, open each.Opener) {
				c := counterAt(t, open).serves()
				client := c.client(way)
				heard := make(chan thirdparty.Announcement, 100)
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error, 1)
				go func() {
					done <- client.Run(ctx, func(a thirdparty.Announcement) {
						select {
						case heard <- a:
						default:
						}
					})
				}()
				c.must(c.Add(ctx, tea))
				c.must(c.Add(ctx, bills.Bill{Key: "other-0001", Kiosk: "shop-2", Name: "x", Amount: 1}))
				c.must(c.Announce(ctx, tea.Key))
				select {
				case a := <-heard:
					if a.Key != tea.Key {
						t.Errorf("heard of %+v", a)
					}
				case <-time.After(20 * time.Second):
					t.Fatal("the kiosk heard of nothing")
				}
				items, err := client.Items(ctx)
				want := []thirdparty.Item{{Key: tea.Key, Name: map[string]string{"en": tea.Name}, Amount: tea.Amount}}
				if diff := cmp.Diff(want, items); diff != "" || err != nil {
					t.Errorf("%v (-want +got)\n%s", err, diff)
				}
				for range 2 {
					c.must(client.Deliver(ctx, paid(tea)))
				}
				if b, err := c.Bill(ctx, tea.Key); b.State != bills.Paid || err != nil {
					t.Errorf("%+v, %v", b, err)
				}
				if items, err := client.Items(ctx); len(items) != 0 || err != nil {
					t.Errorf("still to pay: %+v, %v", items, err)
				}
				if all, err := c.Uploads(ctx, "shop-1", "", 10); len(all) != 1 || all[0].Number != "30012345" || err != nil {
					t.Errorf("%+v, %v", all, err)
				}
				cancel()
				if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
		})
	}
}

func paid(b bills.Bill) thirdparty.Result {
	return thirdparty.Result{Seq: 4, Key: b.Key, Status: thirdparty.StatusApproved, At: time.Unix(1790000000, 0), Attempt: 1, Currency: "KRW",
		Amount: b.Amount, Approval: &wire.Approval{Number: "30012345", Method: "card"}}
}

// ask sends a request without a socket.
func (c *counter) ask(method, path, body string, headers ...string) (int, string) {
	c.Helper()
	r := httptest.NewRequest(method, bills.Base+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Result().Body)
	c.must(err)
	return w.Code, string(text)
}

const upload = `{"paymentKey":"bill-0001","status":"approved","attempt":1,"amount":6000,"currency":"KRW","approvalNumber":"30012345"}`

func TestRefusals(t *testing.T) {
	t.Parallel()
	each.Store(t, func(t *testing.T, open each.Opener) {
		c := counterAt(t, open)
		for what, q := range map[string]struct {
			method, path, body string
			headers            []string
			want               int
			says               string
		}{
			"no token":        {"GET", "/payment-items", "", []string{"Authorization", ""}, 401, "Bearer"},
			"a wrong token":   {"GET", "/payment-items", "", []string{"Authorization", "Bearer kioskbill_x"}, 401, "Bearer"},
			"an API token":    {"GET", "/payment-items", "", []string{"Authorization", "Bearer kioskhq_x"}, 401, "Bearer"},
			"no such path":    {"GET", "/secrets", "", nil, 404, "third-party.md"},
			"no JSON":         {"POST", "/upload-payment", "paid", nil, 422, "JSON"},
			"no key":          {"POST", "/upload-payment", `{"status":"approved"}`, nil, 422, "payment key"},
			"a wild key":      {"POST", "/upload-payment", `{"paymentKey":"../../etc","status":"approved"}`, nil, 422, "payment key"},
			"no such status":  {"POST", "/upload-payment", `{"paymentKey":"bill-0001","status":"ok"}`, nil, 422, "approved"},
			"money from thin": {"POST", "/upload-payment", `{"paymentKey":"bill-0001","status":"approved","amount":-1}`, nil, 422, "no sum"},
			"half a won":      {"POST", "/upload-payment", `{"paymentKey":"bill-0001","status":"approved","amount":1.5}`, nil, 422, "JSON"},
			"a flood":         {"POST", "/upload-payment", `"` + strings.Repeat("x", 1<<20) + `"`, nil, 413, "too large"},
		} {
			if code, text := c.ask(q.method, q.path, q.body, q.headers...); code != q.want || !strings.Contains(text, q.says) {
				t.Errorf("%s: %d %s, want %d and %q", what, code, text, q.want, q.says)
			}
		}
		c.must(c.EndTokens(t.Context(), "shop-1"))
		if code, _ := c.ask("GET", "/payment-items", ""); code != http.StatusUnauthorized {
			t.Errorf("an ended token: %d", code)
		}
	})
}

// TestAKeyIsOneOrder for ever.
func TestAKeyIsOneOrder(t *testing.T) {
	t.Parallel()
	each.Store(t, func(t *testing.T, open each.Opener) {
		c, ctx := counterAt(t, open), t.Context()
		c.must(c.Add(ctx, tea))
		c.must(c.Add(ctx, tea))
		dearer := tea
		dearer.Amount++
		if err := c.Add(ctx, dearer); !errors.Is(err, hq.ErrExists) {
			t.Errorf("another price: %v", err)
		}
		c.must(c.Withdraw(ctx, tea.Key))
		c.must(c.Add(ctx, tea))
		if all, err := c.Open(ctx, ""); len(all) != 0 || err != nil {
			t.Errorf("a withdrawn bill is back: %+v, %v", all, err)
		}
		if err := c.Announce(ctx, tea.Key); !errors.Is(err, people.ErrInput) {
			t.Errorf("a withdrawn bill is announced: %v", err)
		}
		for _, b := range []bills.Bill{{Key: "short", Kiosk: "k", Name: "x", Amount: 1}, {Key: "bill-0002", Kiosk: "a b", Name: "x", Amount: 1},
			{Key: "bill-0002", Kiosk: "k", Amount: 1}, {Key: "bill-0002", Kiosk: "k", Name: "a\nb", Amount: 1}, {Key: "bill-0002", Kiosk: "k", Name: "x"}} {
			if err := c.Add(ctx, b); !errors.Is(err, people.ErrInput) {
				t.Errorf("%+v: %v", b, err)
			}
		}
	})
}

// TestUnchangedItemsAreShort: a poll that finds nothing new costs no list.
func TestUnchangedItemsAreShort(t *testing.T) {
	t.Parallel()
	each.Store(t, func(t *testing.T, open each.Opener) {
		c := counterAt(t, open)
		c.must(c.Add(t.Context(), tea))
		r := httptest.NewRequest("GET", bills.Base+"/payment-items", nil)
		r.Header.Set("Authorization", "bearer "+c.token)
		w := httptest.NewRecorder()
		c.ServeHTTP(w, r)
		if code, text := c.ask("GET", "/payment-items", "", "If-None-Match", w.Header().Get("Etag")); code != http.StatusNotModified || text != "" {
			t.Errorf("%d %s", code, text)
		}
	})
}

// TestMatching holds uploads against the kiosk's journal, in virtual time.
func TestMatching(t *testing.T) {
	t.Parallel()
	for what, story := range map[string]struct {
		upload  string
		journal int64 // amount of the sale there, 0 for none
		has     bool  // the kiosk has a journal at all
		want    string
		alarm   string
	}{
		"it meets":        {upload, 6000, true, bills.MatchGood, ""},
		"another amount":  {upload, 5000, true, bills.MatchDiffer, "the kiosk's journal says 5000"},
		"another number":  {strings.Replace(upload, "30012345", "77777777", 1), 6000, true, bills.MatchDiffer, "77777777"},
		"not in it":       {upload, 0, true, bills.MatchLoose, "knows nothing of it"},
		"no journal":      {upload, 0, false, bills.MatchAlone, ""},
		"not given back":  {strings.Replace(upload, "approved", "cancelled", 1), 6000, true, bills.MatchDiffer, "given back by 6000"},
		"a clear no":      {strings.Replace(upload, "approved", "declined", 1), 6000, true, bills.MatchGood, ""},
		"the bill's else": {strings.Replace(upload, "6000", "6001", 1), 0, false, bills.MatchAlone, "its bill has 6000"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			where := each.Memory // of stories that differ in nothing that a store sees
			if what == "it meets" || what == "another amount" {
				where = each.Store
			}
			where(t, func(t *testing.T, open each.Opener) {
				synctest.Test(t, func(t *testing.T) {
					c := counterAt(t, open)
					c.must(c.Add(t.Context(), tea))
					ctx, cancel := context.WithCancel(t.Context())
					done := make(chan error, 1)
					go func() { done <- c.Bills.Run(ctx) }()
					if code, text := c.ask("POST", "/upload-payment", story.upload); code != 200 || text != `{"success":true}` {
						t.Fatalf("%d %s", code, text)
					}
					time.Sleep(time.Minute)
					if story.has {
						j := wiretest.New("e1")
						j.Sale("another", 100)
						if story.journal > 0 {
							j.Sale(tea.Key, story.journal)
						}
						c.must(c.h.Store.Put(ctx, "shop-1", "e1", storetest.Facts(t, j, 1, uint64(len(j.Lines)))))
					}
					time.Sleep(2 * time.Hour)
					all, err := c.Uploads(ctx, "shop-1", "", 10)
					if err != nil || len(all) != 1 || all[0].Match != story.want || string(all[0].Line) != story.upload {
						t.Errorf("%+v, %v, want %q", all, err, story.want)
					}
					alarms, err := c.h.Alarms(ctx)
					if err != nil || (len(alarms) == 0) != (story.alarm == "") || len(alarms) > 0 && !strings.Contains(alarms[0].Detail, story.alarm) {
						t.Errorf("%+v, %v, want %q", alarms, err, story.alarm)
					}
					cancel()
					c.must(<-done)
				})
			})
		})
	}
}

// TestAnotherStory: other bytes under the name of an upload are not stored, and are an
// alarm.
func TestAnotherStory(t *testing.T) {
	t.Parallel()
	each.Store(t, func(t *testing.T, open each.Opener) {
		c := counterAt(t, open)
		for text, want := range map[string]int{upload: 200} {
			if code, _ := c.ask("POST", "/upload-payment", text); code != want {
				t.Errorf("%d", code)
			}
		}
		if code, _ := c.ask("POST", "/upload-payment", strings.Replace(upload, "6000", "9000", 1)); code != http.StatusConflict {
			t.Errorf("another story: %d", code)
		}
		all, err := c.Uploads(t.Context(), "", "", 10)
		alarms, err2 := c.h.Alarms(t.Context())
		if err := errors.Join(err, err2); err != nil || len(all) != 1 || all[0].Amount != 6000 || len(alarms) != 1 || alarms[0].Reason != hq.AlarmUpload {
			t.Errorf("%+v, %+v, %v", all, alarms, err)
		}
	})
}

func FuzzParseUpload(f *testing.F) {
	f.Add([]byte(upload))
	f.Add([]byte(`{"paymentKey":"bill-0001","status":"cancelled","part":1,"amount":1e3}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		u, err := bills.ParseUpload(text)
		if err != nil {
			if !errors.Is(err, people.ErrInput) {
				t.Errorf("%v is no one's fault", err)
			}
			return
		}
		if !json.Valid(u.Line) || u.Amount < 0 || len(u.Key) < 6 || len(u.Name()) > 200 {
			t.Errorf("%+v was taken", u)
		}
	})
}
