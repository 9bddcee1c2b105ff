package thirdparty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/queue"
	"kioskd/sync/wire"
)

// memory is a journal in memory, with one cursor.
type memory struct {
	mu       sync.Mutex // guards all below
	facts    []queue.Fact
	changed  chan struct{}
	position uint64
	rejected map[uint64]string
}

func newMemory() *memory {
	return &memory{changed: make(chan struct{}), rejected: map[uint64]string{}}
}

func (m *memory) add(t *testing.T, kind, key string, b wire.Body) {
	t.Helper()
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.facts = append(m.facts, queue.Fact{Seq: uint64(len(m.facts) + 1), At: time.Unix(1790000000, 0), Kind: kind, Key: key, Body: text})
	close(m.changed)
	m.changed = make(chan struct{})
}

func (m *memory) From(seq uint64, _ queue.Limit) ([]queue.Fact, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.facts[min(int(seq)-1, len(m.facts)):], nil
}

func (m *memory) Find(key string) (found []queue.Fact, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range m.facts {
		if f.Key == key {
			found = append(found, f)
		}
	}
	return found, nil
}

func (m *memory) Wait(ctx context.Context, after uint64) error {
	for {
		m.mu.Lock()
		there, changed := uint64(len(m.facts)) > after, m.changed
		m.mu.Unlock()
		if there {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (m *memory) Position() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.position
}

func (m *memory) Ack(seq uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.position = seq
	return nil
}

func (m *memory) Reject(_ context.Context, seq uint64, reason string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rejected[seq] = reason
	return nil
}

// sale writes the facts of an approved payment.
func (m *memory) sale(t *testing.T, key, number string) {
	t.Helper()
	order := &wire.Order{Key: key, Currency: "KRW", Total: 6600, Split: wire.Split{Supply: 6000, VAT: 600}}
	approval := &wire.Approval{Number: number, Amount: 6600, Method: "card", At: "2026-11-21T12:00:00", Card: "123456******7890"}
	m.add(t, wire.KindOrdered, key, wire.Body{Version: 1, Order: order})
	m.add(t, wire.KindStarted, key, wire.Body{Version: 1, Attempt: 1})
	m.add(t, wire.KindApproved, key, wire.Body{Version: 1, Attempt: 1, Approval: approval})
}

// told collects results.
type told struct {
	mu   sync.Mutex // guards got
	got  []Result
	deny func(Result) error
}

func (d *told) deliver(_ context.Context, r Result) error {
	if d.deny != nil {
		if err := d.deny(r); err != nil {
			return err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.got = append(d.got, r)
	return nil
}

func (d *told) lines() (all []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range d.got {
		number := ""
		if r.Approval != nil {
			number = r.Approval.Number
		}
		all = append(all, fmt.Sprintf("%s %s %d %s", r.Name(), number, r.Amount, r.Reason))
	}
	return all
}

func outbox(t *testing.T, m *memory, d *told, all bool) *Outbox {
	t.Helper()
	x, err := NewOutbox(OutboxOptions{Journal: m, Cursor: m, Deliver: d.deliver, All: all, Rand: noise{}, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	runs(t, x.Run)
	return x
}

// noise is a source of random bytes that are all alike.
type noise struct{}

func (noise) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 0x80
	}
	return len(p), nil
}

// TestResults: what a server hears of all that can become of a payment.
func TestResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.sale(t, "order-0001", "00012345")
		m.add(t, wire.KindVoided, "order-0001", wire.Body{Version: 1, Approval: &wire.Approval{Number: "77"},
			Void: &wire.Void{Part: 1, Amount: 1100, Split: &wire.Split{Supply: 1000, VAT: 100}}})
		m.add(t, wire.KindOrdered, "order-0002", wire.Body{Version: 1, Order: &wire.Order{Key: "order-0002", Currency: "KRW", Total: 50}})
		m.add(t, wire.KindDeclined, "order-0002", wire.Body{Version: 1, Attempt: 1, Decline: &wire.Decline{Code: "05"}})
		m.add(t, wire.KindNotCharged, "order-0002", wire.Body{Version: 1, Attempt: 2})
		m.add(t, wire.KindAlarm, "", wire.Body{Version: 1, Reason: "a disk"})
		m.add(t, wire.KindVoided, "orphan-01", wire.Body{Version: 1, Approval: &wire.Approval{Number: "9"}})
		m.add(t, wire.KindUnresolved, "order-0002", wire.Body{Version: 1, Attempt: 3, Reason: "foreign"})
		var money, all told
		outbox(t, m, &money, false)
		outbox(t, &memory{facts: m.facts, changed: make(chan struct{}), rejected: map[uint64]string{}}, &all, true)
		synctest.Wait()
		want := []string{"order-0001.approved.1.0 00012345 6600 ", "order-0001.cancelled.1.1 00012345 1100 "}
		if diff := cmp.Diff(want, money.lines()); diff != "" {
			t.Errorf("money alone (-want +got):\n%s", diff)
		}
		want = append(want, "order-0002.declined.1.0  50 ", "order-0002.not-charged.2.0  50 ", "order-0002.unresolved.3.0  50 foreign")
		if diff := cmp.Diff(want, all.lines()); diff != "" {
			t.Errorf("all (-want +got):\n%s", diff)
		}
	})
}

// TestUploadText is the upload that docs/third-party.md shows.
func TestUploadText(t *testing.T) {
	t.Parallel()
	m := newMemory()
	m.sale(t, "order-0001", "00012345")
	r, ok, err := resultOf(m.facts[2], m.Find)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	got := r.encode(Names{"paymentKey": "key", "amount": "money.total", "approved": "PAID"}, "kiosk-1")
	want := object{
		"key": "order-0001", "status": "PAID", "approvalNumber": "00012345", "money": object{"total": int64(6600)},
		"supplyValue": int64(6000), "tax": int64(600), "taxExemptValue": int64(0), "tip": int64(0), "currency": "KRW",
		"timestamp": time.Date(2026, 11, 21, 12, 0, 0, 0, time.Local).UnixMilli(), "paymentMethod": "CARD", "installment": 0,
		"attempt": 1, "kioskId": "kiosk-1",
		"card": object{"maskedCardNumber": "123456******7890", "approvalNumber": "00012345",
			"issuerName": "", "issuerCode": "", "acquirerName": "", "acquirerCode": ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestServerAwayForHours: nothing is lost, nothing overtakes, and the pauses grow.
func TestServerAwayForHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, tries, away := newMemory(), 0, true
		d := &told{deny: func(Result) error {
			if tries++; away {
				return errors.New("connection refused")
			}
			return nil
		}}
		x := outbox(t, m, d, false)
		m.sale(t, "order-0001", "1")
		m.sale(t, "order-0002", "2")
		time.Sleep(3 * time.Hour)
		synctest.Wait()
		if tries < 180 || tries > 400 || m.Position() != 2 {
			t.Errorf("%d tries in three hours, position %d", tries, m.Position())
		}
		away = false
		x.Now()
		synctest.Wait()
		want := []string{"order-0001.approved.1.0 1 6600 ", "order-0002.approved.1.0 2 6600 "}
		if diff := cmp.Diff(want, d.lines()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestRefusedResult: one that the server does not want is put aside with the
// server's words, after a while, and the next one goes.
func TestRefusedResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		d := &told{deny: func(r Result) error {
			if r.Key == "order-0001" {
				return &Refusal{Reason: "422 no such order"}
			}
			return nil
		}}
		outbox(t, m, d, false)
		m.sale(t, "order-0001", "1")
		m.sale(t, "order-0002", "2")
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if diff := cmp.Diff(map[uint64]string{3: "422 no such order"}, m.rejected); diff != "" {
			t.Errorf("put aside (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"order-0002.approved.1.0 2 6600 "}, d.lines()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestFactThatCannotBeRead goes to quarantine and stops nothing.
func TestFactThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.add(t, wire.KindApproved, "order-0009", wire.Body{})
		m.facts[0].Body = []byte(`{"attempt":"x"}`)
		m.sale(t, "order-0001", "1")
		d := &told{}
		outbox(t, m, d, false)
		synctest.Wait()
		if len(d.lines()) != 1 || m.rejected[1] == "" {
			t.Errorf("told %v, put aside %v", d.lines(), m.rejected)
		}
	})
}

// TestOutboxOnARealQueue: a start goes on where the last one stopped, and a name
// of a result is the same when it is sent again.
func TestOutboxOnARealQueue(t *testing.T) {
	t.Parallel()
	q, err := queue.Open(filepath.Join(t.TempDir(), "data"), queue.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(q.Check(t.Context()), q.Close()); err != nil {
			t.Error(err)
		}
	}()
	c, err := q.Cursor("thirdparty")
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	m.sale(t, "order-0001", "1")
	if _, err := q.Append(t.Context(), m.facts...); err != nil {
		t.Fatal(err)
	}
	done := make(chan Result, 1)
	x, err := NewOutbox(OutboxOptions{Journal: q, Cursor: c, Rand: noise{}, Log: quiet,
		Deliver: func(_ context.Context, r Result) error { done <- r; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- x.Run(ctx) }()
	if r := <-done; r.Name() != "order-0001.approved.1.0" {
		t.Errorf("told %s", r.Name())
	}
	for c.Position() < 3 { // the acknowledgement follows at once
		if err := q.Wait(ctx, 0); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
