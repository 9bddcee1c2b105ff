package seal

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Default returns the keeper that suits this system best for a key beside the
// store: a file that DPAPI encrypts. The machine's scope is used, because a
// service may be given another account and an engineer must be able to look into
// the journal; so the file's rights keep other users of the machine out.
func Default(path string) Keeper { return byDPAPI(path) }

func byDPAPI(path string) protected {
	return protected{path: path, encrypt: encryptDPAPI, decrypt: decryptDPAPI}
}

// parseHere reads a key file of this system.
func parseHere(text []byte) (Key, error) { return byDPAPI("").parse(text) }

// purpose keeps other programs' protected values apart from ours.
var purpose = []byte("kioskd queue key 1")

func encryptDPAPI(plain []byte) ([]byte, error) {
	const flags = windows.CRYPTPROTECT_UI_FORBIDDEN | windows.CRYPTPROTECT_LOCAL_MACHINE
	var out windows.DataBlob
	if err := windows.CryptProtectData(blob(plain), nil, blob(purpose), 0, nil, flags, &out); err != nil {
		return nil, fmt.Errorf("ask Windows to protect it: %w", err)
	}
	return takeBlob(out)
}

func decryptDPAPI(sealed []byte) ([]byte, error) {
	var out windows.DataBlob
	if err := windows.CryptUnprotectData(blob(sealed), nil, blob(purpose), 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, &out); err != nil {
		return nil, fmt.Errorf("ask Windows to decrypt it: %w", err)
	}
	return takeBlob(out)
}

// blob lends bytes, which are not empty, to a call.
func blob(b []byte) *windows.DataBlob {
	return &windows.DataBlob{Size: uint32(len(b)), Data: unsafe.SliceData(b)}
}

// takeBlob copies what a call has left in memory of the system, and frees that.
func takeBlob(out windows.DataBlob) ([]byte, error) {
	b := append([]byte(nil), unsafe.Slice(out.Data, out.Size)...)
	if _, err := windows.LocalFree(windows.Handle(unsafe.Pointer(out.Data))); err != nil {
		return nil, fmt.Errorf("free what Windows has returned: %w", err)
	}
	return b, nil
}
