package installer

import (
	"context"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"golang.org/x/sys/windows"
)

// DefaultPlaces are those of a Windows system.
func DefaultPlaces() Places {
	own := filepath.Join(known(windows.FOLDERID_ProgramData, "ProgramData"), Name)
	return Places{
		Program: filepath.Join(known(windows.FOLDERID_ProgramFiles, "ProgramFiles"), Name, Name+".exe"),
		Config:  own,
		Data:    filepath.Join(own, "data"),
		Logs:    filepath.Join(own, "logs"),
	}
}

// known asks the system for a folder: a service need not have the variable.
func known(folder *windows.KNOWNFOLDERID, variable string) string {
	path, err := windows.KnownFolderPath(folder, 0)
	if err != nil {
		return os.Getenv(variable)
	}
	return path
}

func packaged(string) bool { return false }

// CheckRights returns an error with a next step unless this process may install.
func CheckRights() error {
	if !windows.GetCurrentProcessToken().IsElevated() {
		return errors.New("only an administrator may do this: open the command prompt with \"Run as administrator\"")
	}
	return nil
}

// MakeUser has nothing to do: Windows makes the service's account with the
// service.
func MakeUser(context.Context) error { return nil }

// secure lets only the system, administrators and the service into a folder.
func secure(f folder) error {
	rights := "FRFX"
	if f.writes {
		rights = "FA"
	}
	text := fmt.Sprintf("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;%s;;;%s)", rights, serviceSID(Name))
	d, err := windows.SecurityDescriptorFromString(text)
	if err != nil {
		return err
	}
	dacl, _, err := d.DACL()
	if err != nil {
		return err
	}
	return windows.SetNamedSecurityInfo(f.path, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, dacl, nil)
}

// serviceSID returns the identity that Windows gives a service's account: S-1-5-80
// and the SHA-1 of its name in capitals, in five numbers (Microsoft's [MS-DTYP],
// section 2.4.2.4, names the prefix; "sc showsid" shows the whole). It is computed
// so that folders can be made before the service is.
func serviceSID(name string) string {
	var text []byte
	for _, unit := range utf16.Encode([]rune(strings.ToUpper(name))) {
		text = binary.LittleEndian.AppendUint16(text, unit)
	}
	sum := sha1.Sum(text)
	sid := "S-1-5-80"
	for part := sum[:]; len(part) > 0; part = part[4:] {
		sid += fmt.Sprintf("-%d", binary.LittleEndian.Uint32(part))
	}
	return sid
}

// Give has nothing to do: files take the rights of their folder.
func (Places) Give() error { return nil }

// GiveConfig has nothing to do: files take the rights of their folder.
func GiveConfig(string) error { return nil }
