package wire

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
)

// Enrolment is what a kiosk sends to /enrol.
type Enrolment struct {
	Code   string `json:"code"`
	Public string `json:"public"` // its Ed25519 key, in base64 with the URL's alphabet, no padding

	// Proof is a signature over the code with the key, so that nobody enrols a key
	// that is not theirs.
	Proof string `json:"proof"`
}

// Enrolled is HQ's answer.
type Enrolled struct {
	Kiosk       string `json:"kiosk"`                  // the id that the code was made for
	Key         string `json:"key"`                    // the name of the key that was kept
	SettingsKey string `json:"settings_key,omitempty"` // signs settings; pin it
}

// PurposeEnrol is what an enrolment's proof is for.
const PurposeEnrol Purpose = "kiosk.enrol.v1"

// NewEnrolment asks to enrol a key by a code.
func NewEnrolment(code string, key ed25519.PrivateKey) Enrolment {
	public := key.Public().(ed25519.PublicKey)
	return Enrolment{Code: code, Public: EncodeKey(public), Proof: Sign(key, PurposeEnrol, []byte(code))}
}

// Check returns the key that shall be enrolled, once it is proved.
func (e Enrolment) Check() (ed25519.PublicKey, error) {
	public, err := DecodeKey(e.Public)
	if err != nil {
		return nil, fmt.Errorf("public: %w", err)
	}
	if err := Verify(public, PurposeEnrol, []byte(e.Code), e.Proof); err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	return public, nil
}

// EncodeKey writes a public key as text: base64 with the URL's alphabet, without
// padding.
func EncodeKey(key ed25519.PublicKey) string { return base64.RawURLEncoding.EncodeToString(key) }

// ErrKey is the cause when a text is no public key.
var ErrKey = errors.New("not an Ed25519 public key in base64 without padding")

// DecodeKey reads what [EncodeKey] wrote.
func DecodeKey(text string) (ed25519.PublicKey, error) {
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, ErrKey
	}
	return key, nil
}
