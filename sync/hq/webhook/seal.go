package webhook

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
)

// Sealer keeps secrets unreadable to whoever has the store, or a copy of it, and not
// the key.
type Sealer interface {
	// ID names the key without giving it away. It stays when the key gets a new
	// generation.
	ID() string

	// Seal returns a text sealed for its place by the newest generation of the key;
	// it opens nowhere else.
	Seal(place string, plain []byte) ([]byte, error)

	// Open returns what was sealed for a place.
	Open(place string, sealed []byte) ([]byte, error)
}

// placeOf is where the secrets of an endpoint belong.
func placeOf(id string) string { return "webhook " + id }

// seal returns a secret as it is kept.
func (h *Hooks) seal(id, text string) (secret, error) {
	if h.Sealer == nil {
		return secret{Text: text}, nil
	}
	sealed, err := h.Sealer.Seal(placeOf(id), []byte(text))
	if err != nil {
		return secret{}, fmt.Errorf("seal a webhook's secret: %w", err)
	}
	return secret{Sealed: sealed, Key: h.Sealer.ID()}, nil
}

// open returns the text of a secret of an endpoint.
func (h *Hooks) open(id string, s secret) (string, error) {
	switch {
	case s.Text != "":
		return s.Text, nil
	case h.Sealer == nil:
		return "", fmt.Errorf("this webhook's secret is sealed with key %.8s, and this HQ has none", s.Key)
	case s.Key != h.Sealer.ID():
		return "", fmt.Errorf("this webhook's secret is sealed with key %.8s, and this HQ has key %.8s; give all HQ processes the same --secrets-key", s.Key, h.Sealer.ID())
	}
	text, err := h.Sealer.Open(placeOf(id), s.Sealed)
	if err != nil {
		return "", fmt.Errorf("open this webhook's secret: %w; if the key has got a new generation, start this HQ anew with it", err)
	}
	return string(text), nil
}

// counting returns the texts of the secrets that count at a time, the newest first.
func (h *Hooks) counting(k kept, at time.Time) (texts []string, err error) {
	for _, s := range k.Secrets {
		if !s.counts(at) {
			continue
		}
		text, err := h.open(k.ID, s)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// Keys returns the ids of the keys with which secrets in a store are sealed.
func Keys(ctx context.Context, store hq.Store) (ids []string, err error) {
	all, err := endpointsOf(store).All(ctx)
	for _, k := range all {
		for _, s := range k.Value.Secrets {
			if s.Key != "" && !slices.Contains(ids, s.Key) {
				ids = append(ids, s.Key)
			}
		}
	}
	return ids, err
}

// SealAll seals the secrets that stand in the store as they are, and with anew also
// those that are sealed already, by the newest generation of the key. It returns of
// how many endpoints.
func (h *Hooks) SealAll(ctx context.Context, anew bool) (n int, err error) {
	all, err := h.endpoints.All(ctx)
	for _, k := range all {
		plain := func(s secret) bool { return s.Text != "" }
		if !anew && !slices.ContainsFunc(k.Value.Secrets, plain) {
			continue
		}
		if err := h.change(ctx, k.Name, h.sealAnew); err != nil {
			return n, fmt.Errorf("webhook %s to %s: %w", k.Name, host(k.Value.URL), err)
		}
		n++
	}
	return n, err
}

func (h *Hooks) sealAnew(k *kept) error {
	var sealed []secret
	for _, s := range k.Secrets {
		text, err := h.open(k.ID, s)
		if err != nil {
			return err
		}
		next, err := h.seal(k.ID, text)
		if err != nil {
			return err
		}
		next.Ends = s.Ends
		sealed = append(sealed, next)
	}
	k.Secrets = sealed
	return nil
}

// Forget drops the secrets that no key at hand opens, for when a key is lost for
// ever. An endpoint that is left without any is switched off until somebody makes
// another secret. It returns the endpoints.
func (h *Hooks) Forget(ctx context.Context) (lost []Endpoint, err error) {
	all, err := h.endpoints.All(ctx)
	for _, k := range all {
		shut := func(s secret) bool { _, err := h.open(k.Name, s); return err != nil }
		if !slices.ContainsFunc(k.Value.Secrets, shut) {
			continue
		}
		if err := h.change(ctx, k.Name, func(k *kept) error {
			k.Secrets = slices.DeleteFunc(k.Secrets, shut)
			k.Off = k.Off || len(k.Secrets) == 0
			return nil
		}); err != nil {
			return lost, err
		}
		lost = append(lost, k.Value.Endpoint)
	}
	return lost, err
}

// errNoSecret keeps an endpoint that has no secret from being switched on.
var errNoSecret = people.Bad("the secret of this webhook was lost with its key; make another secret first")
