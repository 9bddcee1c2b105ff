// Command kioskhq is the reference HQ: it takes what kiosks upload, keeps it,
// and shows it to the operator.
//
//	kioskhq serve --listen ADDR --store sqlite:PATH|postgres://… --settings-key KEY
//	kioskhq enroll-code KIOSK
//	kioskhq keys KIOSK
//	kioskhq revoke KIOSK KEY --reason WHY
//	kioskhq keygen FILE
//	kioskhq settings check|sign|push|show
//	kioskhq command KIOSK NAME
//	kioskhq commands KIOSK
//	kioskhq sign FILE --key KEY
//	kioskhq user add|list|passwd|role|disable|enable|totp
//	kioskhq token add|list|end
//	kioskhq audit check|export
//	kioskhq check URL --code CODE
//	kioskhq load --kiosks N --rate M --tokens FILE
//	kioskhq version
//
// user, token and audit work on HQ's store itself, so that nobody is locked out who
// can read it. All others but serve, check, load, keygen, sign, and settings check
// and sign talk to an HQ that runs, with the token in KIOSKHQ_TOKEN once HQ has users.
// Settings, and commands that move money, are signed where no HQ is, so that
// whoever takes HQ over can give neither.
//
// A kiosk that has not enrolled shares a token with HQ: the token file has one
// line per kiosk, its id and the token. The environment variable KIOSKHQ_TOKENS
// may hold such entries too, separated by commas. Exit codes: 0 good, 1 failed,
// 2 wrong usage.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
