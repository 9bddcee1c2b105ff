package ui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"kioskd/agent"
	"kioskd/ui/storage"
)

// Storage keeps text for the web apps, each app's by itself. The kiosk's own page
// is one of them, under a name that no app can have. Its methods may be called from many
// goroutines.
type Storage interface {
	// Get returns the text that an app keeps under a key, and whether there is any.
	Get(ctx context.Context, app, key string) (value string, ok bool, err error)

	// Set returns when the text is durable. [ErrQuota] is the cause of an error where
	// it is more than an app may keep.
	Set(ctx context.Context, app, key, value string) error

	// Remove and Clear return when what they name is gone; that it was not there is
	// no error.
	Remove(ctx context.Context, app, key string) error
	Clear(ctx context.Context, app string) error
}

// ErrQuota says that an app keeps as much as it may.
var ErrQuota = storage.ErrQuota

// MaxStorageKey bounds the name of a stored text, in bytes.
const MaxStorageKey = 200

// maxStored is the largest body of a text, whose bytes may each take six in JSON.
const maxStored = 6*(storage.MaxValue+MaxStorageKey) + 1024

// stored is the answer of GET storage, and with a key the body of PUT storage.
type stored struct {
	Key   string  `json:"key"`
	Value *string `json:"value"` // null where nothing is kept
}

func (s *Server) getStored(r *http.Request) (reply, error) {
	key, err := s.storageKey(r)
	if err != nil {
		return reply{}, err
	}
	value, ok, err := s.storage.Get(r.Context(), bearerOf(placeOf(r)), key)
	if err != nil {
		return reply{}, keeping(err)
	}
	out := stored{Key: key}
	if ok {
		out.Value = &value
	}
	return reply{status: http.StatusOK, body: out}, nil
}

func (s *Server) putStored(r *http.Request) (reply, error) {
	var in stored
	if err := decodeUpTo(r, maxStored, &in); err != nil {
		return reply{}, err
	}
	if err := s.checkStorage(in.Key); err != nil {
		return reply{}, err
	}
	if in.Value == nil {
		return reply{}, malformed("value is missing: want text")
	}
	return reply{status: http.StatusNoContent}, keeping(s.storage.Set(r.Context(), bearerOf(placeOf(r)), in.Key, *in.Value))
}

func (s *Server) deleteStored(r *http.Request) (reply, error) {
	key, err := s.storageKey(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, keeping(s.storage.Remove(r.Context(), bearerOf(placeOf(r)), key))
}

func (s *Server) clearStored(r *http.Request) (reply, error) {
	if s.storage == nil {
		return reply{}, noStorage()
	}
	return reply{status: http.StatusNoContent}, keeping(s.storage.Clear(r.Context(), bearerOf(placeOf(r))))
}

func (s *Server) storageKey(r *http.Request) (string, error) {
	key := r.URL.Query().Get("key")
	return key, s.checkStorage(key)
}

func (s *Server) checkStorage(key string) error {
	if s.storage == nil {
		return noStorage()
	}
	if key == "" || len(key) > MaxStorageKey || !utf8.ValidString(key) {
		return malformed(fmt.Sprintf("key has %d bytes of text, want 1 to %d", len(key), MaxStorageKey))
	}
	return nil
}

func noStorage() error {
	return refuse(http.StatusServiceUnavailable, "storage", "nothing can be kept on this kiosk now", "Look at the kiosk's log, and at its disk.")
}

// keeping says in the words of the API why a text is not kept, or not found.
func keeping(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, storage.ErrKey):
		return malformed(err.Error())
	case errors.Is(err, ErrQuota), errors.Is(err, storage.ErrValue):
		return refuse(http.StatusRequestEntityTooLarge, "quota", err.Error(), "Remove what is not needed any more, or keep less under one key.")
	case errors.Is(err, storage.ErrOften):
		return refuse(http.StatusTooManyRequests, "often", err.Error(), "Write when something has changed, and not in a loop.")
	}
	return fmt.Errorf("%w: %w", agent.FaultStorage, err)
}
