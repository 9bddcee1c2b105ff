package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// sign sets the three headers of the layout, with a signature for every secret.
func sign(h http.Header, secrets []string, id string, at time.Time, body []byte) error {
	stamp := strconv.FormatInt(at.Unix(), 10)
	var all []string
	for _, s := range secrets {
		one, err := signature(s, id, stamp, body)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", stamp)
	h.Set("Webhook-Signature", strings.Join(all, " "))
	return nil
}

// Sign sets the three headers on a message to somebody who has one secret, as that
// stands in a file: base64, behind whsec_ or alone.
func Sign(h http.Header, text, id string, at time.Time, body []byte) error {
	return sign(h, []string{text}, id, at, body)
}

// CheckSecret reports whether a text can be a secret: base64 of 24 bytes or more. It
// says nothing of the text.
func CheckSecret(text string) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, secretPrefix))
	if err != nil || len(key) < leastSecret {
		return fmt.Errorf("the secret is not base64 of at least %d bytes, want one as from: openssl rand -base64 32", leastSecret)
	}
	return nil
}

// leastSecret is the least that the layout wants, in bytes.
const leastSecret = 24

// signature is version 1 of the layout.
func signature(secret, id, stamp string, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", fmt.Errorf("a stored secret is not base64: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + stamp + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}
