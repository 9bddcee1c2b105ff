package cmd_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// TestOneReading: kiosk and HQ read the same facts into the same status. The
// kiosk's books are agent.Fold, HQ's are hq.Project; neither may import the
// other.
func TestOneReading(t *testing.T) {
	for story, want := range map[string]pay.Status{
		"ordered":                          pay.Ordered,
		"ordered started":                  pay.Started,
		"ordered started offered":          pay.Offered,
		"ordered started offered approved": pay.Approved,
		"ordered started declined":         pay.Declined,
		"ordered started declined started offered approved":                                  pay.Approved,
		"ordered started abort-asked unknown not-charged":                                    pay.NotCharged,
		"ordered started not-sent":                                                           pay.NotCharged,
		"ordered started unknown":                                                            pay.Uncertain,
		"ordered started unknown alarm":                                                      pay.Uncertain,
		"ordered started unknown late":                                                       pay.Offered,
		"ordered started unknown offered approved":                                           pay.Approved,
		"ordered started offered mismatch":                                                   pay.Mismatched,
		"ordered started unknown offered unresolved":                                         pay.Unresolved,
		"ordered started offered approved voiding":                                           pay.Voiding,
		"ordered started offered approved voiding void-offered voided":                       pay.Voided,
		"ordered started offered approved voiding-part voided-part":                          pay.Approved,
		"ordered started offered approved voiding-part voided-part voiding-part voided-part": pay.Voided,
		"ordered started offered approved voiding void-failed":                               pay.Unresolved,
		"ordered started unknown not-charged offered late":                                   pay.Late,
		"offered late": pay.Late,
		"ordered started unknown not-charged offered late voiding voided":      pay.Voided,
		"ordered started abort-asked offered held":                             pay.Late,
		"ordered started abort-asked offered held kept":                        pay.Approved,
		"ordered started unknown not-charged offered held voiding voided":      pay.Voided,
		"offered late unresolved":                                              pay.Unresolved,
		"ordered started offered approved impossible":                          pay.Approved,
		"ordered started unknown not-charged started unknown offered approved": pay.Approved,
	} {
		facts, at := tale(t, story), hq.Payment{}
		for _, f := range facts {
			at = hq.Project(at, "kiosk-1", hq.Fact{Fact: wire.Fact{Seq: f.Seq, At: f.At, Kind: f.Kind, Key: f.Key, Body: f.Body}})
		}
		here, err := agent.Fold(facts)
		if err != nil {
			t.Errorf("%s: %v", story, err)
		}
		if here.Status != want {
			t.Errorf("%s: the kiosk reads %q, want %q", story, here.Status, want)
		}
		if at.Status != string(want) {
			t.Errorf("%s: HQ reads %q, want %q", story, at.Status, want)
		}
	}
}

// tale makes a full fact of each word.
func tale(t *testing.T, story string) (facts []queue.Fact) {
	body := wire.Body{
		Version: 1, Attempt: 1, Order: &wire.Order{Key: "order-1", Currency: "KRW", Total: 500},
		Charge: &wire.Charge{Amount: 500, Currency: "KRW"}, Mark: &wire.Mark{Empty: true},
		Approval: &wire.Approval{Ref: "r", Number: "n", Amount: 500, Currency: "KRW"}, Decline: &wire.Decline{Code: "69"},
	}
	for i, kind := range strings.Fields(story) {
		b := body
		if strings.HasPrefix(kind, "void") {
			b.Void = &wire.Void{Amount: 500}
		}
		if rest, part := strings.CutSuffix(kind, "-part"); part {
			kind, b.Void = rest, &wire.Void{Part: 1, Amount: 250, Split: &wire.Split{Supply: 250}}
		}
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if kind == "void-offered" {
			kind = wire.KindOffered
		}
		facts = append(facts, queue.Fact{Seq: uint64(i + 1), At: time.Unix(int64(i), 0), Kind: kind, Key: "order-1", Body: text})
	}
	return facts
}
