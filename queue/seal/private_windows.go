package seal

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"

	"kioskd/queue/internal/safefile"
)

// ownerOnly lets the system, administrators and the owner in, and inherits
// nothing from the folder.
const ownerOnly = "D:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;OW)"

// writePrivate is safefile.Write for a file that never has wider rights, not
// even while it is written.
func writePrivate(path string, data []byte) error {
	fresh := path + ".new"
	f, err := createPrivate(fresh)
	if err != nil {
		return fmt.Errorf("make %s: %w", fresh, err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", fresh, err)
	}
	return safefile.Rename(fresh, path)
}

func createPrivate(path string) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	rights, err := windows.SecurityDescriptorFromString(ownerOnly)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err // rights are given when a file is made, so an old one will not do
	}
	attributes := windows.SecurityAttributes{SecurityDescriptor: rights}
	attributes.Length = uint32(unsafe.Sizeof(attributes))
	h, err := windows.CreateFile(name, windows.GENERIC_WRITE, 0, &attributes, windows.CREATE_NEW, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path), nil
}
