// Package config reads the one configuration file of kioskd: TOML, strict, with
// the environment on top.
//
// A key that kioskd does not know is an error that names its line, since a
// misspelt setting that is silently ignored is worse than a kiosk that does not
// start. Every key can be overridden by an environment variable: KIOSKD_, then
// the key in capitals with _ between its parts, as in KIOSKD_PAD_PORT for
// [pad] port. Variables that begin with KIOSKD_ and name no key are errors, too.
package config
