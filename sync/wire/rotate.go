package wire

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
)

// Rotation is the body of [AskRotateKey]: a kiosk wants another key of its own.
// The old key says so, and the new one shows that the kiosk has it. HQ keeps both
// until the first hello that the new one signs; from then on the old one counts
// no more.
type Rotation struct {
	Old       string `json:"old"`    // name of the key that signed the kiosk in
	Public    string `json:"public"` // the new key, see [EncodeKey]
	Proof     string `json:"proof"`  // signature with the new key, see [Rotation.SignedBytes]
	Signature string `json:"sig"`    // the same with the old one
}

// Rotated is the answer to [AskRotateKey].
type Rotated struct {
	Key string `json:"key"` // the name of the new key, which counts from now on
}

// PurposeRotate is what the signatures of a [Rotation] are for.
const PurposeRotate Purpose = "kiosk.rotate.v1"

// NewRotation asks for the key next in the place of old. It may be asked again
// with the same keys: that changes nothing.
func NewRotation(kiosk string, old, next ed25519.PrivateKey) Rotation {
	r := Rotation{Old: nameOf(old), Public: EncodeKey(next.Public().(ed25519.PublicKey))}
	thing := r.SignedBytes(kiosk)
	r.Proof, r.Signature = Sign(next, PurposeRotate, thing), Sign(old, PurposeRotate, thing)
	return r
}

func nameOf(key ed25519.PrivateKey) string { return KeyName(key.Public().(ed25519.PublicKey)) }

// SignedBytes returns what both keys sign.
func (r Rotation) SignedBytes(kiosk string) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s", kiosk, r.Old, r.Public)
}

// Check returns the new key, if both signatures fit.
func (r Rotation) Check(kiosk string, old ed25519.PublicKey) (ed25519.PublicKey, error) {
	next, err := DecodeKey(r.Public)
	if err != nil {
		return nil, fmt.Errorf("public: %w", err)
	}
	if err := Verify(next, PurposeRotate, r.SignedBytes(kiosk), r.Proof); err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	if err := Verify(old, PurposeRotate, r.SignedBytes(kiosk), r.Signature); err != nil {
		return nil, fmt.Errorf("sig: %w", err)
	}
	return next, nil
}

// ParseRotation reads the body of [AskRotateKey]. The signatures are looked at by
// [Rotation.Check].
func ParseRotation(body []byte) (Rotation, error) {
	var r Rotation
	if err := json.Unmarshal(body, &r); err != nil {
		return Rotation{}, fmt.Errorf("%w: rotation: %w", ErrMessage, err)
	}
	if err := checkWord("old", r.Old); err != nil {
		return Rotation{}, fmt.Errorf("%w: rotation: %w", ErrMessage, err)
	}
	return r, nil
}
