package hqapp

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kioskd/queue/seal"
	"kioskd/sync/hq"
	"kioskd/sync/hq/webhook"
)

// secretsKeyFile stands beside the store.
const secretsKeyFile = "secrets.key"

// SecretsKeyFile returns where the key is that seals secrets in a store: in the file
// that is named, beside the store, or in kioskhq-data where that is PostgreSQL. It is
// empty for an HQ that keeps nothing.
func SecretsKeyFile(store, file string) string {
	path, kept := strings.CutPrefix(store, "sqlite:")
	switch {
	case file != "":
		return file
	case isPostgres(store):
		return filepath.Join("kioskhq-data", secretsKeyFile)
	case kept:
		return filepath.Join(filepath.Dir(path), secretsKeyFile)
	}
	return ""
}

// Secrets returns what seals secrets in a store: the key of a file, which is made
// when it is missing and nothing is sealed yet. A key that does not belong to what is
// sealed is an error, so that no two HQ processes at a store seal with different ones.
func Secrets(ctx context.Context, store hq.Store, file string, r io.Reader) (webhook.Sealer, error) {
	ids, err := webhook.Keys(ctx, store)
	if err != nil {
		return nil, err
	}
	s, err := secretsKey(file, len(ids) > 0, r)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(ids, func(id string) bool { return id != s.id }); i >= 0 {
		return nil, fmt.Errorf("webhooks' secrets in this store are sealed with key %.8s, and %s holds key %.8s: bring the right file, from where HQ ran before or from the other HQ processes, and name it with --secrets-key. If it is lost for ever: kioskhq secrets forget", ids[i], file, s.id)
	}
	return s, nil
}

// secretsKey reads the key, or makes one if there may be another.
func secretsKey(file string, needed bool, r io.Reader) (*secrets, error) {
	if file == "" {
		key, err := seal.NewKey(r)
		if err != nil {
			return nil, err
		}
		return newSecrets(key, r)
	}
	keeper := seal.File{Path: file}
	key, err := keeper.Load()
	switch {
	case errors.Is(err, seal.ErrNoKey) && needed:
		return nil, fmt.Errorf("the key that seals webhooks' secrets in this store is not in %s: put the file back, or name where it is with --secrets-key. If it is lost for ever: kioskhq secrets forget", file)
	case errors.Is(err, seal.ErrNoKey):
		key, err = makeSecretsKey(keeper, r)
	case errors.Is(err, seal.ErrBadKey):
		return nil, fmt.Errorf("%s is not readable as a key of webhooks' secrets: put it back as it was. If it is lost for ever, move it away, then: kioskhq secrets forget", file)
	}
	if err != nil {
		return nil, fmt.Errorf("the key of webhooks' secrets: %w", err)
	}
	return newSecrets(key, r)
}

func makeSecretsKey(at seal.File, r io.Reader) (seal.Key, error) {
	if err := os.MkdirAll(filepath.Dir(at.Path), 0o700); err != nil {
		return seal.Key{}, fmt.Errorf("make its folder: %w", err)
	}
	key, err := seal.Make(at, r)
	if errors.Is(err, fs.ErrExist) { // another process was quicker
		return at.Load()
	}
	return key, err
}

// RotateSecretsKey adds a generation to the key in a file. Secrets that are made from
// then on, by processes started anew, are sealed with it.
func RotateSecretsKey(file string, r io.Reader) (generation int, err error) {
	key, err := seal.Rotate(seal.File{Path: file}, r)
	if errors.Is(err, seal.ErrNoKey) {
		err = fmt.Errorf("there is no key in %s yet: kioskhq serve makes one, or name where it is with --secrets-key", file)
	}
	return key.Generations(), err
}

// hooksOf returns the webhooks, with all their secrets sealed.
func hooksOf(c Config, store Store) (*webhook.Hooks, error) {
	ctx := context.Background()
	sealer, err := Secrets(ctx, store, SecretsKeyFile(c.Store, c.SecretsKey), cmp.Or(c.Rand, rand.Reader))
	if err != nil {
		return nil, err
	}
	hooks := webhook.New(webhook.Options{Store: store, Sealer: sealer, Inside: c.WebhooksInside, Log: c.Log, Rand: c.Rand})
	n, err := hooks.SealAll(ctx, false)
	if n > 0 {
		c.Log.Info("hq: secrets of webhooks that stood in the store as they were are sealed", "count", n)
	}
	return hooks, err
}

// secrets seals with a key of package seal.
type secrets struct {
	id     string
	sealer *seal.Sealer
}

var _ webhook.Sealer = (*secrets)(nil)

func newSecrets(key seal.Key, r io.Reader) (*secrets, error) {
	id, err := key.ID()
	if err != nil {
		return nil, err
	}
	sealer, err := seal.New(key, r)
	return &secrets{id: id, sealer: sealer}, err
}

func (s *secrets) ID() string { return s.id }

func (s *secrets) Seal(place string, plain []byte) ([]byte, error) {
	return s.sealer.Seal(place, 0, plain)
}

func (s *secrets) Open(place string, sealed []byte) ([]byte, error) {
	return s.sealer.Open(place, 0, sealed)
}

// OpenSecrets opens a store for whoever works on the secrets in it. The caller calls
// shut when done. Forgetting is for a key that is lost: the one at hand then need not
// be the one that sealed.
func OpenSecrets(ctx context.Context, store, file string, forgetting bool, r io.Reader) (h *webhook.Hooks, shut func() error, err error) {
	if store == "memory:" {
		return nil, nil, errors.New("a store in memory is the serving HQ's alone, and so is its key: name the one that HQ keeps, as in --store sqlite:kioskhq-data/hq.db")
	}
	s, err := OpenStore(ctx, store, slog.Default())
	if err != nil {
		return nil, nil, err
	}
	var sealer webhook.Sealer
	if file = SecretsKeyFile(store, file); forgetting {
		sealer, err = secretsKey(file, false, r)
	} else {
		sealer, err = Secrets(ctx, s, file, r)
	}
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return webhook.New(webhook.Options{Store: s, Sealer: sealer}), s.Close, nil
}
