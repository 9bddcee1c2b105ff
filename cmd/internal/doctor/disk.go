package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"time"

	"kioskd/cmd/internal/kioskapp"
)

// How much room the data folder's disk should have, in bytes. The journal keeps
// a reserve for the payment that is open; below low no sale should begin.
const (
	roomLow   = 64 << 20
	roomShort = 512 << 20
)

func (v *visit) disk(context.Context) Finding {
	dir := v.Config.Data
	name, err := v.Machine.Forgets(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return notMade(dir)
	case err != nil:
		return fail(err.Error(), "Run this as the user of the service, or as administrator.")
	case name != "":
		return fail(fmt.Sprintf("%s is on %s, which may forget everything when the machine restarts", dir, name), "Move the data folder to a disk that is not protected from writing.")
	}
	if filter := v.Machine.WriteFilter(dir); filter != "" {
		return fail(fmt.Sprintf("%s is behind %s: what is written there is gone after a restart", dir, filter), "Exclude the data folder from the write filter, or move it to another disk.")
	}
	return v.room(dir)
}

func notMade(dir string) Finding {
	return warn(dir+" is not there yet", "Start the agent once; it makes the folder.")
}

func (v *visit) room(dir string) Finding {
	free, err := v.Machine.Free(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return notMade(dir)
	}
	if err != nil {
		return warn("how much room there is cannot be told: "+err.Error(), "Look by hand.")
	}
	says := fmt.Sprintf("%d MB free for %s", free>>20, dir)
	switch {
	case free < roomLow:
		return fail(says+"; sales stop when it is full", "Make room on this disk.")
	case free < roomShort:
		return warn(says, "Make room on this disk.")
	}
	return good(says)
}

func (v *visit) rights(context.Context) Finding {
	dir := v.Config.Data
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return notMade(dir)
	case err != nil:
		return fail(err.Error(), "Run this as the user of the service, or as administrator.")
	case runtime.GOOS != "windows" && info.Mode()&0o077 != 0:
		return fail(fmt.Sprintf("others may look into %s (%v), which holds the control door's credential", dir, info.Mode().Perm()), "chmod 700 "+dir)
	}
	if err := tryToWrite(dir); err != nil {
		return fail(err.Error(), "Run this as the user of the service; if that cannot write either, mend the disk or the folder's rights.")
	}
	return good(dir + " is ours alone, and can be written")
}

// tryToWrite has a file reach the disk, and takes it away again.
func tryToWrite(dir string) error {
	f, err := os.CreateTemp(dir, "doctor-*.tmp")
	if err != nil {
		return fmt.Errorf("the data folder cannot be written: %w", err)
	}
	_, err = f.WriteString("kioskd doctor was here\n")
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
}

// waitedLong is how long facts may wait for HQ before somebody should look.
const waitedLong = 24 * time.Hour

func (v *visit) journal(context.Context) Finding {
	q := v.status.Queue
	const look = "See kioskd queue status, and docs/journal.md."
	switch {
	case errors.Is(v.statusErr, ErrNoJournal):
		return warn("none has been made yet", "Start the agent once.")
	case v.statusErr != nil:
		return fail("it cannot be looked at: "+v.statusErr.Error(), "Run this as the user of the service, or as administrator.")
	case q.Error != "":
		return fail(q.Error, "No payment begins until the journal can be written. "+look)
	case len(q.Opening.Missing) > 0:
		return fail(kioskapp.News(q.Opening), "Facts are lost for good: compare with HQ and the VAN. "+look)
	case !q.Opening.Good():
		return warn(kioskapp.News(q.Opening), look)
	case q.Set > 0:
		return warn(fmt.Sprintf("HQ has refused %d facts", q.Set), "See them with: kioskd queue list.")
	case q.Waiting > 0 && time.Since(q.Oldest) > waitedLong:
		return warn(fmt.Sprintf("%d facts wait for HQ, the oldest since %s", q.Waiting, q.Oldest.Local().Format(time.DateTime)), "See the line of HQ.")
	}
	return good(fmt.Sprintf("%d facts, %d wait for HQ", q.Facts, q.Waiting))
}
