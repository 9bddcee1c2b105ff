package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/sys/windows/registry"
)

// policyKeys are where browsers look for what the machine's owner has decided.
var policyKeys = []string{`SOFTWARE\Policies\Microsoft\Edge`, `SOFTWARE\Policies\Google\Chrome`, `SOFTWARE\Policies\Chromium`}

// ours names the value in which we note what we set, so that removing takes away
// nothing that another administrator has decided.
const ours = "KioskdPolicy"

// Policies returns the registry keys with a policy of ours.
func (Setup) Policies() (found []string, err error) {
	for _, path := range policyKeys {
		if _, err := noted(path); err == nil {
			found = append(found, `HKLM\`+path)
		} else if !errors.Is(err, registry.ErrNotExist) {
			return found, fmt.Errorf("look for the browser's policy: %w", err)
		}
	}
	return found, nil
}

// noted returns the policy that we set in a key.
func noted(path string) (map[string]any, error) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.QUERY_VALUE)
	if err != nil {
		return nil, err
	}
	defer func() { _ = k.Close() }()
	text, _, err := k.GetStringValue(ours)
	if err != nil {
		return nil, err
	}
	return readPolicy([]byte(text))
}

// WritePolicy has all browsers of this machine go by a policy, also those that
// are installed later, and returns what it wrote.
func (s Setup) WritePolicy(text []byte) (written []string, err error) {
	p, err := readPolicy(text)
	if err != nil {
		return nil, err
	}
	if _, err := s.RemovePolicy(); err != nil {
		return nil, err
	}
	for _, path := range policyKeys {
		if err := writeKey(path, p, text); err != nil {
			return written, fmt.Errorf(`write the browser's policy to HKLM\%s: %w`, path, err)
		}
		written = append(written, `HKLM\`+path)
	}
	return written, nil
}

func writeKey(path string, p map[string]any, text []byte) error {
	k, _, err := registry.CreateKey(registry.LOCAL_MACHINE, path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer func() { _ = k.Close() }()
	err = k.SetStringValue(ours, string(text)) // first, so that what follows can be taken back
	for name, value := range p {
		err = errors.Join(err, setValue(k, path, name, value))
	}
	return err
}

// setValue writes one decision as browsers read it: a number, a text, or a list
// as a key of its own with numbered texts. Anything else is its JSON.
func setValue(k registry.Key, path, name string, value any) error {
	switch v := value.(type) {
	case bool:
		if v {
			return k.SetDWordValue(name, 1)
		}
		return k.SetDWordValue(name, 0)
	case float64:
		return k.SetDWordValue(name, uint32(v))
	case string:
		return k.SetStringValue(name, v)
	case []any:
		return setList(path+`\`+name, v)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return k.SetStringValue(name, string(text))
}

func setList(path string, list []any) error {
	k, _, err := registry.CreateKey(registry.LOCAL_MACHINE, path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer func() { _ = k.Close() }()
	for i, v := range list {
		text, isText := v.(string)
		if !isText {
			packed, packErr := json.Marshal(v)
			text, err = string(packed), errors.Join(err, packErr)
		}
		err = errors.Join(err, k.SetStringValue(strconv.Itoa(i+1), text))
	}
	return err
}

// RemovePolicy takes away what WritePolicy wrote, and returns what was there. To
// remove nothing is no error.
func (Setup) RemovePolicy() (removed []string, err error) {
	for _, path := range policyKeys {
		p, notedErr := noted(path)
		if errors.Is(notedErr, registry.ErrNotExist) {
			continue
		}
		if err := errors.Join(notedErr, removeKey(path, p)); err != nil {
			return removed, fmt.Errorf(`remove the browser's policy from HKLM\%s: %w`, path, err)
		}
		removed = append(removed, `HKLM\`+path)
	}
	return removed, nil
}

func removeKey(path string, p map[string]any) error {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer func() { _ = k.Close() }()
	for name, value := range p {
		if _, list := value.([]any); list {
			err = errors.Join(err, unlessGone(registry.DeleteKey(registry.LOCAL_MACHINE, path+`\`+name)))
			continue
		}
		err = errors.Join(err, unlessGone(k.DeleteValue(name)))
	}
	if err != nil {
		return err
	}
	return k.DeleteValue(ours) // last, so that a removal that fails can be repeated
}

func unlessGone(err error) error {
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	}
	return err
}
