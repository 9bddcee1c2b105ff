package mask

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf16"
)

const pan = "4111111111111111"

func utf16Bytes(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(`\u00` + hex.EncodeToString([]byte{byte(r)}))
	}
	return b.String()
}

// TestCards: a card's number is hidden however it is written.
func TestCards(t *testing.T) {
	t.Parallel()
	spaced := strings.TrimSpace(strings.Join(strings.SplitAfter(hex.EncodeToString([]byte(pan)), ""), ""))
	for name, written := range map[string]string{
		"plain": pan, "spaces": "4111 1111 1111 1111", "dashes": "4111-1111-1111-1111",
		"JSON": `{"card":"` + pan + `"}`, "number": `{"n":` + pan + `}`, "hex": spaced,
		"hex upper": "0x" + strings.ToUpper(hex.EncodeToString([]byte(pan))), "hex apart": "34 31 31 31 31 31 31 31 31 31 31 31 31 31 31 31",
		"BCD": "41 11 11 11 11 11 11 11", "UTF-16": utf16Bytes(pan), "hex of UTF-16": hex.EncodeToString([]byte(utf16Bytes(pan))),
		"base64": base64.StdEncoding.EncodeToString([]byte(pan)), "escaped": escaped(pan), "in an address": "%34%31%31%31%31%31%31%31%31%31%31%31%31%31%31%31",
		"track": ";" + pan + "=2512101123400001?", "hex track": pan + "D25121011234", "Korean": "9410123456789012", "Amex": "3782-822463-10005",
	} {
		got := New().String("before " + written + " after")
		low := strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(got), " ", ""), "-", "")
		for _, bad := range []string{pan, hex.EncodeToString([]byte(pan)), "9410123456789012", "378282246310005", "ndexmtex", "25121011234"} {
			if strings.Contains(low, bad) {
				t.Errorf("%s: %q", name, got)
			}
		}
		if got == "before "+written+" after" || !strings.HasPrefix(got, "before ") {
			t.Errorf("%s was not masked, or too much was: %q", name, got)
		}
	}
}

// TestSecrets: keys and tokens are hidden by their look, by their name, and by heart.
func TestSecrets(t *testing.T) {
	t.Parallel()
	const own = "our-own-secret-phrase"
	s := New(own, "홍길동")
	for _, secret := range []string{
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"MEx5T0Q3V2Z0bEpqQnZ1c2pXb0dKY1p0d0pXUWE3", "JBSWY3DPEHPK3PXPJBSWY3DPEH", "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----",
		own, utf16Bytes(own), hex.EncodeToString([]byte(own)), base64.StdEncoding.EncodeToString([]byte(own)), utf16Bytes("홍길동"), hex.EncodeToString([]byte("홍길동")),
	} {
		if got := s.String("said " + secret + " once"); strings.Contains(got, secret) || !strings.HasPrefix(got, "said ") {
			t.Errorf("%q became %q", secret, got)
		}
	}
	for written, secret := range map[string]string{
		`{"pin":"482913"}`: "482913", `pin=4829`: "4829", `{"api_key": "ab12"}`: "ab12", `Authorization: Bearer abcd1234`: "abcd1234",
		`https://joe:pw@hq.example/x`: "pw@", `https://hq.example/x?t=abc`: "t=abc", `{"buyer_name":"Gildong Hong"}`: "Gildong",
		`{\"password\":\"hunter\"}`: "hunter", `{"customer":"Gil \"Dong\" Hong"}`: "Hong", `tel 010-1234-5678`: "1234-5678", `+82 10 1234 5678`: "5678",
		`gil@example.com`: "gil@", `손님 홍길동 님`: "홍길동", `\ud64d\uae38\ub3d9`: `\ud64d`,
	} {
		if got := New().String(written); strings.Contains(got, secret) {
			t.Errorf("%s became %s", written, got)
		}
	}
}

// TestLeft: what a supporter needs is left as it is.
func TestLeft(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"time":"2026-11-22T01:56:07.123456789+09:00","level":"INFO","msg":"payment","key":"0190a2b4-4123-7123-8123-123456789012"}`,
		"\t/usr/lib/go/src/internal/runtime/maps/runtime_swiss.go:174 +0x1c", "kioskd/cmd/internal/kioskapp.(*App).openSettings(0xc000123450)",
		"open /var/lib/kioskd/control.json: permission denied", `"token_file": "/etc/kioskd/screen.token"`, "20250314101530 is a moment",
		"8192 facts, 41 of them wait", "serial:/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10KZZ1U-if00-port0", "127.0.0.1:8480", "123456******1234",
	} {
		if got := New().String(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// FuzzSieve: whatever comes, what leaves is UTF-8, and a card that was put into it is
// gone.
func FuzzSieve(f *testing.F) {
	f.Add([]byte("a"), []byte("b"))
	f.Add([]byte(`{"x":"`), []byte(`"}`))
	f.Add([]byte("1"), []byte("-2"))
	f.Fuzz(func(t *testing.T, before, after []byte) {
		text := append(append(append([]byte{}, before...), pan...), after...)
		if got := New().String(string(text)); strings.Contains(got, pan) {
			t.Errorf("%q became %q", text, got)
		}
	})
}
