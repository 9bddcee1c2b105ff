package zvt_test

import (
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
	"kioskd/drivers/zvt"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{
		"currency": "EUR", "password": "whole number", "receipts": "text or none", "text": "cp437", "transport": "auto",
		"response-seconds": "from 1 to 60", "colour": "unknown pad setting",
	} {
		o := drivers.Options{Link: link.TCP{Address: "127.0.0.1:1"}, Watcher: &bench{}, Settings: map[string]string{setting: "blue"}}
		if _, err := zvt.Listing.New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want a hint at %q", setting, err, want)
		}
	}
}

// TestReceiptSettings: a kiosk that wants no text gets none, and sells all the
// same.
func TestReceiptSettings(t *testing.T) {
	t.Parallel()
	for receipts, want := range map[string]int{"none": 0, "pad": 0, "text": 7} {
		t.Run(receipts, func(t *testing.T) {
			t.Parallel()
			setup{settings: map[string]string{"receipts": receipts, "text": "utf-8"}}.run(t, func(b *bench) {
				if a := b.sell(); len(a.Slip) != want {
					b.Errorf("slip %q", a.Slip)
				}
			})
		})
	}
}

// TestDayByHand: with the setting manual, the person on site is told to do it.
func TestDayByHand(t *testing.T) {
	t.Parallel()
	s := setup{script: "status F0", settings: map[string]string{"end-of-day": "manual"}}
	s.run(t, func(b *bench) {
		time.Sleep(time.Minute)
		if l := b.linkNow(); l.Up || !strings.Contains(l.Reason, "make it at the pad") || strings.Contains(b.said(), "06 50") {
			b.Errorf("link %+v", l)
		}
	})
}

// TestProof: a pad that shows a payment as it was, although it has taken the money
// back, is seen through by its totals.
func TestProof(t *testing.T) {
	t.Parallel()
	both(t, "approve\nmemory original\nrestart keep van", func(b *bench) {
		b.sell()
		c, before, a, err := b.charge()
		if err == nil {
			b.Fatalf("%+v", a)
		}
		if r := b.settle(c, before); r.Approval != nil || !r.Last.Same(before) {
			b.Errorf("%+v", r)
		}
		b.taken(1234)
	})
}

// TestProofOfAStuckMemory: a memory that stands still is seen through as well.
func TestProofOfAStuckMemory(t *testing.T) {
	t.Parallel()
	both(t, "approve\nmemory frozen\nvanish final", func(b *bench) {
		b.sell()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown)
		time.Sleep(time.Minute)
		if r, err := b.Resolve(b.Context(), c, before); err == nil || !strings.Contains(err.Error(), "totals have moved by 12.34 EUR") {
			b.Errorf("%+v, %v; the money is taken", r, err)
		}
		b.taken(1234, 1234)
	})
}

// TestProofByReceipt: by a setting the memory alone counts, for pads that do not
// tell their totals.
func TestProofByReceipt(t *testing.T) {
	t.Parallel()
	s := setup{script: "approve\nvanish final", settings: map[string]string{"proof": "receipt"}}
	s.run(t, func(b *bench) {
		b.sell()
		c, before, _, err := b.charge()
		b.fate(err, pay.Unknown)
		if r := b.settle(c, before); r.Approval == nil || before.Proof != "" {
			b.Errorf("%+v since %+v", r, before)
		}
	})
}
