package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/traces"
)

// Config is everything that can be set. The zero value is not usable; start
// from [Default].
type Config struct {
	// Data is the folder of the journal. Its place never depends on anything
	// else, so that no change of settings loses sight of waiting facts.
	Data string `toml:"data" json:"data"`

	// TestMode says that the pad is a simulator: said on every screen, marked in
	// every fact for ever, and refused together with a real serial port.
	TestMode bool `toml:"test_mode" json:"test_mode"`

	Journal    Journal         `toml:"journal" json:"journal"`
	Kiosk      Kiosk           `toml:"kiosk" json:"kiosk"`
	Store      Store           `toml:"store" json:"store"`
	Screen     Screen          `toml:"screen" json:"screen"`
	Pad        Pad             `toml:"pad" json:"pad"`
	Printer    Printer         `toml:"printer" json:"printer"`
	HQ         HQ              `toml:"hq" json:"hq"`
	Payments   Payments        `toml:"payments" json:"payments"`
	Stock      Stock           `toml:"stock" json:"stock"`
	Own        Own             `toml:"own" json:"own"`
	Controller Controller      `toml:"controller" json:"controller"`
	Update     Update          `toml:"update" json:"update"`
	Staff      Staff           `toml:"staff" json:"staff"`
	Day        Day             `toml:"day" json:"day"`
	Log        Log             `toml:"log" json:"log"`
	Metrics    Metrics         `toml:"metrics" json:"metrics"`
	Traces     Traces          `toml:"traces" json:"traces"`
	Catalogue  agent.Catalogue `toml:"catalogue" json:"catalogue"`

	ThirdParty settings.ThirdParty `toml:"thirdparty" json:"thirdparty"`
}

// Journal says how what is kept is kept.
type Journal struct {
	// RecoveryKey names the file with the operator's public recovery key, to
	// which the data key is wrapped. Without one, a lost key is lost.
	RecoveryKey string `toml:"recovery_key" json:"recovery_key"`
}

// Kiosk names this kiosk at HQ.
type Kiosk struct {
	ID string `toml:"id" json:"id"`

	// Serial is the serial number that web apps are told; empty for the id.
	Serial string `toml:"serial" json:"serial"`
}

// SerialOrID returns what web apps are told as the serial number.
func (k Kiosk) SerialOrID() string {
	if k.Serial == "" {
		return k.ID
	}
	return k.Serial
}

// Store is the shop on the slip.
type Store struct {
	ID             string `toml:"id" json:"id"`
	Name           string `toml:"name" json:"name"`
	BusinessNumber string `toml:"business_number" json:"business_number"`
	Representative string `toml:"representative" json:"representative"`
	Address        string `toml:"address" json:"address"`
	Phone          string `toml:"phone" json:"phone"`
}

// Screen is where the kiosk's browser finds its page, on loopback only.
type Screen struct {
	Listen string `toml:"listen" json:"listen"`

	// TokenFile names the file with the credential of the program that starts the
	// kiosk's browser, where that runs as another user than the agent.
	TokenFile string `toml:"token_file" json:"token_file"`

	// Browser names the browser's program; empty for the first that is found.
	Browser string `toml:"browser" json:"browser"`

	// Rotation turns the picture clockwise: 0, 90, 180 or 270 degrees. Scale makes
	// everything larger or smaller, in percent.
	Rotation int `toml:"rotation" json:"rotation"`
	Scale    int `toml:"scale" json:"scale"`

	// Restart is when the browser is started anew every day, as in 04:00, once
	// nobody is being served; empty for never.
	Restart string `toml:"restart" json:"restart"`

	// What follows is for a kiosk without settings from HQ, which replace all of it
	// where they say anything of the screen.

	// App names the web app that customers meet instead of the standard page; empty
	// for the one of kioskd app use. AppURL is its first page, where the operator's
	// own server serves it, on a host of Access: the exact hosts that web apps may
	// reach.
	App    string   `toml:"app" json:"app"`
	AppURL string   `toml:"app_url" json:"app_url"`
	Access []string `toml:"access" json:"access"`

	// Languages are those of the standard page, the house's own first; none for all.
	Languages []string `toml:"languages" json:"languages"`

	// How large the screen is, and how high its lower edge is above the floor; 0 for
	// not known.
	WidthMM  int `toml:"width_mm" json:"width_mm"`
	HeightMM int `toml:"height_mm" json:"height_mm"`
	FloorMM  int `toml:"floor_mm" json:"floor_mm"`

	// Accent and OnAccent are colours as in #0a5f4a; empty for the standard's.
	Accent   string `toml:"accent" json:"accent"`
	OnAccent string `toml:"on_accent" json:"on_accent"`
}

// Pad is the card pad.
type Pad struct {
	Driver     string            `toml:"driver" json:"driver"`
	Port       string            `toml:"port" json:"port"`
	TerminalID string            `toml:"terminal_id" json:"terminal_id"`
	CardWait   Duration          `toml:"card_wait" json:"card_wait"` // a customer looks for the card
	VANTime    Duration          `toml:"van_time" json:"van_time"`   // the pad talks to the VAN
	Settings   map[string]string `toml:"settings" json:"settings"`
}

// Printer is the receipt printer. Without a port there is none, and the slip
// stands on the screen alone.
type Printer struct {
	Port       string `toml:"port" json:"port"`
	Columns    int    `toml:"columns" json:"columns"`       // 32, 42 or 48
	Copies     int    `toml:"copies" json:"copies"`         // the first is the customer's
	Characters string `toml:"characters" json:"characters"` // cp949 or latin

	// Automatic prints each sale and each void without being asked.
	Automatic bool `toml:"automatic" json:"automatic"`

	// Required refuses new payments while no slip can be printed.
	Required bool `toml:"required" json:"required"`

	// Settings are of the kind of printer; see package escpos.
	Settings map[string]string `toml:"settings" json:"settings"`
}

// HQ is where the facts go. Without a URL the kiosk keeps them.
type HQ struct {
	URL   string   `toml:"url" json:"url"`
	Spare []string `toml:"spare" json:"spare"` // more addresses of the same HQ

	// TokenFile is for a kiosk that has not enrolled.
	TokenFile string `toml:"token_file" json:"token_file"`

	// CAFile names the certificates, in PEM, that HQ's has to come from, instead of
	// those that the system trusts.
	CAFile string `toml:"ca_file" json:"ca_file"`

	// Metered says that every byte costs; Rate bounds the bytes of facts in a
	// second, 0 for no bound.
	Metered bool `toml:"metered" json:"metered"`

	// Storage has HQ keep the texts of web apps too, where its people can read them:
	// a kiosk that is set up anew finds them again.
	Storage bool `toml:"storage" json:"storage"`

	Rate int `toml:"rate" json:"rate"`
}

// Update is how new versions come to this kiosk.
type Update struct {
	// Key is the public key that signs new versions: its file, or its text. Without
	// one, it is the key that signs settings, kept since the kiosk enrolled.
	Key string `toml:"key" json:"key"`
}

// Log says how much is told.
type Log struct {
	Level string `toml:"level" json:"level"`
}

// Metrics says where numbers about this kiosk are served, for Prometheus.
type Metrics struct {
	// Listen is an address, as in 127.0.0.1:9480; empty for none. Whoever reaches it
	// learns how busy the kiosk is, and nothing of its customers.
	Listen string `toml:"listen" json:"listen"`
}

// Traces says who is told how long each step of a payment takes.
type Traces struct {
	// Collector is the address of an OpenTelemetry collector that takes OTLP over HTTP,
	// as in http://127.0.0.1:4318; empty for none. It learns when which kiosk is paid,
	// and nothing of the customers.
	Collector string `toml:"collector" json:"collector"`
}

// Endpoint returns where spans are sent. The agent's go to another machine with TLS
// alone.
func (t Traces) Endpoint() (string, error) {
	to, err := traces.Endpoint(t.Collector, false)
	if err != nil {
		return "", fmt.Errorf("traces.collector: %w", err)
	}
	return to, nil
}

func (t Traces) check() error {
	if t.Collector == "" {
		return nil
	}
	_, err := t.Endpoint()
	return err
}

// Default returns the configuration of a kiosk that was told nothing.
func Default() Config {
	return Config{
		Data:   defaultData(),
		Kiosk:  Kiosk{ID: "kiosk-1"},
		Store:  Store{ID: "store-1", Name: "kioskd"},
		Screen: Screen{Listen: "127.0.0.1:8480", Scale: 100, Access: []string{}, Languages: []string{}},
		Pad: Pad{
			Driver: "smartro", Port: defaultPort(), Settings: map[string]string{},
			CardWait: "60s", VANTime: "40s",
		},
		Printer:    Printer{Columns: 42, Copies: 1, Characters: "cp949", Settings: map[string]string{}},
		Payments:   Payments{Orders: OrdersCatalogue, AgentLimit: "3m", PageLimit: "4m", Orphans: orphansRefund, LatePhone: orphansRefund, InstalmentMonths: []int{}},
		Stock:      Stock{Offline: offlineSell, DeadlineMS: 3000},
		Controller: Controller{PerDay: 20},
		HQ:         HQ{Spare: []string{}},
		ThirdParty: defaultThirdParty(),
		Day:        Day{PadEndOfDay: true},
		Log:        Log{Level: "info"},
		Catalogue: agent.Catalogue{Currency: pay.KRW, VAT: 10, Items: []agent.Item{
			{ID: "item-1", Name: map[string]string{"ko": "상품", "en": "Item"}, Price: 1000, Tax: pay.Taxed},
		}},
	}
}

// Load reads a file and the environment (as os.Environ gives it) on top of the
// default. An empty path means that there is no file.
func Load(path string, environ []string) (Config, error) {
	c := Default()
	if path != "" {
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return c, fmt.Errorf("the configuration %s does not exist: name another with --config, or print one to start from with: kioskd config", path)
		}
		if err != nil {
			return c, fmt.Errorf("read the configuration: %w", err)
		}
		if c, err = Parse(text); err != nil {
			return c, fmt.Errorf("%s: %w", path, err)
		}
	}
	if err := override(&c, environ); err != nil {
		return c, err
	}
	return c, c.Check()
}

// Parse reads the text of a configuration file on top of the default.
func Parse(text []byte) (Config, error) {
	c := Default()
	if bytes.Contains(text, []byte("[catalogue")) {
		c.Catalogue.Items = nil
	}
	d := toml.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return c, readable(d.Decode(&c))
}

// readable turns the decoder's errors into lines that say where and what.
func readable(err error) error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) {
		lines := make([]string, 0, len(unknown.Errors))
		for _, e := range unknown.Errors {
			row, _ := e.Position()
			lines = append(lines, fmt.Sprintf("line %d: unknown key %q; run: kioskd config, to see the known ones", row, strings.Join(e.Key(), ".")))
		}
		return errors.New(strings.Join(lines, "\n"))
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		row, column := bad.Position()
		return fmt.Errorf("line %d, column %d: %s", row, column, tellBad(bad))
	}
	return err
}

// Write returns the configuration as a file.
func (c Config) Write() ([]byte, error) { return toml.Marshal(c) }

// Slip returns the shop in the words of the slip.
func (s Store) Slip() pay.Store { return pay.Store(s) }
