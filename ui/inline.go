package ui

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
)

// inlineScript is a script that stands in a page. One with a src has nothing
// between its tags that a browser would run.
var inlineScript = regexp.MustCompile(`(?is)<script(\s[^>]*)?>(.*?)</script\s*>`)

var hasSource = regexp.MustCompile(`(?i)\ssrc\s*=`)

// allowInline lets the scripts run that stand in a page of a bundle, by their
// hashes: plugins are written so. What gets into the page later has no hash, and
// does not run.
func allowInline(h http.Header, page []byte) {
	hashes := inlineHashes(page)
	if hashes == "" {
		return
	}
	policy := h.Get("Content-Security-Policy")
	h.Set("Content-Security-Policy", strings.Replace(policy, "script-src 'self'", "script-src 'self'"+hashes, 1))
}

func inlineHashes(page []byte) string {
	var b strings.Builder
	for _, m := range inlineScript.FindAllSubmatch(page, -1) {
		if hasSource.Match(m[1]) || len(bytes.TrimSpace(m[2])) == 0 {
			continue
		}
		text := bytes.ReplaceAll(bytes.ReplaceAll(m[2], []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n")) // as browsers read it
		sum := sha256.Sum256(text)
		b.WriteString(" 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
	}
	return b.String()
}
