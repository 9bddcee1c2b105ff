package wire

import (
	"encoding/json"
	"errors"
	"fmt"
)

// StorageAsk is the body of [AskStorage]. A put keeps one text of a web app at HQ,
// or without a value forgets it; a list asks for those that are kept.
type StorageAsk struct {
	Do    string  `json:"do"` // put or list
	App   string  `json:"app"`
	Key   string  `json:"key,omitempty"`
	Value *string `json:"value,omitempty"`
	After string  `json:"after,omitempty"` // of a list: only keys behind this one, by their bytes
}

// What a [StorageAsk] may want done.
const (
	StoragePut  = "put"
	StorageList = "list"
)

// StorageAnswer is the answer to [AskStorage]; to a put it is empty. More says that
// there are texts behind these.
type StorageAnswer struct {
	Texts []StoredText `json:"texts,omitempty"` // by key
	More  bool         `json:"more,omitempty"`
}

// StoredText is one text that a web app keeps.
type StoredText struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Bounds of what is kept at HQ, in bytes.
const (
	MaxStored     = 48 << 10  // a text with its key, as JSON: it travels in one line
	MaxStoredApp  = 1_000_000 // all texts of an app, with their keys
	maxStorageKey = 256
)

// Fits reports whether a text can travel.
func (t StoredText) Fits() bool {
	text, err := json.Marshal(t)
	return err == nil && len(text) <= MaxStored
}

// Check reports what is wrong with a question.
func (a StorageAsk) Check() error {
	if err := CheckName(a.App); err != nil {
		return fmt.Errorf("app: %w", err)
	}
	switch {
	case a.Do == StorageList && a.Key == "" && a.Value == nil && len(a.After) <= maxStorageKey:
		return nil
	case a.Do != StoragePut || a.After != "":
		return fmt.Errorf("do is %q, want %s with a key or %s", a.Do, StoragePut, StorageList)
	case a.Key == "" || len(a.Key) > maxStorageKey:
		return fmt.Errorf("a key has %d bytes, want 1 to %d", len(a.Key), maxStorageKey)
	case a.Value != nil && !(StoredText{a.Key, *a.Value}).Fits():
		return fmt.Errorf("a text with its key has more than %d bytes as JSON", MaxStored)
	}
	return nil
}

// ParseStorage reads the answer to a list that began behind a key. The keys have
// to go on from there, so that whoever asks for the next ones comes to an end.
func ParseStorage(body []byte, after string) (StorageAnswer, error) {
	var a StorageAnswer
	if err := json.Unmarshal(body, &a); err != nil {
		return StorageAnswer{}, fmt.Errorf("HQ's answer is no list of texts: %w", err)
	}
	for _, t := range a.Texts {
		if t.Key <= after || len(t.Key) > maxStorageKey {
			return StorageAnswer{}, errors.New("HQ's answer is no list of texts: a key is too long, or out of order")
		}
		after = t.Key
	}
	if a.More && len(a.Texts) == 0 {
		return StorageAnswer{}, errors.New("HQ's answer is no list of texts: there is more behind nothing")
	}
	return a, nil
}
