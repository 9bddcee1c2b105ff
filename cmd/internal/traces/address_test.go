package traces

import (
	"net/url"
	"strings"
	"testing"
)

// TestEndpoint: only what can be a collector is taken, and the agent's spans go in the
// clear to this machine alone.
func TestEndpoint(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct{ agent, hq string }{
		"http://127.0.0.1:4318":            {"http://127.0.0.1:4318/v1/traces", ""},
		"http://localhost:4318/":           {"http://localhost:4318/v1/traces", ""},
		"http://[::1]:4318":                {"http://[::1]:4318/v1/traces", ""},
		"https://otlp.example.com/tenant":  {"https://otlp.example.com/tenant/v1/traces", ""},
		"http://10.0.0.5:4318":             {"run a collector here", "http://10.0.0.5:4318/v1/traces"},
		"http://localhost.evil.example":    {"run a collector here", "http://localhost.evil.example/v1/traces"},
		"http://127.0.0.1:4318/v1/traces":  {"leave /v1/traces out", ""},
		"https://me:Needle@example.com":    {"a name or a password", ""},
		"https://example.com?token=Needle": {"go on after", ""},
		"https://example.com#x":            {"go on after", ""},
		"127.0.0.1:4318":                   {"no address of a collector", ""},
		"grpc://127.0.0.1:4317":            {"no address of a collector", ""},
		"https://":                         {"no address of a collector", ""},
		"http://a b:Needle@/":              {"no address of a collector", ""},
	} {
		checkEndpoint(t, address, false, want.agent)
		if want.hq == "" {
			want.hq = want.agent
		}
		checkEndpoint(t, address, true, want.hq)
	}
}

func checkEndpoint(t *testing.T, address string, plain bool, want string) {
	t.Helper()
	got, err := Endpoint(address, plain)
	if err != nil {
		got = err.Error()
	}
	if !strings.Contains(got, want) || strings.Contains(got, "Needle") || strings.HasPrefix(want, "http") != (err == nil) {
		t.Errorf("%s, plain %v: %s; want %s", address, plain, got, want)
	}
}

// FuzzEndpoint: what is taken is an address of HTTP, with no secret in it.
func FuzzEndpoint(f *testing.F) {
	f.Add("http://127.0.0.1:4318")
	f.Add("https://a:b@c/d?e#f")
	f.Fuzz(func(t *testing.T, address string) {
		to, err := Endpoint(address, false)
		if err != nil {
			return
		}
		u, err := url.Parse(to)
		if err != nil || u.User != nil || u.RawQuery != "" || !strings.HasSuffix(u.Path, Path) || u.Scheme != "https" && !local(u.Hostname()) {
			t.Errorf("%q became %q (%v)", address, to, err)
		}
	})
}
