package seal

import (
	"fmt"
	"io/fs"
	"unsafe"

	"golang.org/x/sys/windows"
)

// strangers are the groups of Windows that everybody is in.
var strangers = []windows.WELL_KNOWN_SID_TYPE{windows.WinWorldSid, windows.WinAuthenticatedUserSid, windows.WinBuiltinUsersSid}

// closeDoor are the words for icacls, as numbers that hold in every language:
// in with the system and administrators, out with the strangers.
const closeDoor = "/inheritance:r /grant *S-1-5-18:F *S-1-5-32-544:F /remove *S-1-1-0 *S-1-5-11 *S-1-5-32-545"

// private refuses a file that everybody on the machine may read.
func private(path string, _ fs.FileInfo) error {
	sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("look at the rights of %s: %w", path, err)
	}
	dacl, _, err := sd.DACL()
	if err != nil {
		return fmt.Errorf("read the rights of %s: %w", path, err)
	}
	open, err := letsIn(dacl)
	if err != nil {
		return fmt.Errorf("read the rights of %s: %w", path, err)
	}
	if open {
		return fmt.Errorf("%w: %s: run: icacls \"%[2]s\" %s", ErrRights, path, closeDoor)
	}
	return nil
}

// letsIn reports whether a list of rights lets strangers read. No list at all
// lets everybody do everything.
func letsIn(dacl *windows.ACL) (bool, error) {
	if dacl == nil {
		return true, nil
	}
	for i := range uint32(dacl.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(dacl, i, &ace); err != nil {
			return false, err
		}
		if ace.Header.AceType == windows.ACCESS_ALLOWED_ACE_TYPE && reads(ace.Mask) && isStranger(ace) {
			return true, nil
		}
	}
	return false, nil
}

func reads(mask windows.ACCESS_MASK) bool {
	return mask&(windows.FILE_READ_DATA|windows.GENERIC_READ|windows.GENERIC_ALL) != 0
}

func isStranger(ace *windows.ACCESS_ALLOWED_ACE) bool {
	who := (*windows.SID)(unsafe.Pointer(&ace.SidStart))
	for _, group := range strangers {
		if who.IsWellKnown(group) {
			return true
		}
	}
	return false
}
