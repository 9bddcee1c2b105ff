package mask

import (
	"encoding/base64"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// The digits of a card, and what may be between them.
const (
	fewest = 13
	most   = 19
)

var (
	// digits are written with single spaces or dashes between them, or without.
	digits = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){12,}`)

	// hexDigits are the codes of digits, as a trace or an escaped address has them.
	hexDigits = regexp.MustCompile(`(?i)3[0-9](?:[ :%-]?00)?(?:(?:[ :%,-]|\\x|, ?0x|0x)?3[0-9](?:[ :%-]?00)?){12,}`)

	words = regexp.MustCompile(`[A-Za-z0-9+/_-]{12,}={0,2}`)

	// names are drawn by chance and may have many digits in a row.
	names = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
)

// hideCards hides the middle of each number that may be a card's.
func hideCards(text string) string {
	var out strings.Builder
	at := 0
	for _, n := range names.FindAllStringIndex(text, -1) {
		out.WriteString(hideNumbers(text[at:n[0]]))
		out.WriteString(text[n[0]:n[1]])
		at = n[1]
	}
	out.WriteString(hideNumbers(text[at:]))
	return out.String()
}

func hideNumbers(text string) string {
	text = words.ReplaceAllStringFunc(text, hideEncoded)
	text = hexDigits.ReplaceAllStringFunc(text, hideHex)
	return digits.ReplaceAllStringFunc(text, hideDigits)
}

// hideEncoded hides base64 with a card's number in it, or a buyer's.
func hideEncoded(word string) string {
	bare := strings.TrimRight(word, "=")
	for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		inside, err := e.DecodeString(bare)
		if err == nil && utf8.Valid(inside) && tells(plain(string(inside))) {
			return Hidden
		}
	}
	return word
}

func hasCard(text string) bool {
	for _, run := range digits.FindAllString(text, -1) {
		if Card(onlyDigits(run)) {
			return true
		}
	}
	return false
}

// hideHex hides the codes of a card's digits.
func hideHex(run string) string {
	var number []byte
	codes := strings.NewReplacer(" ", "", ":", "", "%", "", ",", "", "-", "", `\x`, "", "0x", "").Replace(run)
	for i := 0; i+1 < len(codes); i += 2 {
		if codes[i] == '3' {
			number = append(number, codes[i+1])
		}
	}
	if !harmless(string(number)) {
		return Hidden
	}
	return run
}

func hideDigits(run string) string {
	number := onlyDigits(run)
	if harmless(number) {
		return run
	}
	return number[:6] + strings.Repeat("*", len(number)-10) + number[len(number)-4:]
}

// harmless reports whether digits in a row are no card's number, nor hold one.
func harmless(number string) bool {
	if Card(number) || len(number) > most {
		return false
	}
	for _, length := range []int{15, 16} {
		for from := 0; from+length < len(number)+1; from++ {
			if inside := number[from : from+length]; Luhn(inside) && Card(inside) {
				return false
			}
		}
	}
	return true
}

func onlyDigits(run string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, run)
}

// Card reports whether digits may be the number of a card: 13 to 19 of them whose
// check digit is right, or the usual 15 or 16 that begin as cards do, with any check
// digit. A moment written as 14 digits is none.
func Card(number string) bool {
	if len(number) < fewest || len(number) > most {
		return false
	}
	if _, err := time.Parse("20060102150405", number); err == nil {
		return false
	}
	usual := len(number) == 15 || len(number) == 16
	return Luhn(number) || usual && strings.ContainsRune("234569", rune(number[0]))
}

// Luhn reports whether the last digit of a number is the check digit of ISO/IEC
// 7812-1 for those before it.
func Luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
