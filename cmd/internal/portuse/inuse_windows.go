package portuse

import "golang.org/x/sys/windows"

const inUse = windows.WSAEADDRINUSE
