package hq_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// project applies facts of these kinds to a payment that nobody knows.
func project(t *testing.T, bodies map[string]wire.Body, kinds ...string) hq.Payment {
	t.Helper()
	j := wiretest.New("e1")
	var p hq.Payment
	for i, kind := range kinds {
		f, err := hq.Read(uint64(i+1), j.Add(kind, "key-1", bodies[kind]))
		if err != nil {
			t.Fatal(err)
		}
		p = hq.Project(p, "k1", f)
	}
	return p
}

func TestStatusFollowsFacts(t *testing.T) {
	t.Parallel()
	for kinds, want := range map[string]string{
		"ordered":                                         hq.Ordered,
		"ordered started":                                 hq.Started,
		"ordered started offered":                         hq.Offered,
		"ordered started offered approved":                hq.Approved,
		"ordered started declined":                        hq.Declined,
		"ordered started declined started":                hq.Started,
		"ordered started not-sent":                        hq.NotCharged,
		"ordered started unknown":                         hq.Uncertain,
		"ordered started unknown approved":                hq.Approved,
		"ordered started unknown not-charged":             hq.NotCharged,
		"ordered started unknown unresolved":              hq.Unresolved,
		"ordered started offered mismatch":                hq.Mismatched,
		"ordered started abort-asked":                     hq.Started,
		"ordered started declined late":                   hq.Late,
		"ordered started issued":                          hq.Issued,
		"ordered started issued offered approved":         hq.Approved,
		"ordered started issued declined":                 hq.Declined,
		"ordered started approved late":                   hq.Approved,
		"ordered started approved voiding":                hq.Voiding,
		"ordered started approved voiding voided":         hq.Voided,
		"ordered started approved voiding voided late":    hq.Voided,
		"ordered started approved voiding void-failed":    hq.Unresolved,
		"ordered started unknown late":                    hq.Offered,
		"ordered started approved voiding offered":        hq.Voiding,
		"ordered started approved impossible of-tomorrow": hq.Approved,
		"approved": hq.Approved, // an order that this HQ lost
	} {
		if p := project(t, nil, strings.Fields(kinds)...); p.Status != want {
			t.Errorf("%s: got %s, want %s", kinds, p.Status, want)
		}
	}
}

func TestTimesOfAnAttempt(t *testing.T) {
	t.Parallel()
	p := project(t, nil, "ordered", "started", "declined", "started")
	if !p.Started.Equal(wiretest.Start.Add(3*time.Second)) || !p.Ended.IsZero() || p.Facts != 4 {
		t.Errorf("a second attempt: %+v", p)
	}
}

// What a hostile kiosk writes into texts stays within bounds, and marks stay.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("가", 5000)
	p := project(t, map[string]wire.Body{
		"ordered":  {Test: true, Order: &wire.Order{Total: 5, Currency: "KRW", Lines: []wire.Line{{Name: long, Quantity: 2}, {Name: "x"}}}},
		"declined": {Decline: &wire.Decline{Text: long}},
		"approved": {Approval: &wire.Approval{Number: long, Ref: long, Card: long, Method: long, Amount: 5}},
	}, "ordered", "declined", "approved")
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 8000 || !p.Test {
		t.Errorf("a row of %d bytes, test mark %v", len(b), p.Test)
	}
	if (hq.Fact{Fact: wire.Fact{Key: strings.Repeat("k", 65)}}).Pays() {
		t.Error("a key that no payment can have made a payment")
	}
}
