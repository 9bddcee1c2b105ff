package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/drivers"
)

func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"[pad]\nprot = \"/dev/ttyS1\"\n": `line 2: unknown key "pad.prot"`,
		"data = 7\n":                     "line 1",
		"[pad\n":                         "line 1",
		"[[catalogue.items]]\nid = \"a\"\nprice = 1.5\n":              "line 3",
		"[catalogue]\ncurrency = \"KRW\"\nextra = 1\n[log]\nlvl=\"\"": `line 3: unknown key "catalogue.extra"`,
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestMistyped: a value of the wrong kind is answered with what is wanted.
func TestMistyped(t *testing.T) {
	for text, want := range map[string]string{
		"test_mode = \"yes\"\n":                    "line 1, column 13: test_mode: want true or false",
		"[pad]\nport = 7\n":                        "pad.port: want a text in quotes",
		"pad = 7\n":                                "pad: want a table",
		"[payments]\nagent_limit = 90\n":           "payments.agent_limit: want a text in quotes",
		"[pad.settings]\nx = 7\n":                  "pad.settings.x: want a text in quotes",
		"[catalogue]\nvat_percent = \"ten\"\n":     "catalogue.vat_percent: want a whole number",
		"[catalogue]\nitems = 3\n":                 "catalogue.items: want a list",
		"[[catalogue.items]]\nprice = 1.5\n":       "catalogue.items.price: want a whole number",
		"[[catalogue.items]]\nname = { ko = 1 }\n": "catalogue.items.name: want a table of texts in quotes",
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestMissingFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kioskd.toml")
	if _, err := Load(path, nil); err == nil || !strings.Contains(err.Error(), path+" does not exist: name another with --config") {
		t.Error(err)
	}
}

func TestDataIsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load("", []string{"KIOSKD_DATA=" + path}); err == nil || !strings.Contains(err.Error(), path+" is a file; name a folder") {
		t.Error(err)
	}
}

func TestHQAndID(t *testing.T) {
	for key, change := range map[string]func(*Config){
		"kiosk.id":             func(c *Config) { c.Kiosk.ID = "kiosk/1" },
		"hq.url":               func(c *Config) { c.HQ.URL = "ws://hq.example/sync" },
		"hq.url: HQ's address": func(c *Config) { c.HQ.URL = "hq.example" },
	} {
		c := Default()
		change(&c)
		if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestCheckNamesTheKey(t *testing.T) {
	for key, change := range map[string]func(*Config){
		"data":                        func(c *Config) { c.Data = "" },
		"printer.port":                func(c *Config) { c.Printer.Required = true },
		"printer.port: bad":           func(c *Config) { c.Printer.Port = "carrier-pigeon" },
		"printer.port: /dev/ttyS9":    func(c *Config) { c.Printer.Port, c.Pad.Port = "/dev/ttyS9", "/dev/ttyS9" },
		"printer columns":             func(c *Config) { c.Printer.Port, c.Printer.Columns = "/dev/ttyS9", 40 },
		"printer characters":          func(c *Config) { c.Printer.Port, c.Printer.Characters = "/dev/ttyS9", "ebcdic" },
		"unknown printer setting":     func(c *Config) { c.Printer.Port, c.Printer.Settings = "/dev/ttyS9", map[string]string{"x": "y"} },
		"kiosk.id":                    func(c *Config) { c.Kiosk.ID = "" },
		"traces.collector":            func(c *Config) { c.Traces.Collector = "127.0.0.1:4318" },
		"traces.collector: http goes": func(c *Config) { c.Traces.Collector = "http://collector.example:4318" },
		"log.level":                   func(c *Config) { c.Log.Level = "loud" },
		"catalogue":                   func(c *Config) { c.Catalogue.Items[0].Price = 0 },
		"pad.driver":                  func(c *Config) { c.Pad.Driver = "abacus" },
		"pad.port":                    func(c *Config) { c.Pad.Port = "usb" },
		"payments.orders":             func(c *Config) { c.Payments.Orders = "anybody" },
		"payments.app_limit":          func(c *Config) { c.Payments.Orders = OrdersApp },
		"payments.app_limit: amount":  func(c *Config) { c.Payments.AppLimit = -1 },
		"payments.orphans":            func(c *Config) { c.Payments.Orphans = "keep" },
		"payments.late_phone":         func(c *Config) { c.Payments.LatePhone = "keep" },
		"payments.signature_from":     func(c *Config) { c.Payments.SignatureFrom = -1 },
		"payments.instalment_months":  func(c *Config) { c.Payments.InstalmentMonths = []int{1} },
		"day.opens":                   func(c *Config) { c.Day.Opens = "7 o'clock" },
		"day.closes: \"24:00\"":       func(c *Config) { c.Day.Closes = "24:00" },
		"day.closes: set a time":      func(c *Config) { c.Day.RestartPad = true },
		"stock.offline":               func(c *Config) { c.Stock.Offline = "perhaps" },
		"stock.deadline_ms":           func(c *Config) { c.Stock.DeadlineMS = 0 },
		"stock.url: HQ":               func(c *Config) { c.Stock.URL = AskHQ },
		"stock.url":                   func(c *Config) { c.Stock.URL = "shop.example" },
		"controller.per_day":          func(c *Config) { c.Controller.PerDay = -1 },
		"controller.amount_per_day":   func(c *Config) { c.Controller.TokenFile = "t" },
		"hq.url":                      func(c *Config) { c.HQ.URL = "https://hq.example" },
		"thirdparty.mode":             func(c *Config) { c.ThirdParty.Mode = "both" },
		"thirdparty: \"\"":            func(c *Config) { c.ThirdParty.Mode = ModeTerminal },
		"thirdparty.port":             func(c *Config) { c.ThirdParty.Mode = ModeReader },
		"thirdparty.port: /dev/x":     func(c *Config) { c.ThirdParty.Port, c.Pad.Port = "/dev/x", "/dev/x" },
		"thirdparty.busy":             func(c *Config) { c.ThirdParty.Busy = "panic" },
		"thirdparty.tell":             func(c *Config) { c.ThirdParty.Tell = "nobody" },
		"thirdparty.wait":             func(c *Config) { c.ThirdParty.Wait = "a day" },
		"thirdparty.poll_every":       func(c *Config) { c.ThirdParty.PollEvery = "often" },
		"payments.orders: \"server\"": func(c *Config) { c.Payments.Orders = OrdersServer },
		"payments.orders: in reader":  func(c *Config) { c.ThirdParty.Mode, c.ThirdParty.Port = ModeReader, "/dev/ttyS8" },
		"thirdparty: ways: poll": func(c *Config) {
			c.Payments.Orders, c.ThirdParty.Mode = OrdersServer, ModeTerminal
			c.ThirdParty.URL, c.ThirdParty.Ways = "https://pay.example.com", []string{"poll"}
		},
		"test_mode":           func(c *Config) { c.TestMode, c.Pad.Port = true, "/dev/ttyUSB0" },
		"own.url: HQ":         func(c *Config) { c.Own.URL = AskHQ },
		"own.url: \"points\"": func(c *Config) { c.Own.URL = "points" },
	} {
		c := Default()
		change(&c)
		if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%s: %v", key, err)
		}
	}
	c := Default()
	if err := c.Check(); err != nil {
		t.Errorf("the default: %v", err)
	}
}

// TestLimits: pad, agent and page decide in this order, whatever is set.
func TestLimits(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"pad.card_wait: \"soon\" is no time":                                            func(c *Config) { c.Pad.CardWait = "soon" },
		"payments.page_limit: \"\" is no time":                                          func(c *Config) { c.Payments.PageLimit = "" },
		"pad.card_wait, pad.van_time: a card wait of 1s: write a time from 5s to 10m0s": func(c *Config) { c.Pad.CardWait = "1s" },
		"pad.card_wait, pad.van_time: a VAN time of 1h0m0s":                             func(c *Config) { c.Pad.VANTime = "1h" },
		"payments.agent_limit: 1m40s is too short: the pad may take pad.card_wait and pad.van_time together, 1m40s; set at least 1m50s": func(c *Config) {
			c.Payments.AgentLimit = "100s"
		},
		"payments.page_limit: 3m9s is too short: the agent may take payments.agent_limit, 3m0s; set at least 3m10s": func(c *Config) {
			c.Payments.PageLimit = "189s"
		},
	} {
		c := Default()
		change(&c)
		if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	c, err := Load("", []string{"KIOSKD_PAYMENTS_AGENT_LIMIT=200s", "KIOSKD_PAD_CARD_WAIT=90s"})
	if err != nil || c.Payments.AgentLimit.Time() != 200*time.Second || c.Pad.Limits().Charge() != 130*time.Second {
		t.Errorf("%+v, %v", c.Payments, err)
	}
	if c := Default(); c.Pad.Limits() != drivers.DefaultLimits || c.Payments.AgentLimit.Time() != agent.DefaultDeadlines.Charge {
		t.Errorf("the defaults differ from those of drivers and agent: %+v %+v", c.Pad, c.Payments)
	}
}

func TestEnvironment(t *testing.T) {
	c, err := Load("", []string{"HOME=/", "KIOSKD_PAD_PORT=tcp://127.0.0.1:9", "KIOSKD_TEST_MODE=true", "KIOSKD_CATALOGUE_VAT_PERCENT=19", "KIOSKD_CONFIG=x"})
	if err != nil || c.Pad.Port != "tcp://127.0.0.1:9" || !c.TestMode || c.Catalogue.VAT != 19 {
		t.Errorf("%+v, %v", c, err)
	}
	for _, bad := range []string{"KIOSKD_PAD_PROT=x", "KIOSKD_TEST_MODE=perhaps", "KIOSKD_CATALOGUE_VAT_PERCENT=1.5", "KIOSKD_CATALOGUE_ITEMS=x"} {
		if _, err := Load("", []string{bad}); err == nil || !strings.Contains(err.Error(), "environment") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestWritten: what config prints can be read again, and means the same.
func TestWritten(t *testing.T) {
	c := Default()
	text, err := c.Write()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, back); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSimulated(t *testing.T) {
	for address, want := range map[string]bool{
		"/dev/pts/3":               true,
		"serial:/dev/pts/3?baud=1": true,
		"tcp://127.0.0.1:7000":     true,
		"tcp://10.0.0.9:7000":      false,
		"/dev/ttyUSB0":             false,
		"COM5":                     false,
		filepath.Join(t.TempDir(), "not-yet-there"): true,
	} {
		if got := simulated(address); got != want {
			t.Errorf("%s: %t, want %t", address, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("data = \"x\"\n[pad]\nport = \"COM5\"\n"))
	f.Add([]byte("[[catalogue.items]]\nprice = 99999999999999999999\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := Parse(text); err == nil {
			_ = c.Check()
		}
	})
}
