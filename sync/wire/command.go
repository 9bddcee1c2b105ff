package wire

import (
	"encoding/json"
	"errors"
	"time"
)

// Command tells a kiosk to do one thing, at most once per id.
type Command struct {
	ID      string          `json:"id"`   // names it for ever, across connections and restarts
	Name    string          `json:"name"` // one of the commands that the kiosk allows
	Args    json.RawMessage `json:"args,omitempty"`
	Expires time.Time       `json:"expires"` // by HQ's clock; not begun after this

	// Key and Signature are an operator's, on commands that move money; see
	// [Command.SignedBytes].
	Key       string `json:"key,omitempty"`
	Signature string `json:"sig,omitempty"`
}

// Names of commands.
const (
	CommandCheckPad       = "check-pad"
	CommandSendNow        = "send-now"
	CommandReloadScreen   = "reload-screen"
	CommandLock           = "lock"
	CommandUnlock         = "unlock"
	CommandRestart        = "restart"
	CommandRotateKey      = "rotate-key"
	CommandSupportBundle  = "support-bundle"
	CommandRequestPayment = "request-payment"
	CommandVoidPayment    = "void-payment"
)

// Repeatable reports whether to do the command twice is no worse than to do it
// once. It is false for what moves money and for what this version does not know:
// such a command is given in one life of a kiosk only, see [Hello.Life].
func (c *Command) Repeatable() bool {
	switch c.Name {
	case CommandCheckPad, CommandSendNow, CommandReloadScreen, CommandLock, CommandUnlock, CommandRestart, CommandRotateKey, CommandSupportBundle:
		return true
	}
	return false
}

// CommandResult says what became of a command. It is repeated when the command
// is.
type CommandResult struct {
	ID     string          `json:"id"`
	State  string          `json:"state"`
	Output json.RawMessage `json:"output,omitempty"`
	Reason string          `json:"reason,omitempty"`
}

// States of a command.
const (
	CommandRunning = "running" // begun; another result follows
	CommandDone    = "done"
	CommandFailed  = "failed"
	CommandRefused = "refused" // not begun: not allowed, badly signed, over a limit, busy
	CommandExpired = "expired" // not begun: too late
)

func (c *Command) check() error {
	if c.Expires.IsZero() {
		return errors.New("no time of expiry")
	}
	return errors.Join(checkWord("id", c.ID), checkWord("name", c.Name))
}

func (r *CommandResult) check() error {
	return errors.Join(checkWord("id", r.ID), checkWord("state", r.State))
}

// Type implements [Message].
func (*Command) Type() string { return "command" }

// Type implements [Message].
func (*CommandResult) Type() string { return "command-result" }
