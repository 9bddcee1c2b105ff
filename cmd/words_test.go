package cmd_test

import (
	"regexp"
	"testing"
)

// spellings are words that were once written in several ways: what is wrong, and
// how the pages write it.
var spellings = map[string]string{
	`\bKIOSKD\b|\bKioskd\b|\bKioskD\b`:             "kioskd",
	`\bKioskHQ\b|\bKiosk HQ\b`:                     "kioskhq, or HQ",
	`\bPostgres\b|\bpostgresql\b`:                  "PostgreSQL",
	`\bSqlite\b|\bSQLITE\b`:                        "SQLite",
	`\bWebsockets?\b|\bweb sockets?\b`:             "WebSocket",
	`\bsystemD\b|\bSystemd\b`:                      "systemd",
	`\bweb ?-?App\b|\bwebapps?\b`:                  "web app",
	`\b[Ee]nroll(?:s|ment)?\b`:                     "enrol",
	`\b[Pp]seudoterminal\b|\b[Pp]seudo terminal\b`: "pseudo-terminal",
	`\bKakaoPay\b|\bNaverPay\b|\bTossPayments\b`:   "Kakao Pay, Naver Pay, Toss Payments",
	`\bGithub\b|\bJavascript\b|\bTypescript\b`:     "GitHub, JavaScript, TypeScript",
	`\bcolor\b|\blicense\b`:                        "colour, licence",
}

var inCode = regexp.MustCompile("`[^`]*`|\\]\\([^)]*\\)")

// TestSpelling: the pages write each word in one way. What stands as code, and what
// a link leads to, is spelled by others.
func TestSpelling(t *testing.T) {
	t.Parallel()
	for _, page := range allPages(t) {
		text := inCode.ReplaceAllString(fenced.ReplaceAllString(readPage(t, page), ""), "")
		for wrong, right := range spellings {
			for _, found := range regexp.MustCompile(wrong).FindAllString(text, -1) {
				t.Errorf("%s says %q, elsewhere it is %s", page, found, right)
			}
		}
	}
}
