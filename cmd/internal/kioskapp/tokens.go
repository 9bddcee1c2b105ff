package kioskapp

import (
	"fmt"
	"os"
	"strings"
)

// readTokens reads what this kiosk shares with HQ, with the machine that delivers
// its goods, and with the shop's people.
func (a *App) readTokens() (err error) {
	c := a.o.Config
	if c.HQ.URL != "" && c.HQ.TokenFile != "" {
		a.token, err = readToken("hq.token_file", c.HQ.TokenFile, "write the token that HQ holds for this kiosk into it")
	}
	if err == nil && c.Controller.TokenFile != "" {
		a.controller, err = readToken("controller.token_file", c.Controller.TokenFile, "write a secret into it that only the controller knows")
	}
	if err == nil && c.Staff.TokenFile != "" {
		a.staff, err = readToken("staff.token_file", c.Staff.TokenFile, "write a secret into it that only the staff know")
	}
	if err == nil && c.Screen.TokenFile != "" {
		a.starter, err = readToken("screen.token_file", c.Screen.TokenFile, "write a secret into it that only the user of the kiosk's browser may read")
	}
	return err
}

func readToken(setting, file, next string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w; %s", setting, err, next)
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fmt.Errorf("%s: %s is empty; %s", setting, file, next)
	}
	return token, nil
}
