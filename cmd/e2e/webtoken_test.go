package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kioskd/cmd/internal/keyfile"
	"kioskd/ui"
)

// webToken gets a token from the kiosk as a web app does, or makes one as the
// operator's own server would, for some seconds: webtoken, webtoken ISSUER KEY
// SECONDS.
func (s *stage) webToken(args []string) (err error) {
	if len(args) == 0 {
		var got ui.WebToken
		err = s.call(http.MethodPost, "auth/token", struct{}{}, &got)
		s.bearer = got.Token
		return err
	}
	if len(args) != 3 {
		return errors.New("usage: webtoken, or webtoken ISSUER KEY SECONDS")
	}
	lasts, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	key, err := keyfile.Private(s.path(args[1]))
	if err != nil {
		return err
	}
	s.bearer, err = jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
		"iss": args[0], "aud": "kioskhq", "sub": "reports", "exp": time.Now().Add(time.Duration(lasts) * time.Second).Unix(),
	}).SignedString(key)
	return err
}

// me shows the token to HQ, or none, and wants a status and an answer that
// matches: me STATUS [REGEXP], me none STATUS.
func (s *stage) me(args []string) error {
	bearer := s.bearer
	if len(args) > 0 && args[0] == "none" {
		bearer, args = "", args[1:]
	}
	if len(args) == 0 {
		return errors.New("usage: me [none] STATUS [REGEXP]")
	}
	resp, err := send(http.MethodGet, "http://"+s.hqAddr+"/api/v1/me", bearer, struct{}{})
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if strconv.Itoa(resp.StatusCode) != args[0] || !json.Valid(text) || !regexp.MustCompile(strings.Join(args[1:], " ")).Match(text) {
		return fmt.Errorf("HQ answered %s: %s", resp.Status, text)
	}
	if resp.StatusCode == http.StatusUnauthorized && !strings.HasPrefix(resp.Header.Get("WWW-Authenticate"), "Bearer ") {
		return fmt.Errorf("a refusal without WWW-Authenticate: %v", resp.Header)
	}
	return nil
}
