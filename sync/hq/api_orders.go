package hq

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"kioskd/sync/wire"
)

// maxBody bounds what a machine may send: a settings document in base64 fits.
const maxBody = 512 << 10

// take reads the body of a request, or answers it.
func (h *Handler) take(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		h.fail(w, http.StatusBadRequest, fmt.Errorf("the body is not as wanted: %w", err))
		return false
	}
	return true
}

// done answers a request that changed something.
func (h *Handler) done(w http.ResponseWriter, err error, v any) {
	switch {
	case errors.Is(err, ErrExists):
		h.fail(w, http.StatusConflict, err)
	case errors.Is(err, ErrNotFound):
		h.fail(w, http.StatusNotFound, errors.New("there is no such thing"))
	case errors.Is(err, wire.ErrMessage):
		h.fail(w, http.StatusBadRequest, err)
	case err != nil:
		h.broke(w, err)
	default:
		h.reply(w, http.StatusOK, v)
	}
}

// Bounds of the time that a code counts.
const (
	codeWithin    = time.Hour
	maxCodeWithin = 7 * 24 * time.Hour
)

func (h *Handler) apiCode(w http.ResponseWriter, r *http.Request) {
	var want struct {
		Kiosk  string `json:"kiosk"`
		Within int    `json:"within_s"`
	}
	if !h.take(w, r, &want) {
		return
	}
	within := time.Duration(want.Within) * time.Second
	if within == 0 {
		within = codeWithin
	}
	err := wire.CheckName(want.Kiosk)
	if err == nil && (within < 0 || within > maxCodeWithin) {
		err = fmt.Errorf("within_s is not between 1 and %d", int(maxCodeWithin.Seconds()))
	}
	if err != nil {
		h.fail(w, http.StatusBadRequest, err)
		return
	}
	code, expires, err := h.NewCode(r.Context(), want.Kiosk, within)
	h.done(w, err, map[string]any{"kiosk": want.Kiosk, "code": code, "expires": expires})
}

func (h *Handler) apiKeys(w http.ResponseWriter, r *http.Request) {
	keys, err := h.Store.Keys(r.Context(), r.PathValue("kiosk"))
	h.done(w, err, map[string]any{"keys": orEmpty(keys)})
}

func (h *Handler) apiRevoke(w http.ResponseWriter, r *http.Request) {
	var why struct {
		Reason string `json:"reason"`
	}
	if !h.take(w, r, &why) {
		return
	}
	if why.Reason == "" {
		h.fail(w, http.StatusBadRequest, errors.New("say why, in reason"))
		return
	}
	kiosk := r.PathValue("kiosk")
	err := h.Store.Revoke(r.Context(), kiosk, r.PathValue("key"), why.Reason, time.Now().UTC())
	if s := h.present.of(kiosk); err == nil && s != nil {
		s.stop(revoked(why.Reason))
	}
	h.done(w, err, map[string]bool{"revoked": true})
}

// SignedDocument is a settings document as the machines' door takes it.
type SignedDocument struct {
	Version   uint64   `json:"version"`
	For       []string `json:"for"`
	Key       string   `json:"key"`
	Signature string   `json:"sig"`
	Document  []byte   `json:"document"` // in base64: the exact bytes that were signed
}

func (h *Handler) apiOffer(w http.ResponseWriter, r *http.Request) {
	var d SignedDocument
	if !h.take(w, r, &d) {
		return
	}
	err := h.checkOffer(d)
	if err != nil {
		h.fail(w, http.StatusBadRequest, err)
		return
	}
	err = h.Offer(r.Context(), Settings{For: d.For, Added: time.Now().UTC(),
		Settings: wire.Settings{Version: d.Version, Key: d.Key, Signature: d.Signature, Document: d.Document}})
	h.done(w, err, map[string]any{"version": d.Version, "hash": wire.Hash(d.Document)})
}

// checkOffer refuses what every kiosk would refuse: HQ cannot change a document,
// but it can spare a fleet a wrong one.
func (h *Handler) checkOffer(d SignedDocument) error {
	var head struct {
		Version uint64   `json:"version"`
		For     []string `json:"for"`
	}
	if err := json.Unmarshal(d.Document, &head); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	switch {
	case head.Version != d.Version:
		return fmt.Errorf("the document says version %d, the request %d", head.Version, d.Version)
	case len(d.For) == 0 || fmt.Sprint(head.For) != fmt.Sprint(d.For):
		return fmt.Errorf("the document is for %v, the request for %v", head.For, d.For)
	case len(h.SettingsKey) == 0:
		return nil
	}
	return wire.Verify(h.SettingsKey, wire.PurposeSettings, d.Document, d.Signature)
}

func (h *Handler) apiSettings(w http.ResponseWriter, r *http.Request) {
	notes, err := h.Store.SettingsAt(r.Context(), r.PathValue("kiosk"))
	h.done(w, err, map[string]any{"settings": orEmpty(notes)})
}

func (h *Handler) apiCommand(w http.ResponseWriter, r *http.Request) {
	var c wire.Command
	if !h.take(w, r, &c) {
		return
	}
	if c.ID == "" {
		id, err := h.nonce()
		if err != nil {
			h.broke(w, err)
			return
		}
		c.ID = id
	}
	if c.Expires.IsZero() {
		c.Expires = time.Now().Add(5 * time.Minute).UTC().Truncate(time.Second)
	}
	if _, err := wire.Encode(&c); err != nil {
		h.fail(w, http.StatusBadRequest, err)
		return
	}
	h.done(w, h.Command(r.Context(), r.PathValue("kiosk"), c), c)
}

func (h *Handler) apiCommands(w http.ResponseWriter, r *http.Request) {
	notes, err := h.Store.Commands(r.Context(), r.PathValue("kiosk"), maxCommands)
	h.done(w, err, map[string]any{"commands": orEmpty(notes)})
}
