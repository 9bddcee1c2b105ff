package thirdparty

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func en(name string) map[string]string { return map[string]string{"en": name} }

func TestItems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text  string
		names Names
		want  []Item
		left  int // how many are left out
	}{
		"a list": {
			text: `[{"paymentKey":"order-0001","name":"Tea","amount":6000}]`,
			want: []Item{{Key: "order-0001", Name: en("Tea"), Amount: 6000}},
		},
		"in an object, with parts": {
			text: `{"items":[{"paymentKey":"order-0001","name":{"ko":"차"},"supplyValue":5000,"tax":500,"taxExemptValue":300,"tip":200}]}`,
			want: []Item{{Key: "order-0001", Name: map[string]string{"ko": "차"}, Amount: 6000, Split: true, Supply: 5000, Tax: 500, Exempt: 300, Tip: 200}},
		},
		"parts and amount agree": {
			text: `[{"paymentKey":"order-0001","amount":1100,"supplyValue":1000,"tax":100}]`,
			want: []Item{{Key: "order-0001", Name: en("order-0001"), Amount: 1100, Split: true, Supply: 1000, Tax: 100}},
		},
		"a server's own words": {
			text:  `{"data":{"list":[{"key":"order-0001","title":"Tea","price":{"total":6000}}]}}`,
			names: Names{"items": "data.list", "paymentKey": "key", "name": "title", "amount": "price.total"},
			want:  []Item{{Key: "order-0001", Name: en("Tea"), Amount: 6000}},
		},
		"one without a key": {
			text: `[{"name":"Tea","amount":6000},{"paymentKey":"order-0002","amount":1}]`,
			want: []Item{{Key: "order-0002", Name: en("order-0002"), Amount: 1}}, left: 1,
		},
		"a doubled key is nobody's": {
			text: `[{"paymentKey":"order-0001","amount":1},{"paymentKey":"order-0001","amount":2},{"paymentKey":"order-0003","amount":3}]`,
			want: []Item{{Key: "order-0003", Name: en("order-0003"), Amount: 3}}, left: 2,
		},
		"sums that are none": {
			text: `[{"paymentKey":"order-0001","amount":-1},{"paymentKey":"order-0002","amount":10.5},{"paymentKey":"order-0003","amount":"10"},
			{"paymentKey":"order-0004","amount":99999999999999999999},{"paymentKey":"order-0005"},{"paymentKey":"order-0006","amount":0},
			{"paymentKey":"order-0007","amount":9,"tax":1,"supplyValue":9},{"paymentKey":"order-0008","amount":1e3}]`,
			left: 8,
		},
		"what is no item": {text: `[1,null,"x",{"paymentKey":7},{"paymentKey":"a b c d e f"},{"paymentKey":"order-0001","amount":1,"name":7}]`, left: 6},
		"nothing to pay":  {text: `[]`},
	} {
		items, left, err := parseItems([]byte(test.text), test.names)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(append([]Item{}, test.want...), append([]Item{}, items...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(left) != test.left {
			t.Errorf("%s: left out: %v, want %d", name, left, test.left)
		}
	}
}

func TestAnswersThatAreNoItems(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":           ``,
		"a page":            `<html>Welcome to the hotel</html>`,
		"no list":           `{"things":[]}`,
		"a 200 that failed": `{"items":[],"error":"database is down"}`,
		"no success":        `{"items":[],"success":false}`,
		"an error object":   `{"items":[],"error":{"code":7}}`,
		"two values":        `[] []`,
		"too many":          "[" + strings.Repeat("1,", MaxItems) + "1]",
	} {
		if items, _, err := parseItems([]byte(text), nil); err == nil {
			t.Errorf("%s: gave %v", name, items)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	if err := (Names{"paymentKey": "pay_key", "items": "data.items"}).Check(); err != nil {
		t.Error(err)
	}
	for _, bad := range []Names{{"paymentkey": "x"}, {"paymentKey": ""}, {"items": "a..b"}} {
		if err := bad.Check(); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
	for _, bad := range []string{"", "items", "//host/x", "/a b", "/a#b"} {
		p := DefaultPaths
		p.Items = bad
		if err := p.Check(); err == nil {
			t.Errorf("path %q was taken", bad)
		}
	}
}

func FuzzItems(f *testing.F) {
	f.Add([]byte(`{"items":[{"paymentKey":"order-0001","name":{"ko":"차"},"supplyValue":5000,"tax":500}]}`))
	f.Add([]byte(`[{"paymentKey":"order-0001","amount":1},{"paymentKey":"order-0001","amount":2}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		items, _, err := parseItems(text, nil)
		if err != nil && items != nil {
			t.Errorf("an error and %v", items)
		}
		seen := map[string]bool{}
		for _, i := range items {
			if i.Amount < 1 || i.Amount > maxMoney || checkKey(i.Key) != nil || seen[i.Key] || len(i.Name) == 0 {
				t.Errorf("took %+v", i)
			}
			if i.Split && i.Supply+i.Tax+i.Exempt+i.Tip != i.Amount {
				t.Errorf("parts do not add up: %+v", i)
			}
			seen[i.Key] = true
		}
	})
}

func FuzzPush(f *testing.F) {
	f.Add(`{"type":"PaymentReady","paymentKey":"order-0001"}`)
	f.Add(`{"type":"PaymentReady","data":{"paymentKey":"order-0001"}}`)
	f.Add(`order-0001`)
	f.Fuzz(func(t *testing.T, text string) {
		if key, err := parsePush([]byte(text), nil); err == nil && key != "" && checkKey(key) != nil {
			t.Errorf("a message gave %q", key)
		}
		if key, err := parseEvent(text, nil); err == nil && checkKey(key) != nil {
			t.Errorf("an event gave %q", key)
		}
	})
}

func TestPushes(t *testing.T) {
	t.Parallel()
	own := Names{"type": "event", "PaymentReady": "pay", "paymentKey": "id"}
	for text, want := range map[string]string{
		`{"type":"PaymentReady","paymentKey":"order-0001"}`:          "order-0001",
		`{"type":"PaymentReady","data":{"paymentKey":"order-0001"}}`: "order-0001",
		`{"type":"Hello"}`: "",
		`{}`:               "",
	} {
		if key, err := parsePush([]byte(text), nil); key != want || err != nil {
			t.Errorf("%s gave %q, %v", text, key, err)
		}
	}
	if key, err := parsePush([]byte(`{"event":"pay","id":"order-0001"}`), own); key != "order-0001" || err != nil {
		t.Errorf("own words gave %q, %v", key, err)
	}
	for _, bad := range []string{``, `[]`, `{"type":7}`, `{"type":"PaymentReady"}`, `{"type":"PaymentReady","paymentKey":"../etc"}`} {
		if key, err := parsePush([]byte(bad), nil); err == nil {
			t.Errorf("%s gave %q", bad, key)
		}
	}
	for _, good := range []string{`order-0001`, `"order-0001"`, `{"paymentKey":"order-0001"}`} {
		if key, err := parseEvent(good, nil); key != "order-0001" || err != nil {
			t.Errorf("%s gave %q, %v", good, key, err)
		}
	}
}
