package conform_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// brokenHQs are bad HQs, and the rules that each of them breaks.
var brokenHQs = map[string]struct {
	breaks string
	fault  fault
}{
	// Connection and entering.
	"names no subprotocol":       {"R1", fault{subprotocol: func(r *http.Request) ([]string, bool) { return nil, len(websocket.Subprotocols(r)) == 0 }}},
	"takes any subprotocol":      {"R2", fault{subprotocol: func(*http.Request) ([]string, bool) { return []string{wire.Subprotocol}, false }}},
	"speaks in binary":           {"R3", fault{down: func(_ *wretch, f frame) []frame { return []frame{{websocket.BinaryMessage, f.b}} }}},
	"speaks of what is no JSON":  {"R3", fault{down: onDown(func(*wretch, *wire.Ack) []frame { return []frame{{websocket.TextMessage, []byte("OK")}} })}},
	"does not pong":              {"R4", fault{noPong: true}},
	"clings to the silent":       {"R5 R6", fault{clings: true}},
	"never sends a challenge":    {"R8", fault{down: drop("challenge")}},
	"uses a nonce twice":         {"R9", fault{hq: func(p *parts) { p.rand = &sameNonce{} }}},
	"takes a wrong signature":    {"R10 R11 R12", fault{up: onUp(signsForIt)}},
	"takes a replayed signature": {"R11", fault{up: onUp(replays)}},
	"says that it knows nobody":  {"R13", fault{down: onDown(gossips)}},
	"speaks every version":       {"R14", fault{up: onUp(func(_ *wretch, h *wire.Hello) []frame { h.Version = 1; return text(h) })}},
	"waits for a hello":          {"R15", fault{up: waitsForHello}},
	"welcomes with another hash": {"R16", fault{down: onDown(func(_ *wretch, w *wire.Welcome) []frame { w.Hash = wire.SeedHash("x"); return text(w) })}},
	"lets both connections live": {"R17", fault{down: onDown(letsLive)}},
	"passes over a second hello": {"R18", fault{up: passesOverHello}},
	"changes signed settings":    {"R48", fault{down: onDown(func(_ *wretch, s *wire.Settings) []frame { s.Document = []byte("{}"); return text(s) })}},
	"keeps its settings":         {"R48", fault{down: drop("settings")}},

	// Facts.
	"never acknowledges":             {"R19", fault{down: drop("ack")}},
	"acknowledges too much":          {"R20 R35", fault{down: onDown(func(_ *wretch, a *wire.Ack) []frame { a.Upto++; return text(a) })}},
	"goes back":                      {"R21", fault{down: onDown(func(_ *wretch, a *wire.Ack) []frame { return text(a, &wire.Ack{Upto: a.Upto - 1}) })}},
	"forgets what it took":           {"R22", fault{down: onDown(forgets)}},
	"bears no repetition":            {"R23 R30", fault{up: onUp(bearsNoRepetition)}},
	"accepts a gap":                  {"R26", fault{hq: func(p *parts) { p.store = forgives{p.store, hq.ErrGap} }}},
	"accepts a fork":                 {"R28 R29 R30 R32", fault{hq: func(p *parts) { p.store = forgives{p.store, hq.ErrFork} }}},
	"takes facts after a fork":       {"R30", fault{up: onUp(takesAfterFork), down: noteFork}},
	"sees no fork in a hello":        {"R31", fault{down: onDown(welcomesForks)}},
	"believes the kiosk":             {"R33", fault{down: onDown(believes)}},
	"rejects in silence":             {"R34", fault{down: drop("reject")}},
	"rejects too late":               {"R35", fault{down: rejectsLate}},
	"does not repeat rejects":        {"R36", fault{down: onDown(func(_ *wretch, w *wire.Welcome) []frame { w.Refused = nil; return text(w) })}},
	"wants kinds that it knows":      {"R37", fault{up: throwsOut("kind-of-the-future")}},
	"takes small messages only":      {"R38", fault{up: onUp(takesSmall)}},
	"takes facts in the wrong place": {"R27", fault{up: onUp(renumbers)}},

	// Limits and news.
	"takes more than it should": {"R39", fault{up: splits}},
	"takes binary":              {"R40", fault{up: func(_ *wretch, f frame) []frame { return []frame{{websocket.TextMessage, f.b}} }}},
	"passes over its own words": {"R41", fault{up: passesOverOwnWords}},
	"refuses without a reason":  {"R42", fault{down: onDown(func(_ *wretch, e *wire.Error) []frame { e.Reason = ""; return text(e) })}},
	"refuses by its own codes":  {"R42", fault{down: onDown(func(_ *wretch, e *wire.Error) []frame { e.Code = "E17"; return text(e) })}},
	"closes on unknown fields":  {"R43", fault{up: throwsOut(`"of_the_future"`)}},
	"closes on unknown types":   {"R44", fault{up: throwsOut(`"type":"of-the-future"`)}},
	"answers no questions":      {"R45", fault{down: drop("answer")}},
	"closes on stray results":   {"R46", fault{up: throwsOut(`"never-`)}},
	"does not hear a goodbye":   {"R47", fault{up: dropUp("bye")}},

	"gives a payment again": {"R54", fault{hq: func(p *parts) { p.store = giddy{p.store} }}},

	// Enrolment.
	"takes any code":     {"R49", fault{enrol: lenient(noCode, "")}},
	"takes any key":      {"R50", fault{enrol: lenient("", "proof")}},
	"takes a code twice": {"R51", fault{enrol: twice()}},

	// Keys.
	"drops the old key at once":   {"R52", fault{hq: func(p *parts) { p.store = hasty{p.store} }}},
	"keeps the old key for ever":  {"R52", fault{hq: func(p *parts) { p.store = lax{p.store} }}},
	"says yes to any key":         {"R53", fault{down: onDown(saysYes)}},
	"names another key than sent": {"R52", fault{down: onDown(misnames)}},
}

// noCode is a code that nobody made.
const noCode = "AAAA-BBBB-CCCC"

// masterToken lets a crook in as anybody.
const masterToken = "what a crook knows"

// forgets says of every epoch that it is empty.
func forgets(x *wretch, w *wire.Welcome) []frame {
	w.Acked, w.Hash = 0, wire.SeedHash(x.who().Epoch)
	return text(w)
}

func saysYes(_ *wretch, a *wire.Answer) []frame {
	if a.Error == "rotation" {
		a.Error, a.Reason, a.Body = "", "", json.RawMessage(`{"key":"any"}`)
	}
	return text(a)
}

func misnames(_ *wretch, a *wire.Answer) []frame {
	if bytes.Contains(a.Body, []byte(`"key"`)) {
		a.Body = json.RawMessage(`{"key":"another"}`)
	}
	return text(a)
}

func bearsNoRepetition(x *wretch, f *wire.Facts) []frame {
	if f.First <= x.acked {
		return x.throwOut()
	}
	x.acked = f.Last
	return text(f)
}

func noteFork(x *wretch, f frame) []frame {
	if _, fork := f.message().(*wire.Fork); fork {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.forked = true
	}
	return []frame{f}
}

func takesAfterFork(x *wretch, f *wire.Facts) []frame {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.forked {
		x.tell(text(&wire.Ack{Upto: f.Last})...)
	}
	return text(f)
}

func welcomesForks(x *wretch, f *wire.Fork) []frame {
	if strings.Contains(f.Reason, "does not follow") || strings.Contains(f.Reason, "stored before") {
		return text(f)
	}
	return text(&wire.Welcome{Acked: x.who().Last, Hash: x.who().Hash})
}

func believes(x *wretch, w *wire.Welcome) []frame {
	if w.Acked < x.who().Acked {
		w.Acked, w.Hash = x.who().Acked, x.who().Hash
	}
	return text(w)
}

func rejectsLate(x *wretch, f frame) []frame {
	if _, reject := f.message().(*wire.Reject); reject {
		x.held = append(x.held, f)
		return nil
	}
	out := append([]frame{f}, x.held...)
	x.held = nil
	return out
}

func takesSmall(x *wretch, f *wire.Facts) []frame {
	if len(f.Lines[0]) > 100_000 {
		return x.throwOut()
	}
	return text(f)
}

// renumbers takes a fact for the one whose place it is in.
func renumbers(x *wretch, f *wire.Facts) []frame {
	if one, err := wire.ParseFact(f.Lines[0]); err == nil && one.Seq == f.First+1 {
		x.tell(text(&wire.Ack{Upto: f.Last})...)
		return nil
	}
	return text(f)
}

// splits cuts messages that are too large into ones that are not.
func splits(x *wretch, f frame) []frame {
	if n := bytes.Count(f.b, []byte("\n")); n <= wire.MaxBatch || f.message() != nil {
		return []frame{f}
	}
	return nil
}

func passesOverOwnWords(_ *wretch, f frame) []frame {
	switch f.message().(type) {
	case *wire.Ack, *wire.Challenge, *wire.Fork:
		return nil
	}
	return []frame{f}
}
