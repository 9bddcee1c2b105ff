package screen

import (
	"context"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The parts of DEVMODEW that turn a picture, by their places in it (wingdi.h).
const (
	devmodeSize      = 220
	placeSize        = 68  // dmSize
	placeFields      = 72  // dmFields
	placeOrientation = 84  // dmDisplayOrientation
	placeWidth       = 172 // dmPelsWidth
	placeHeight      = 176 // dmPelsHeight

	fieldOrientation = 0x80
	fieldWidth       = 0x80000
	fieldHeight      = 0x100000
	currentSettings  = 0xFFFFFFFF // ENUM_CURRENT_SETTINGS
)

var (
	user32         = windows.NewLazySystemDLL("user32.dll")
	enumSettings   = user32.NewProc("EnumDisplaySettingsW")
	changeSettings = user32.NewProc("ChangeDisplaySettingsW")
)

// Rotate turns the picture clockwise, in degrees; Windows turns touch with it.
func Rotate(_ context.Context, degrees int) error {
	var mode [devmodeSize]byte
	at := func(place int) *uint32 { return (*uint32)(unsafe.Pointer(&mode[place])) }
	*(*uint16)(unsafe.Pointer(&mode[placeSize])) = devmodeSize
	if ok, _, err := enumSettings.Call(0, currentSettings, uintptr(unsafe.Pointer(&mode))); ok == 0 {
		return fmt.Errorf("ask for the screen's settings: %w", err)
	}
	to := orientation(degrees)
	if *at(placeOrientation) == to {
		return nil
	}
	if (*at(placeOrientation)+to)%2 == 1 { // upright becomes wide, or wide upright
		*at(placeWidth), *at(placeHeight) = *at(placeHeight), *at(placeWidth)
	}
	*at(placeOrientation), *at(placeFields) = to, fieldOrientation|fieldWidth|fieldHeight
	if code, _, _ := changeSettings.Call(uintptr(unsafe.Pointer(&mode)), 0); code != 0 {
		return fmt.Errorf("turn the screen: Windows refused with DISP_CHANGE %d", int32(code))
	}
	return nil
}

// orientation is Windows' number: DMDO_90 and so on count quarters by the clock.
func orientation(degrees int) uint32 { return uint32(degrees/90) % 4 }
