package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// kept is what survives a power cut: the commands that were begun, oldest first.
type kept struct {
	Entries []entry `json:"entries"`
}

// entry is a command that was begun.
type entry struct {
	Name    string             `json:"name"`
	Expires time.Time          `json:"expires"` // afterwards it can be forgotten
	Day     string             `json:"day"`
	Cost    pay.Amount         `json:"cost,omitempty"`
	Result  wire.CommandResult `json:"result"`
}

// maxEntries bounds what is remembered.
const maxEntries = 500

func (k *kept) find(id string) *entry {
	for i := range k.Entries {
		if k.Entries[i].Result.ID == id {
			return &k.Entries[i]
		}
	}
	return nil
}

func (k *kept) set(e entry) {
	if old := k.find(e.Result.ID); old != nil {
		*old = e
		return
	}
	k.Entries = append(k.Entries, e)
}

// forget drops what cannot come again and counts for no limit any more. An
// expired command would not be begun, so its id need not be known.
func (k *kept) forget(now time.Time, today string) {
	k.Entries = slices.DeleteFunc(k.Entries, func(e entry) bool { return gone(e, now) && e.Day != today })
}

// gone leaves an hour for a clock that is set back.
func gone(e entry, now time.Time) bool { return now.After(e.Expires.Add(time.Hour)) }

// full reports that there is no room for another.
func (k *kept) full(now time.Time) bool {
	n := 0
	for _, e := range k.Entries {
		if !gone(e, now) {
			n++
		}
	}
	return n >= maxEntries || len(k.Entries) >= 4*maxEntries
}

// spent adds up what a day's commands of a name have cost.
func (k *kept) spent(name, day string) pay.Amount {
	var sum pay.Amount
	for _, e := range k.Entries {
		if e.Name == name && e.Day == day {
			sum += e.Cost
		}
	}
	return sum
}

// place of what is kept, in the vault.
const place = "commands"

func (d *Desk) load() error {
	text, err := d.o.Vault.Get(place)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, &d.kept)
	}
	if err != nil {
		return fmt.Errorf("commands: %w", err)
	}
	d.share()
	return nil
}

// keep changes what is kept: on disk first, then in memory.
func (d *Desk) keep(change func(*kept)) error {
	next := kept{Entries: slices.Clone(d.kept.Entries)}
	change(&next)
	text, err := json.Marshal(next)
	if err == nil {
		err = d.o.Vault.Put(place, text)
	}
	if err != nil {
		return fmt.Errorf("note the command: %w", err)
	}
	d.kept = next
	d.share()
	return nil
}

// share lets others read the results of commands that may still come again.
func (d *Desk) share() {
	now := d.o.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shared = d.shared[:0:0]
	for _, e := range d.kept.Entries {
		if !gone(e, now) {
			d.shared = append(d.shared, e.Result)
		}
	}
}
