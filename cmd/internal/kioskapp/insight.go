package kioskapp

import (
	"bytes"
	"context"
	"net/http"
	"runtime"

	"kioskd/installer"
	"kioskd/installer/update"
	"kioskd/sync/wire"
)

// Insight is what only a running agent can tell of itself, for those who support it.
type Insight struct {
	Settings *SettingsState `json:"settings,omitempty"` // nil where no key that signs them is known
	Updates  update.Status  `json:"updates"`

	// Commands are HQ's, as far as it may not have heard how they ended. What they
	// answered is left out.
	Commands []wire.CommandResult `json:"commands,omitempty"`

	Goroutines  int    `json:"goroutines"`
	HeapBytes   uint64 `json:"heap_bytes"`
	SystemBytes uint64 `json:"system_bytes"` // of memory, from the operating system

	// Stacks say what every goroutine does. No argument in them is text.
	Stacks string `json:"stacks"`
}

// SettingsState names the settings from HQ that this kiosk knows.
type SettingsState struct {
	Version uint64               `json:"version"` // in force; 0 where the kiosk's own file is
	Hashes  wire.SettingsHashes  `json:"hashes"`
	Last    *wire.SettingsResult `json:"last,omitempty"`
}

// Insight implements [Engineer].
func (a *App) Insight(context.Context) (i Insight, err error) {
	i.Settings = a.settingsState()
	if a.updates != nil {
		i.Updates = a.updates.Status()
	}
	if a.desk != nil {
		for _, r := range a.desk.Results() {
			r.Output = nil
			i.Commands = append(i.Commands, r)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	i.Goroutines, i.HeapBytes, i.SystemBytes = runtime.NumGoroutine(), m.HeapAlloc, m.Sys
	var text bytes.Buffer
	err = installer.Stacks(&text, "asked by an engineer")
	i.Stacks = text.String()
	return i, err
}

func (a *App) settingsState() *SettingsState {
	if a.settings == nil {
		return nil
	}
	s := &SettingsState{Version: a.settings.Document().Version, Hashes: a.settings.Hashes()}
	if last, any := a.settings.Result(); any {
		s.Last = &last
	}
	return s
}

// Insight implements [Engineer].
func (c client) Insight(ctx context.Context) (i Insight, err error) {
	err = c.call(ctx, http.MethodGet, "/insight", nil, &i)
	return i, err
}
