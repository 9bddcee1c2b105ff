package mask

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	pem    = regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*-----|$)`)
	jwt    = regexp.MustCompile(`eyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*`)
	scheme = regexp.MustCompile(`(?i)\b(bearer|basic|digest)\s+[\w+/=.~-]{4,}`)
	inURL  = regexp.MustCompile(`(://)[^/\s@"]+@`)
	query  = regexp.MustCompile(`(\w://[^\s"?#]+\?)[^\s"]+`)
	long   = regexp.MustCompile(`[A-Za-z0-9+/_=-]{24,}`)
)

// hideKeys hides what looks like a key or a token, whatever its name is.
func hideKeys(text string) string {
	text = pem.ReplaceAllString(text, Hidden)
	text = jwt.ReplaceAllString(text, Hidden)
	text = scheme.ReplaceAllString(text, "$1 "+Hidden)
	text = inURL.ReplaceAllString(text, "${1}"+Hidden+"@")
	text = query.ReplaceAllString(text, "${1}"+Hidden)
	return long.ReplaceAllStringFunc(text, cutKey)
}

// shown is how much of a long key is left, to compare it with another.
const shown = 8

// cutKey shortens what was drawn by chance: a name of a file or of a function is left.
func cutKey(word string) string {
	if uuid.MatchString(word) || !random(word) {
		return word
	}
	return word[:shown] + Hidden
}

// random reports whether a word looks like a key: many hex digits, or letters of both
// cases and digits mixed.
func random(word string) bool {
	var digits, upper, lower, changes int
	var last rune
	for _, r := range word {
		var kind rune // 0 stands for all else: a name may be made of many parts
		switch {
		case unicode.IsDigit(r):
			digits++
			kind = '0'
		case unicode.IsUpper(r):
			upper++
			kind = 'A'
		case unicode.IsLower(r):
			lower++
			kind = 'a'
		}
		if last != 0 && kind != 0 && kind != last {
			changes++
		}
		last = kind
	}
	if isHex(word) {
		return digits >= 4 && digits < len(word) // digits alone are a matter of hideCards
	}
	if upper == 0 || lower == 0 { // base32, as rand.Text makes it
		return digits >= 2 && digits+max(upper, lower) == len(word) && changes >= 4
	}
	return digits >= 2 && changes*3 >= len(word)
}

func isHex(word string) bool { return strings.Trim(word, "0123456789abcdefABCDEF") == "" }

// uuid is a name that is drawn by chance, and no secret.
var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// named is something called by a name that tells what it is, and its value: text in
// quotes, or one word.
var named = regexp.MustCompile(`(?i)([\w-]*(?:passw|passcode|secret|token|api[-_]?key|private|authoriz|cookie|credential|seed|cvc|cvv|track[12]|expiry|buyer|customer|phone|mobile|e-?mail|\bpin)[\w-]*)(\\?"?\s*[:=]\s*)(\\?"(?:[^"\\]|\\.)*"?|[^\s",;}\]&]+)`)

// hideNamed hides values by the names that they have.
func hideNamed(text string) string {
	return named.ReplaceAllStringFunc(text, func(whole string) string {
		part := named.FindStringSubmatch(whole)
		if !Secret(part[1]) {
			return whole
		}
		quote := ""
		if strings.Contains(part[3], `"`) {
			quote = part[3][:strings.Index(part[3], `"`)+1]
		}
		return part[1] + part[2] + quote + Hidden + quote
	})
}

var secretName = regexp.MustCompile(`(?i)passw|passcode|secret|token|api[-_]?key|private|authoriz|cookie|credential|seed|cvc|cvv|track[12]|expiry|buyer|customer|phone|mobile|e-?mail|(^|[_-])pin($|[_-])`)

// Secret reports whether a setting or an attribute of this name may hold a secret or
// tell of a person. The name of a file in which one stands is none.
func Secret(name string) bool {
	return secretName.MatchString(name) && !strings.HasSuffix(strings.ToLower(name), "file")
}
