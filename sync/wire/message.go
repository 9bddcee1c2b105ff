package wire

import "time"

// Message is one of the pointers to structs of this package that have a type:
// [Challenge], [Hello], [Welcome], [Facts], [Ack], [Reject], [Fork], [Status],
// [Settings], [SettingsResult], [Update], [UpdateResult], [Command],
// [CommandResult], [Ask], [Answer], [Drain], [News], [Error], [Bye] and [Unknown].
type Message interface {
	// Type is the word in the header that names the message.
	Type() string

	// check reports what a receiver must not accept.
	check() error
}

// Challenge is the first word, from HQ: prove who you are.
type Challenge struct {
	Version int       `json:"version"` // highest that HQ speaks
	Nonce   string    `json:"nonce"`   // never used twice
	Time    time.Time `json:"time"`    // HQ's clock
}

// Hello is the kiosk's answer to a challenge.
type Hello struct {
	Version int    `json:"version"`
	Kiosk   string `json:"kiosk"`
	Epoch   string `json:"epoch"`
	Last    uint64 `json:"last"`  // number of the newest fact, 0 for none
	Hash    string `json:"hash"`  // of its line, or the seed
	Acked   uint64 `json:"acked"` // up to here the kiosk believes HQ has everything

	// Run names this start of the kiosk's program, at random; empty says nothing. What
	// an earlier run did may be forgotten: a disk can be put back to an old copy.
	Run string `json:"run,omitempty"`

	Agent        string   `json:"agent"` // the agent's version
	Capabilities []string `json:"capabilities,omitempty"`

	// A kiosk proves itself by the token that it shares with HQ, or, once it has
	// enrolled, by a signature with its own key.
	Proof     string `json:"proof,omitempty"` // see [Proof]
	Key       string `json:"key,omitempty"`   // name of the kiosk's key, see [KeyName]
	Signature string `json:"sig,omitempty"`   // see [Hello.SignedBytes]

	Settings SettingsHashes `json:"settings,omitzero"`
	Clock    *Clock         `json:"clock,omitempty"`
}

// Life names a time in which a kiosk forgets nothing: its epoch, and its run if it
// says so.
func (h *Hello) Life() string {
	if h.Run == "" {
		return h.Epoch
	}
	return h.Epoch + "/" + h.Run
}

// Clock is how a kiosk's clock is.
type Clock struct {
	At    time.Time `json:"at"`             // what it shows
	Boot  uint64    `json:"boot,omitempty"` // how often the agent has been started
	Bad   bool      `json:"bad,omitempty"`  // it shows a time that has been before
	Floor time.Time `json:"floor,omitzero"` // latest time ever seen
}

// Welcome lets a kiosk in. What it says is durable at HQ need not be sent
// again; everything after it must be, even if it was acknowledged once: HQ may
// have lost it.
type Welcome struct {
	Acked  uint64    `json:"acked"` // durable at HQ up to here, in the kiosk's epoch
	Hash   string    `json:"hash"`  // of the line with that number, or the seed
	Time   time.Time `json:"time"`
	Limits Limits    `json:"limits"`

	// Refused repeats the rejects after Hello.Acked, which a cut may have lost.
	Refused []Reject `json:"refused,omitempty"`

	// Settings is the version of the newest settings document, 0 for none. HQ
	// sends the document when the kiosk's hello does not name it as offered.
	Settings uint64 `json:"settings,omitempty"`
}

// Facts carries fact lines with consecutive numbers.
type Facts struct {
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
	Count int    `json:"count"`

	Lines [][]byte `json:"-"` // the bytes from the journal, one fact each
}

// NewFacts makes a message of lines numbered from first.
func NewFacts(first uint64, lines [][]byte) *Facts {
	n := len(lines)
	return &Facts{First: first, Last: first + uint64(n) - 1, Count: n, Lines: lines}
}

// Ack says that everything up to a number is durable at HQ. It may come twice,
// and an older one may come later; both change nothing.
type Ack struct {
	Upto uint64 `json:"upto"`
}

// Reject refuses one fact for ever. The kiosk puts it aside, keeps counting its
// money as waiting, and goes on with the next.
type Reject struct {
	Seq    uint64 `json:"seq"`
	Reason string `json:"reason"`
}

// Fork says that HQ holds other facts under the kiosk's numbers. HQ takes no
// more facts of this epoch; the kiosk needs a new one, and a person.
type Fork struct {
	Reason string `json:"reason"`

	// Agreed is a number up to which HQ has seen that it holds the kiosk's very
	// facts, or 0 when it cannot tell. A new epoch may begin after it.
	Agreed uint64 `json:"agreed,omitempty"`
}

// Status is how a kiosk is, every 30 seconds and on change.
type Status struct {
	At      time.Time `json:"at"`
	State   string    `json:"state"` // what the screen shows
	Pad     Pad       `json:"pad"`
	Waiting Waiting   `json:"waiting"`
	Test    bool      `json:"test,omitempty"`    // simulated pad
	Journal string    `json:"journal,omitempty"` // what the last start found wrong with the journal or its disk, for people
}

// Pad is the way to the card pad.
type Pad struct {
	Up     bool   `json:"up"`
	Model  string `json:"model,omitempty"`
	Reason string `json:"reason,omitempty"` // why it is not up
}

// Waiting is what HQ has not acknowledged yet.
type Waiting struct {
	Count    int       `json:"count"`
	Sum      int64     `json:"sum"` // minor units
	Currency string    `json:"currency,omitempty"`
	Oldest   time.Time `json:"oldest,omitzero"`
}

// Error ends a conversation because the other side did something wrong.
type Error struct {
	Code   string `json:"code"`   // one of the codes below, for programs
	Reason string `json:"reason"` // a sentence for people, with the next step
}

// Codes of an [Error].
const (
	CodeProof     = "proof"     // unknown kiosk or wrong token
	CodeVersion   = "version"   // no version in common
	CodeMalformed = "malformed" // a message that breaks the rules
	CodeGap       = "gap"       // facts are missing before the first one sent
	CodeReplaced  = "replaced"  // a newer connection of the same kiosk
	CodeInternal  = "internal"  // HQ cannot do its work now; come back later
	CodeRevoked   = "revoked"   // this kiosk's key counts no more; enrol it again
	CodeBusy      = "busy"      // too many kiosks or messages; come back later
)

// Error returns the reason, which makes an Error an error.
func (e *Error) Error() string { return e.Reason }

// Bye ends a conversation in good order.
type Bye struct {
	Reason string `json:"reason"`
}

// Unknown is a message of a type that this version does not know.
type Unknown struct {
	Name string `json:"-"`
}

// Type implements [Message].
func (*Challenge) Type() string { return "challenge" }

// Type implements [Message].
func (*Hello) Type() string { return "hello" }

// Type implements [Message].
func (*Welcome) Type() string { return "welcome" }

// Type implements [Message].
func (*Facts) Type() string { return "facts" }

// Type implements [Message].
func (*Ack) Type() string { return "ack" }

// Type implements [Message].
func (*Reject) Type() string { return "reject" }

// Type implements [Message].
func (*Fork) Type() string { return "fork" }

// Type implements [Message].
func (*Status) Type() string { return "status" }

// Type implements [Message].
func (*Error) Type() string { return "error" }

// Type implements [Message].
func (*Bye) Type() string { return "bye" }

// Type implements [Message].
func (u *Unknown) Type() string { return u.Name }
