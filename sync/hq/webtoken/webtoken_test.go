package webtoken_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kioskd/sync/hq/webtoken"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func maker(t *testing.T, name string) webtoken.Maker {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return webtoken.Maker{Issuer: name, Key: key, Rand: rand.Reader}
}

func TestOwnTokens(t *testing.T) {
	t.Parallel()
	m := maker(t, "hq")
	trust := webtoken.Trust{Audience: "hq", Issuers: []webtoken.Issuer{m.Own()}}
	text, expires, err := m.Make("kiosk-1", "menu", now)
	if err != nil || expires.Sub(now) != webtoken.Lifetime {
		t.Fatalf("expires %v, %v", expires, err)
	}
	c, err := trust.Check(text, now)
	if err != nil || c.Subject != "kiosk-1" || c.Kiosk != "kiosk-1" || c.App != "menu" || c.ID == "" || !c.IssuedAt.Equal(now) {
		t.Errorf("%+v, %v", c, err)
	}
	if again, _, err := m.Make("kiosk-1", "menu", now); err != nil || again == text {
		t.Errorf("two tokens are the same, or %v", err)
	}
	if _, err := trust.Check(text, expires.Add(-time.Second)); err != nil {
		t.Errorf("a second before the end: %v", err)
	}
	if _, err := trust.Check(text, expires); !errors.Is(err, webtoken.ErrExpired) {
		t.Errorf("at the end: %v", err)
	}
}

// TestPublished: what HQ publishes is enough to check its tokens somewhere else.
func TestPublished(t *testing.T) {
	t.Parallel()
	m := maker(t, "hq")
	text, err := json.Marshal(m.Set())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := webtoken.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := m.Make("kiosk-1", "menu", now)
	if err != nil {
		t.Fatal(err)
	}
	app := webtoken.Trust{Audience: "menu", Issuers: []webtoken.Issuer{{Name: "hq", Keys: keys}}}
	if c, err := app.Check(token, now); err != nil || c.Kiosk != "kiosk-1" {
		t.Errorf("the web app's own server: %+v, %v", c, err)
	}
}

func TestForeignTokens(t *testing.T) {
	t.Parallel()
	m, stranger := maker(t, "hq"), maker(t, "hq")
	trust := webtoken.Trust{Audience: "hq", Issuers: []webtoken.Issuer{m.Own()}}
	for name, text := range map[string]string{
		"another key":                signed(t, jwt.SigningMethodEdDSA, stranger.Key, claims("hq", "hq", time.Minute)),
		"another issuer":             signed(t, jwt.SigningMethodEdDSA, m.Key, claims("else", "hq", time.Minute)),
		"another audience":           signed(t, jwt.SigningMethodEdDSA, m.Key, claims("hq", "else", time.Minute)),
		"no expiry":                  signed(t, jwt.SigningMethodEdDSA, m.Key, claims("hq", "hq", 0)),
		"no subject":                 signed(t, jwt.SigningMethodEdDSA, m.Key, jwt.MapClaims{"iss": "hq", "aud": "hq", "exp": now.Add(time.Minute).Unix()}),
		"no signature":               signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claims("hq", "hq", time.Minute)),
		"the public key as a secret": signed(t, jwt.SigningMethodHS256, []byte(m.Key.Public().(ed25519.PublicKey)), claims("hq", "hq", time.Minute)),
		"nothing":                    "",
		"nonsense":                   "a.b.c",
		"too long":                   strings.Repeat("a", 9000),
	} {
		_, err := trust.Check(text, now)
		if !errors.Is(err, webtoken.ErrToken) || len(err.Error()) > 200 || (text != "" && strings.Contains(err.Error(), text)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func claims(issuer, audience string, lasts time.Duration) jwt.MapClaims {
	c := jwt.MapClaims{"iss": issuer, "aud": audience, "sub": "kiosk-1"}
	if lasts > 0 {
		c["exp"] = now.Add(lasts).Unix()
	}
	return c
}

func signed(t *testing.T, method jwt.SigningMethod, key any, c jwt.Claims) string {
	t.Helper()
	text, err := jwt.NewWithClaims(method, c).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestIssuers: tokens of the operator's own server count, by a JWKS or a key in
// PEM, with each algorithm, and only by the key that fits.
func TestIssuers(t *testing.T) {
	t.Parallel()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	point, err := ec.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	set, err := json.Marshal(webtoken.Set{Keys: []webtoken.JWK{
		{Type: "oct", ID: "secret"},
		{Type: "EC", Curve: "P-256", ID: "ec", X: b64(point[1:33]), Y: b64(point[33:])},
		{Type: "RSA", ID: "rsa", N: b64(rsaKey.N.Bytes()), E: "AQAB"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	byPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	var trust webtoken.Trust
	for name, text := range map[string][]byte{"by-set": set, "by-pem": byPEM} {
		file := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		issuer, err := webtoken.ReadIssuer(name, file)
		if err != nil {
			t.Fatal(err)
		}
		trust.Issuers = append(trust.Issuers, issuer)
	}
	trust.Audience = "hq"
	for name, text := range map[string]string{
		"EC":  signed(t, jwt.SigningMethodES256, ec, claims("by-set", "hq", time.Minute)),
		"RSA": signed(t, jwt.SigningMethodRS256, rsaKey, claims("by-set", "hq", time.Minute)),
		"PEM": signed(t, jwt.SigningMethodRS256, rsaKey, claims("by-pem", "hq", time.Minute)),
	} {
		if c, err := trust.Check(text, now); err != nil || c.Subject != "kiosk-1" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	if _, err := trust.Check(signed(t, jwt.SigningMethodES256, ec, claims("by-pem", "hq", time.Minute)), now); !errors.Is(err, webtoken.ErrToken) {
		t.Errorf("signed by a key of another issuer: %v", err)
	}
}

func TestBadKeys(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":       ``,
		"no keys":       `{"keys":[]}`,
		"a secret":      `{"keys":[{"kty":"oct","k":"AAAA"}]}`,
		"no point":      `{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}]}`,
		"a short RSA":   `{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}`,
		"a short Ed":    `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AQAB"}]}`,
		"a certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
	} {
		if keys, err := webtoken.ParseKeys([]byte(text)); err == nil {
			t.Errorf("%s: %v", name, keys)
		}
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`))
	f.Add([]byte(`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQABAQABAQAB"}]}`))
	f.Add([]byte("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := webtoken.ParseKeys(text)
		if err == nil && len(keys) == 0 {
			t.Error("no key and no error")
		}
		trust := webtoken.Trust{Audience: "hq", Issuers: []webtoken.Issuer{{Name: "i", Keys: keys}}}
		if _, err := trust.Check("eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJpIn0.AAAA", now); err == nil {
			t.Error("a forged token counts")
		}
	})
}

func FuzzCheck(f *testing.F) {
	m := webtoken.Maker{Issuer: "hq", Key: ed25519.NewKeyFromSeed(make([]byte, 32)), Rand: strings.NewReader(strings.Repeat("r", 64))}
	good, _, err := m.Make("kiosk-1", "menu", now)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("a.b.c")
	trust := webtoken.Trust{Audience: "hq", Issuers: []webtoken.Issuer{m.Own()}}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := trust.Check(text, now)
		if err == nil && (c.Subject != "kiosk-1" || c.App != "menu") {
			t.Errorf("%q counts as %+v", text, c)
		}
		if err != nil && !errors.Is(err, webtoken.ErrToken) && !errors.Is(err, webtoken.ErrExpired) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
