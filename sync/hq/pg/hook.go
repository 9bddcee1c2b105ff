package pg

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
)

// hook takes a webhook. It moves no money: it is kept, and the payment that it names
// is looked up. Who sends nonsense learns nothing.
func (f *Flow) hook(w http.ResponseWriter, r *http.Request) {
	provider := r.PathValue("provider")
	o, ok := f.listeners[provider]
	if !ok {
		reply(w, http.StatusNotFound, "there is no such provider here")
		return
	}
	h, err := Hear(DoorHook, r)
	if err != nil {
		reply(w, http.StatusRequestEntityTooLarge, "too much")
		return
	}
	hint, err := o.Webhook(h)
	if err != nil {
		f.Log.Warn("a webhook was refused", "provider", provider, "peer", r.RemoteAddr, "err", err)
		reply(w, http.StatusBadRequest, "refused")
		return
	}
	if err := f.follow(r.Context(), provider, hint, h); err != nil {
		f.Log.Error("a webhook was not taken in; the provider sends it again", "provider", provider, "err", err)
		reply(w, http.StatusInternalServerError, "come again")
		return
	}
	reply(w, http.StatusOK, "")
}

// reply answers in the words that all providers take as heard, or not.
func reply(w http.ResponseWriter, status int, problem string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	text := `{"success":true}`
	if problem != "" {
		text = fmt.Sprintf(`{"success":false,"error":%q}`, problem)
	}
	_, _ = w.Write([]byte(text)) // a provider that went away sends it again
}

// follow looks up what a webhook is about, once for each message.
func (f *Flow) follow(ctx context.Context, provider string, hint Hint, h Heard) error {
	a, err := f.meant(ctx, provider, hint)
	if errors.Is(err, ErrNotFound) {
		f.Log.Info("a webhook is about no payment of ours", "provider", provider, "kind", hint.Kind)
		err = nil
	}
	if err != nil {
		return err
	}
	if a.ID != "" && a.Proof != "" && hint.Proof != "" && subtle.ConstantTimeCompare([]byte(a.Proof), []byte(hint.Proof)) != 1 {
		f.Log.Warn("a webhook shows no proof and has no effect", "provider", provider, "kiosk", a.Kiosk, "key", a.Key)
		return nil
	}
	name := hint.ID
	if name == "" {
		name = h.sum()
	}
	first, err := f.Store.KeepHeard(ctx, provider, "hook "+name, h)
	if err != nil || a.ID == "" || !first && !f.unheard(a, hint.Ref) {
		return err
	}
	a, effects, err := f.step(a, Hinted{now(), hint.Ref})
	if err != nil {
		return err
	}
	f.work.Go(func() {
		if _, err := f.goOnWith(a, effects); err != nil {
			f.Log.Error("a webhook was not followed; the payment is looked up later", "kiosk", a.Kiosk, "key", a.Key, "err", err)
		}
	})
	return nil
}

// unheard reports whether an attempt that needs a name has not got this one: it was
// kept by a process that died before it followed.
func (f *Flow) unheard(a Attempt, ref string) bool {
	_, rules, err := f.provider(a.Provider)
	s := step{a: a, r: rules}
	return err == nil && a.Taken == nil && s.needsName() && s.heardOf(ref)
}

// meant returns the attempt that a webhook names.
func (f *Flow) meant(ctx context.Context, provider string, hint Hint) (Attempt, error) {
	err := ErrNotFound
	var a Attempt
	if hint.Order != "" {
		a, err = f.Store.AttemptBy(ctx, Name{ID: hint.Order})
	}
	if errors.Is(err, ErrNotFound) && hint.Ref != "" {
		a, err = f.Store.AttemptBy(ctx, Name{Provider: provider, Ref: hint.Ref})
	}
	if err == nil && a.Provider != provider {
		return Attempt{}, ErrNotFound
	}
	return a, err
}
