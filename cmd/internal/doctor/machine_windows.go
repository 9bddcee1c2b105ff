package doctor

import (
	"context"
	"errors"
	"os/exec"
	"strings"

	"golang.org/x/sys/windows/registry"

	"kioskd/installer"
)

// mayOpen cannot be told on Windows without opening the port.
func mayOpen(string) error { return nil }

// writeFilter names the Unified Write Filter where it is switched on. Whether it
// leaves this folder alone only its own tool can tell.
func writeFilter(dir string) string {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, `SYSTEM\CurrentControlSet\Services\uwfvol`, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer func() { _ = k.Close() }()
	if start, _, err := k.GetIntegerValue("Start"); err != nil || start > bootStart {
		return ""
	}
	out, err := exec.Command("uwfmgr.exe", "file", "get-exclusions").Output()
	if err == nil && strings.Contains(strings.ToLower(string(out)), strings.ToLower(dir)) {
		return ""
	}
	return "the Unified Write Filter"
}

// bootStart is the start type of a driver that is on from the first moment.
const bootStart = 0

// synchronised asks who keeps the time.
func synchronised() (bool, error) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, `SYSTEM\CurrentControlSet\Services\W32Time\Parameters`, registry.QUERY_VALUE)
	if err != nil {
		return false, err
	}
	defer func() { _ = k.Close() }()
	kind, _, err := k.GetStringValue("Type")
	return kind != "" && kind != "NoSync", err
}

// askService asks the service manager, with the rights of any user.
func askService(context.Context) (Service, error) {
	kiosk, err := installer.New(installer.Options{})
	if err != nil {
		return Service{}, err
	}
	at, err := kiosk.State()
	return Service{
		Installed: at.Installed, Automatic: at.AtBoot, State: at.Word,
		EnableBy: "sc config kioskd start= delayed-auto", LogBy: "the event log",
	}, err
}

// listVoices lists what Windows can speak with.
func listVoices(context.Context) ([]string, error) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, `SOFTWARE\Microsoft\Speech_OneCore\Voices\Tokens`, registry.ENUMERATE_SUB_KEYS)
	if errors.Is(err, registry.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = k.Close() }()
	return k.ReadSubKeyNames(-1)
}
