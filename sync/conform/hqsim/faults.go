package hqsim

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// Faults are ways in which an HQ, or the line to it, can be bad, by name. A kiosk
// bears each: nothing is lost, nothing applied, and it comes back.
func Faults() map[string]Script {
	all := map[string]Script{
		"says nothing":                     func(t *Talk) { t.HearOut() },
		"goes at once":                     func(*Talk) {},
		"goes after the hello":             func(t *Talk) { t.Challenge() },
		"goes after the welcome":           func(t *Talk) { t.Greet() },
		"stores and dies":                  func(t *Talk) { _ = t.Greet() && t.Facts() != nil },
		"acknowledges and dies":            acknowledgesAndDies,
		"stores and never acknowledges":    storesInSilence,
		"stops in the middle of a message": stopsInTheMiddle,
		"speaks a byte a second":           speaksSlowly,
		"listens to nothing":               listensToNothing,
		"acknowledges everything twice":    twice,
		"acknowledges the past":            acknowledgesThePast,
		"acknowledges the future":          after(&wire.Ack{Upto: 1 << 40}),
		"acknowledges before it gets":      func(t *Talk) { _ = t.Greet(); t.Say(&wire.Ack{Upto: 1 << 40}); t.HearOut() },
		"rejects the future":               after(&wire.Reject{Seq: 1 << 40, Reason: "no"}),
		"welcomes with an acknowledgement": func(t *Talk) { _ = t.Challenge(); t.Say(&wire.Ack{Upto: 1}); t.HearOut() },
		"forgets the half":                 forgets,
		"refuses the proof":                refuses(wire.CodeProof),
		"cannot go on":                     refuses(wire.CodeInternal),
		"is busy":                          refuses(wire.CodeBusy),
		"says an unknown error":            refuses("E17"),
		"says goodbye":                     after(&wire.Bye{Reason: "later"}),
		"drains":                           after(&wire.Drain{After: 10, Spread: 50}),
		"drains for minutes":               after(&wire.Drain{After: 600_000, Spread: 600_000}),
		"challenges twice":                 after(&wire.Challenge{Version: 1, Nonce: "n", Time: time.Unix(1, 0)}),
		"answers what nobody asked":        unasked,
		"asks for next to nothing":         limited(wire.Limits{BatchFacts: 1, BatchBytes: 1, InFlight: 1}),
		"asks for too much":                limited(wire.Limits{BatchFacts: 1 << 30, BatchBytes: 1 << 30, InFlight: 1 << 30, FirstDelay: 1 << 30}),
		"asks for less than nothing":       limited(wire.Limits{BatchFacts: -1, BatchBytes: -1, InFlight: -1, FirstDelay: -1}),
		"says much that nobody knows":      news,
		"says news of what nobody began":   after(&wire.News{Of: wire.NewsOfOnline, Key: "nobody", Attempt: 7}),
		"says junk below the WebSocket":    junk,
	}
	for name, text := range malformed {
		all["says "+name] = says(websocket.TextMessage, text)
	}
	all["says binary"] = says(websocket.BinaryMessage, `{"type":"ack","upto":1}`)
	return all
}

// malformed are messages that no kiosk must take.
var malformed = map[string]string{
	"no JSON":                  "hello",
	"an empty message":         "",
	"half a message":           `{"type":"ack","upto":`,
	"a list":                   `["ack",1]`,
	"bad UTF-8":                "{\"type\":\"fork\",\"reason\":\"\xff\"}",
	"an ack of two lines":      "{\"type\":\"ack\",\"upto\":1}\n{\"type\":\"ack\",\"upto\":1}",
	"an ack below zero":        `{"type":"ack","upto":-1}`,
	"an ack beyond 63 bits":    `{"type":"ack","upto":9223372036854775808}`,
	"an ack in words":          `{"type":"ack","upto":"all"}`,
	"a kiosk's words":          `{"type":"status","at":"2026-11-21T12:00:00Z","state":"idle"}`,
	"settings unsigned":        "{\"type\":\"settings\",\"version\":9,\"key\":\"k\",\"sig\":\"\"}\n{}",
	"settings of nothing":      `{"type":"settings","version":9,"key":"k","sig":"` + strings.Repeat("A", 86) + `"}`,
	"a command for ever":       `{"type":"command","id":"c","name":"unlock"}`,
	"an endless reason":        `{"type":"fork","reason":"` + strings.Repeat("x", wire.MaxHeader) + `"}`,
	"more than a kiosk takes":  `{"type":"fork","reason":"` + strings.Repeat("x", wire.MaxMessage) + `"}`,
	"settings without end":     "{\"type\":\"settings\",\"version\":9,\"key\":\"k\",\"sig\":\"" + strings.Repeat("A", 86) + "\"}\n" + strings.Repeat("x", wire.MaxPayload),
	"a type of no name":        `{"type":"a b","upto":1}`,
	"much in little (nesting)": strings.Repeat("[", 20_000),
}

// says speaks once the first facts have come, and listens to the end.
func says(kind int, text string) Script {
	return func(t *Talk) {
		if !t.Greet() {
			return
		}
		t.Facts()
		t.SayRaw(kind, []byte(text))
		t.HearOut()
	}
}

func after(m wire.Message) Script {
	return func(t *Talk) {
		if !t.Greet() {
			return
		}
		t.Facts()
		t.Say(m)
		t.HearOut()
	}
}

func refuses(code string) Script {
	return func(t *Talk) {
		t.Challenge()
		t.Say(&wire.Error{Code: code, Reason: "the simulator does not want it; come back later"})
	}
}

func limited(l wire.Limits) Script {
	return func(t *Talk) {
		t.Limits = l
		if !t.Greet() {
			return
		}
		for range 5 {
			f := t.Facts()
			if f == nil {
				return
			}
			t.Say(&wire.Ack{Upto: f.Last})
		}
	}
}

func acknowledgesAndDies(t *Talk) {
	if !t.Greet() {
		return
	}
	if f := t.Facts(); f != nil {
		t.Say(&wire.Ack{Upto: f.Last})
	}
}

func storesInSilence(t *Talk) {
	if t.Greet() {
		for f := t.Facts(); f != nil; f = t.Facts() {
			continue
		}
	}
}

// stopsInTheMiddle ends the line after a part of an acknowledgement's frame.
func stopsInTheMiddle(t *Talk) {
	if !t.Greet() || t.Facts() == nil {
		return
	}
	_, _ = t.Conn.NetConn().Write([]byte{0x81, 30, '{', '"', 't'}) // a text frame of 30 bytes, and three of them
}

// speaksSlowly sends the challenge a byte a second, as a line that is all but
// dead does.
func speaksSlowly(t *Talk) {
	text := `{"type":"challenge","version":1,"nonce":"slow","time":"2026-11-21T12:00:00Z"}`
	frame := append([]byte{0x81, byte(len(text))}, text...)
	for _, b := range frame {
		if _, err := t.Conn.NetConn().Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
	t.HearOut()
}

// listensToNothing is a line that was cut without a word: nobody reads, nobody
// answers pings, nobody closes.
func listensToNothing(t *Talk) {
	if t.Greet() {
		time.Sleep(2 * time.Minute)
	}
}

func twice(t *Talk) {
	if !t.Greet() {
		return
	}
	for range 5 {
		f := t.Facts()
		if f == nil {
			return
		}
		t.Say(&wire.Ack{Upto: f.Last})
		t.Say(&wire.Ack{Upto: f.Last})
	}
}

func acknowledgesThePast(t *Talk) {
	if !t.Greet() {
		return
	}
	for range 5 {
		f := t.Facts()
		if f == nil {
			return
		}
		for _, upto := range []uint64{f.Last, 0, f.First, 1} {
			t.Say(&wire.Ack{Upto: upto})
		}
	}
}

// forgets loses half of what it acknowledged. Its next welcome says so.
func forgets(t *Talk) {
	if !t.Greet() {
		return
	}
	if f := t.Facts(); f != nil {
		t.Say(&wire.Ack{Upto: f.Last})
		t.HQ.Forget(t.Hello.Epoch, int(f.Last/2))
	}
}

func unasked(t *Talk) {
	if !t.Greet() {
		return
	}
	t.Say(&wire.Answer{ID: "1", Body: json.RawMessage(`{"ok":true}`)})
	t.Say(&wire.Answer{ID: "nobody", Error: "no", Reason: "no"})
	t.Facts()
}

func news(t *Talk) {
	if !t.Greet() {
		return
	}
	for range 500 {
		t.SayRaw(websocket.TextMessage, []byte(`{"type":"of-the-future","x":[1]}`+"\n{}\n{}"))
	}
	if f := t.Facts(); f != nil {
		t.SayRaw(websocket.TextMessage, []byte(`{"type":"ack","upto":1,"of_the_future":{}}`))
	}
}

func junk(t *Talk) {
	if t.Greet() {
		_, _ = t.Conn.NetConn().Write([]byte("HTTP/1.1 500 no\r\n\r\n\xff\xff\xff\xff\xff\xff"))
		t.HearOut()
	}
}
