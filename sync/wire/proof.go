package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Proof shows that a kiosk knows its token without sending it: an HMAC-SHA256
// under the token, in hexadecimal, of HQ's nonce and of what the kiosk claims
// to be. A proof overheard is of no use with another nonce.
func Proof(token, nonce, kiosk, epoch string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("kiosk.sync.v1\n" + nonce + "\n" + kiosk + "\n" + epoch))
	return hex.EncodeToString(mac.Sum(nil))
}

// Proves reports whether the hello proves knowledge of the token, in constant
// time.
func (h *Hello) Proves(token, nonce string) bool {
	return hmac.Equal([]byte(h.Proof), []byte(Proof(token, nonce, h.Kiosk, h.Epoch)))
}
