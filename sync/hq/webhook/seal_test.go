package webhook

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq/store/memory"
)

// box seals with nothing but a name, so that tests see what is bound to what.
type box string

func (b box) ID() string { return string(b) }

func (b box) Seal(place string, plain []byte) ([]byte, error) {
	return []byte(string(b) + "|" + place + "|" + string(plain)), nil
}

func (b box) Open(place string, sealed []byte) ([]byte, error) {
	text, ok := strings.CutPrefix(string(sealed), string(b)+"|"+place+"|")
	if !ok {
		return nil, errors.New("this is not for here")
	}
	return []byte(text), nil
}

// TestSealed: a secret opens with its key, for its own webhook, and not otherwise; and
// what an HQ without a key has kept is sealed later.
func TestSealed(t *testing.T) {
	t.Parallel()
	ctx, store := t.Context(), memory.New()
	plain := New(Options{Store: store})
	e, want, err := plain.Add(ctx, Endpoint{URL: "https://erp.example.com/kiosk"})
	if err != nil {
		t.Fatal(err)
	}
	sealing := New(Options{Store: store, Sealer: box("one")})
	for _, n := range []int{1, 0} {
		if got, err := sealing.SealAll(ctx, false); got != n || err != nil {
			t.Errorf("sealed %d, %v, want %d", got, err, n)
		}
	}
	k, err := sealing.endpoints.Get(ctx, e.ID)
	if err != nil || k.Value.Secrets[0].Text != "" {
		t.Fatalf("%+v, %v", k.Value, err)
	}
	if got, err := sealing.counting(k.Value, time.Now()); err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("opened %v, %v", got, err)
	}
	stolen := k.Value
	stolen.ID = "another"
	for name, c := range map[string]struct {
		h    *Hooks
		k    kept
		want string
	}{
		"no key":          {plain, k.Value, "this HQ has none"},
		"another key":     {New(Options{Store: store, Sealer: box("two")}), k.Value, "the same --secrets-key"},
		"another webhook": {sealing, stolen, "this is not for here"},
	} {
		if got, err := c.h.counting(c.k, time.Now()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v, want %q", name, got, err, c.want)
		}
	}
}
