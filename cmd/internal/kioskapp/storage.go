package kioskapp

import (
	"context"
	"encoding/json"

	"kioskd/sync/wire"
	"kioskd/ui"
	"kioskd/ui/storage"
)

// storage keeps the texts of web apps, at HQ too where the settings say so.
func (a *App) storage() ui.Storage {
	cabinet := storage.New(a.vault)
	if a.uplink == nil {
		return cabinet
	}
	a.mirror = storage.NewMirror(cabinet, textsAtHQ{a.uplink.Ask}, a.textsGoToHQ, a.o.Log)
	return a.mirror
}

// textsGoToHQ reports whether HQ is to keep them now.
func (a *App) textsGoToHQ() bool {
	if r := a.rules.Load(); r != nil {
		return r.textsAtHQ
	}
	return a.file.HQ.Storage
}

// runMirror sends what web apps keep to HQ, until ctx ends.
func (a *App) runMirror(ctx context.Context) error {
	if a.mirror == nil {
		return nil
	}
	return a.mirror.Run(ctx)
}

// textsAtHQ are the texts of web apps that HQ keeps.
type textsAtHQ struct {
	ask func(ctx context.Context, name string, body any) (json.RawMessage, error)
}

var _ storage.Far = textsAtHQ{}

// Put implements [storage.Far].
func (t textsAtHQ) Put(ctx context.Context, app, key string, value *string) error {
	_, err := t.ask(ctx, wire.AskStorage, wire.StorageAsk{Do: wire.StoragePut, App: app, Key: key, Value: value})
	return err
}

// List implements [storage.Far]: HQ answers in pages.
func (t textsAtHQ) List(ctx context.Context, app string) (map[string]string, error) {
	all, after := map[string]string{}, ""
	for {
		body, err := t.ask(ctx, wire.AskStorage, wire.StorageAsk{Do: wire.StorageList, App: app, After: after})
		if err != nil {
			return nil, err
		}
		page, err := wire.ParseStorage(body, after)
		if err != nil {
			return nil, err
		}
		for _, text := range page.Texts {
			all[text.Key], after = text.Value, text.Key
		}
		if !page.More {
			return all, nil
		}
	}
}

// Fits implements [storage.Far].
func (textsAtHQ) Fits(key, value string) bool { return wire.StoredText{Key: key, Value: value}.Fits() }
