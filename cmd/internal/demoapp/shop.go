package demoapp

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kioskd/cmd/internal/config"
)

//go:embed kiosk.toml
var seoul []byte

//go:embed kiosk-euro.toml
var berlin []byte

// shops are where the pads of a driver stand.
var shops = map[string][]byte{"smartro": seoul, "zvt": berlin}

// Drivers returns the names of the drivers that the demo has a shop for.
func Drivers() []string { return slices.Sorted(maps.Keys(shops)) }

// Shop returns the configuration of the demo's shop, without places and ports.
// Each driver's shop is in a country where its pads stand, and sells in the
// currency of that country. Without a name it is the shop in Korea.
func Shop(driver string) (config.Config, error) {
	if driver == "" {
		driver = "smartro"
	}
	text, ok := shops[driver]
	if !ok {
		return config.Config{}, fmt.Errorf("no shop has a pad of the driver %q: choose one of %s", driver, strings.Join(Drivers(), ", "))
	}
	c, err := config.Parse(text)
	c.Pad.Driver = driver
	return c, err
}
