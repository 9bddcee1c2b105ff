package hq

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"kioskd/sync/hq/webtoken"
	"kioskd/sync/wire"
)

// texts are what the web apps of one kiosk keep at HQ: by app, then by key. They are
// one record of the store, so that a kiosk can fill no more than that.
type texts map[string]map[string]string

// maxTexts bounds the record of a kiosk, in bytes of keys and values.
const maxTexts = 4 * wire.MaxStoredApp

func (h *Handler) texts() Drawer[texts] { return Drawer[texts]{Office: h.Store, Kind: "storage"} }

// storage answers a kiosk about the texts of its web apps.
func (h *Handler) storage(ctx context.Context, kiosk string, body json.RawMessage) (any, error) {
	var ask wire.StorageAsk
	err := json.Unmarshal(body, &ask)
	if err == nil {
		err = ask.Check()
	}
	if err != nil {
		return nil, &No{Code: "bad-question", Reason: err.Error()}
	}
	if ask.Do == wire.StorageList {
		return h.listTexts(ctx, kiosk, ask)
	}
	_, err = h.texts().Change(ctx, kiosk, func(all *texts) error { return all.put(ask) })
	return wire.StorageAnswer{}, err
}

// put keeps or forgets one text.
func (t *texts) put(ask wire.StorageAsk) error {
	if *t == nil {
		*t = texts{}
	}
	if ask.Value == nil {
		delete((*t)[ask.App], ask.Key)
		return nil
	}
	if (*t)[ask.App] == nil {
		(*t)[ask.App] = map[string]string{}
	}
	(*t)[ask.App][ask.Key] = *ask.Value
	all := 0
	for _, app := range *t {
		all += size(app)
	}
	if size((*t)[ask.App]) > wire.MaxStoredApp || all > maxTexts {
		return &No{Code: "quota", Reason: "the web apps of this kiosk keep as much at HQ as they may"}
	}
	return nil
}

func size(app map[string]string) (bytes int) {
	for key, value := range app {
		bytes += len(key) + len(value)
	}
	return bytes
}

// listTexts answers with as many texts as fit into a message.
func (h *Handler) listTexts(ctx context.Context, kiosk string, ask wire.StorageAsk) (wire.StorageAnswer, error) {
	app, err := h.textsOf(ctx, kiosk, ask.App)
	var page wire.StorageAnswer
	left := wire.MaxStored
	for _, key := range slices.Sorted(maps.Keys(app)) {
		if key <= ask.After {
			continue
		}
		t := wire.StoredText{Key: key, Value: app[key]}
		text, err := json.Marshal(t)
		if err != nil {
			return page, err
		}
		if left -= len(text) + 1; left < 0 && len(page.Texts) > 0 {
			page.More = true
			break
		}
		page.Texts = append(page.Texts, t)
	}
	return page, err
}

func (h *Handler) textsOf(ctx context.Context, kiosk, app string) (map[string]string, error) {
	all, err := h.texts().Get(ctx, kiosk)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return all.Value[app], err
}

// myStorage answers a web app's token with the texts that this app keeps. Only HQ's
// own tokens count: they alone are made for a kiosk that HQ knows.
func (h *Handler) myStorage(w http.ResponseWriter, r *http.Request, c webtoken.Claims) {
	if c.Issuer != h.Name || c.Kiosk == "" || c.App == "" {
		h.fail(w, http.StatusForbidden, errors.New("this needs a token that HQ made for a web app on a kiosk"))
		return
	}
	app, err := h.textsOf(r.Context(), c.Kiosk, c.App)
	if err != nil {
		h.broke(w, err)
		return
	}
	if app == nil {
		app = map[string]string{}
	}
	h.reply(w, http.StatusOK, app)
}
