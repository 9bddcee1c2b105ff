package people

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// tokenBytes is how long a secret is that nobody types.
const tokenBytes = 32

// draw draws a secret of so many random bytes, as letters and digits.
func (p *People) draw(bytes int) (string, error) {
	b := make([]byte, bytes)
	if _, err := io.ReadFull(p.rand, b); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)), nil
}

// hashOf names a secret without saying it. People may type it in capitals and
// with spaces.
func hashOf(secret string) string {
	secret = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(secret))
	sum := sha256.Sum256([]byte("kioskhq.secret.v1\n" + secret))
	return hex.EncodeToString(sum[:])
}
