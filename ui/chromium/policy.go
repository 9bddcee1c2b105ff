// Package chromium writes the policy that keeps the kiosk's browser in the kiosk:
// which addresses it opens, and that it offers customers nothing of its own.
//
// A page's content policy keeps data in; only the browser's own policy keeps
// navigation in. It is managed, so that no page and no profile can change it:
// /etc/chromium/policies/managed/kioskd.json on Linux (for Chrome
// /etc/opt/chrome/policies/managed), and the registry on Windows.
//
// The names are those of Chromium's enterprise policy list, and the patterns those
// of its URL filter format, where a dot before a host means that very host.
package chromium

import (
	"encoding/json"
	"net"
	"strings"
)

// Policy is a managed policy, by the browser's names.
type Policy map[string]any

// For returns the policy of the browser of a kiosk whose local API listens on a
// port, and whose pages may lead to the hosts of the access list.
func For(port string, access []string) Policy {
	p := Policy{
		"URLBlocklist": []string{"*"},
		"URLAllowlist": allowed(port, access),
	}
	for name, value := range offered {
		p[name] = value
	}
	if pages := origins(access); len(pages) > 0 {
		// A listed page from elsewhere may talk to the kiosk without asking a
		// customer, who could not answer. The names differ by the browser's age.
		p["LocalNetworkAccessAllowedForUrls"] = pages
		p["LoopbackNetworkAllowedForUrls"] = pages
	}
	return p
}

// offered takes away what a browser offers to its owner, who does not stand here.
var offered = Policy{
	"AutofillAddressEnabled":      false,
	"AutofillCreditCardEnabled":   false,
	"AutoplayAllowed":             true, // speech begins before the first touch
	"BrowserSignin":               0,
	"DefaultGeolocationSetting":   2,
	"DefaultNotificationsSetting": 2,
	"DefaultPopupsSetting":        2,
	"DeveloperToolsAvailability":  2,
	"DownloadRestrictions":        3,
	"ExtensionInstallBlocklist":   []string{"*"},
	"HideWebStoreIcon":            true,
	"IncognitoModeAvailability":   1,
	"MetricsReportingEnabled":     false,
	"PasswordManagerEnabled":      false,
	"PrintingEnabled":             false,
	"PromotionsEnabled":           false,
	"RestoreOnStartup":            5,
	"SearchSuggestEnabled":        false,
	"SyncDisabled":                true,
	"TranslateEnabled":            false,
}

// allowed lists the kiosk's own origins (localhost stands for all names below it)
// and the exact hosts of the access list.
func allowed(port string, access []string) []string {
	list := []string{"http://127.0.0.1:" + port, "http://localhost:" + port}
	for _, origin := range origins(access) {
		scheme, host, _ := strings.Cut(origin, "://")
		list = append(list, scheme+"://."+host)
	}
	return list
}

// origins says hosts as origins: encrypted, except on this machine.
func origins(access []string) []string {
	list := make([]string, 0, len(access))
	for _, h := range access {
		name := h
		if host, _, err := net.SplitHostPort(h); err == nil {
			name = host
		}
		scheme := "https"
		if ip := net.ParseIP(name); name == "localhost" || ip != nil && ip.IsLoopback() {
			scheme = "http"
		}
		list = append(list, scheme+"://"+h)
	}
	return list
}

// JSON returns the policy as the file that Chromium reads on Linux.
func (p Policy) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(p, "", "  ")
	return append(text, '\n'), err
}
