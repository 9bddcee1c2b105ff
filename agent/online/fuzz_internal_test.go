package online

import (
	"testing"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// FuzzAnswer: whatever HQ says, either it is refused or it can be acted on, and only
// what says approved is an approval that answers the charge.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"state":"waiting","url":"https://hq.example/p/1","left_ms":60000}`))
	f.Add([]byte(`{"state":"approved","approval":{"provider":"kakaopay","number":"T1","amount":5000,"at":"2026-11-21T12:00:00Z"}}`))
	f.Add([]byte(`{"state":"mismatch","approval":{"provider":"kakaopay","number":"T1","amount":5000,"at":"2026-11-21T12:00:00Z"}}`))
	f.Add([]byte(`{"state":"issued","account":{"bank":"b","number":"1","until":"2026-11-21T12:00:00Z"}}`))
	f.Add([]byte(`{"methods":[{"id":"kakaopay","name":{"en":"Kakao Pay"}}]}`))
	f.Add([]byte(`null`))
	charge := pay.Charge{Key: "order-01", Attempt: 1, Currency: pay.KRW, Amount: 5000, Via: "kakaopay"}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := parse(body)
		if err != nil {
			return
		}
		end, is := endOf(a, charge, false)
		if is != (end != pay.Answer{}) {
			t.Fatalf("%s: end %v, answer %+v", body, is, end)
		}
		if end.Approval != nil && end.Approval.Answers(charge) && (a.State != wire.OnlineApproved || a.Approval.Amount != 5000) {
			t.Fatalf("%s counts as paid", body)
		}
	})
}
