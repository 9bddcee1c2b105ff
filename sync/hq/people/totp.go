package people

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238's default, and all that many apps know; HMAC does not need collision resistance
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The second step is a code of six digits for every thirty seconds: RFC 6238 with
// the values that every app for it knows.
const (
	totpStep   = 30
	totpDigits = 6
	totpSecret = 20 // bytes, as long as the hash
	totpDrift  = 1  // steps by which a phone's clock may be off
)

// secondStep is what is kept of a user's second step.
type secondStep struct {
	Secret []byte `json:"secret"`
	Used   uint64 `json:"used"` // the newest step whose code was taken; none counts twice
}

// codeAt returns the code of a step.
func codeAt(secret []byte, step uint64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	number := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, number%1_000_000)
}

// take takes a code that counts now, once.
func (s *secondStep) take(code string, now time.Time) bool {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	here := uint64(now.Unix()) / totpStep
	for step := here - totpDrift; step <= here+totpDrift; step++ {
		if step > s.Used && hmac.Equal([]byte(code), []byte(codeAt(s.Secret, step))) {
			s.Used = step
			return true
		}
	}
	return false
}

// SecretText writes a secret for people to type.
func SecretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// SecretURI writes a secret for apps to read from a QR code.
func SecretURI(issuer, user string, secret []byte) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + user}
	u.RawQuery = "secret=" + SecretText(secret) + "&issuer=" + url.QueryEscape(issuer)
	return u.String()
}
