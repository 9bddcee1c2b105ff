package ui

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzIntents: whatever a page sends, it is refused with a reason or means the
// same when said again.
func FuzzIntents(f *testing.F) {
	f.Add(`{"picks":[{"item":"water","quantity":1}],"language":"ko"}`)
	f.Add(`{"key":"order-1","amount":12000}`)
	f.Add(`{"key":"order-1","amount":1e3}`)
	f.Add(`{"key":"order-1","amounts":{"supply":9091,"vat":909,"tax_free":0,"service":0},"lines":[]}`)
	f.Add(`{"amounts":{"supply":1},"number":"00123","approved_ms":1741943772000,"months":0}`)
	f.Add(`{"text":200,"low":true}`)
	f.Add(`{"pin":"271828"}`)
	f.Add(`null`)
	f.Add(`{"picks":null}{}`)
	f.Fuzz(func(t *testing.T, body string) {
		again[newOrder](t, body)
		again[newPayment](t, body)
		again[describedPayment](t, body)
		again[Modes](t, body)
		again[stored](t, body)
		again[signIn](t, body)
		again[newOverride](t, body)
		again[newRefund](t, body)
	})
}

func again[T any](t *testing.T, body string) {
	var first, second T
	if err := decodeText(body, &first); err != nil {
		if p := problemOf(err); p.Status >= 500 || p.Next == "" {
			t.Fatalf("%q is answered with %+v", body, p)
		}
		return
	}
	said, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := decodeText(string(said), &second); err != nil {
		t.Fatalf("%q was read as %s, which is refused: %v", body, said, err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Fatalf("%q means two things (-first +second):\n%s", body, diff)
	}
}

func decodeText(body string, into any) error {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return decode(r, into)
}

// FuzzHost: a name is ours only if it is on the list, whatever stands around it.
func FuzzHost(f *testing.F) {
	for _, s := range []string{"localhost:80", "[::1]:80", "::1", "evil.example:80", "a.localhost", ":80", "localhost:x", "[localhost]"} {
		f.Add(s)
	}
	none := &Server{}
	f.Fuzz(func(t *testing.T, s string) {
		name, port := splitHost(s)
		if _, ours := none.named(strings.ToLower(name)); !ours || port == 0 {
			return
		}
		bare := strings.ToLower(s)
		for _, own := range []string{"127.0.0.1", "::1", "localhost"} {
			if strings.Contains(bare, own) {
				return
			}
		}
		t.Fatalf("%q counts as %q port %d", s, name, port)
	})
}

// FuzzInline: whatever a page holds, all that it adds to a policy are hashes.
func FuzzInline(f *testing.F) {
	f.Add("<script>go()</script>")
	f.Add("<SCRIPT type=module>\r\nlet a = '</b>'</script ><script src=x>no</script>")
	f.Add("<script><script>'; script-src *; //</script>")
	only := regexp.MustCompile(`^( 'sha256-[A-Za-z0-9+/]{43}=')*$`)
	f.Fuzz(func(t *testing.T, page string) {
		if got := inlineHashes([]byte(page)); !only.MatchString(got) {
			t.Fatalf("%q adds %q", page, got)
		}
	})
}
