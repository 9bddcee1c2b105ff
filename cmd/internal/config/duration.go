package config

import (
	"fmt"
	"time"
)

// Duration is a time as it stands in a configuration: "90s", "3m".
type Duration string

func (d Duration) parse() (time.Duration, error) {
	t, err := time.ParseDuration(string(d))
	if err != nil {
		return 0, fmt.Errorf("%q is no time: write one as in \"90s\" or \"3m\"", string(d))
	}
	return t, nil
}

// Time returns the time of a configuration that was checked.
func (d Duration) Time() time.Duration {
	t, _ := d.parse()
	return t
}
