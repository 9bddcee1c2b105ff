package mask

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf16"
)

// shortest is the length of a secret from which on it is looked for, in bytes.
const shortest = 6

// replacer hides secrets however they are spelled.
func replacer(secrets []string) *strings.Replacer {
	var pairs []string
	for _, secret := range secrets {
		if len(secret) < shortest {
			continue
		}
		for _, spelled := range spellings(secret) {
			pairs = append(pairs, spelled, Hidden)
		}
	}
	return strings.NewReplacer(pairs...)
}

// spellings returns a secret as it may stand in a file.
func spellings(secret string) []string {
	raw := []byte(secret)
	big, little := utf16Of(secret)
	all := []string{secret, big, little, hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw))}
	for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		all = append(all, e.EncodeToString(raw))
	}
	return all
}

// utf16Of returns text in UTF-16, in both orders of bytes.
func utf16Of(text string) (big, little string) {
	var b, l strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		_, _ = b.Write([]byte{byte(unit >> 8), byte(unit)}) // a Builder takes all
		_, _ = l.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	return b.String(), l.String()
}
