package config

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

const prefix = "KIOSKD_"

// override puts the environment on top of a configuration.
func override(c *Config, environ []string) error {
	fields := map[string]reflect.Value{}
	collect(reflect.ValueOf(c).Elem(), prefix, fields)
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, prefix) || slices.Contains(notSettings, name) {
			continue
		}
		field, ok := fields[name]
		if !ok {
			return fmt.Errorf("environment: %s names no setting", name)
		}
		if err := set(field, value); err != nil {
			return fmt.Errorf("environment: %s: %w", name, err)
		}
	}
	return nil
}

// notSettings are variables of ours that mean something else: where the file is.
var notSettings = []string{prefix + "CONFIG"}

// collect names the single values of a struct as the environment does. Lists
// and tables have no name there.
func collect(v reflect.Value, name string, into map[string]reflect.Value) {
	for i := range v.NumField() {
		key, field := v.Type().Field(i).Tag.Get("toml"), v.Field(i)
		full := name + strings.ToUpper(key)
		switch field.Kind() {
		case reflect.Struct:
			collect(field, full+"_", into)
		case reflect.String, reflect.Bool, reflect.Int:
			into[full] = field
		}
	}
}

func set(field reflect.Value, value string) error {
	switch field.Kind() {
	case reflect.Bool:
		b, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("%q is not true or false", value)
		}
		field.SetBool(b)
	case reflect.Int:
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("%q is not a whole number", value)
		}
		field.SetInt(int64(n))
	default:
		field.SetString(value)
	}
	return nil
}
