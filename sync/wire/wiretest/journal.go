// Package wiretest writes journals for tests of whoever reads them: lines as a
// kiosk writes them, chained, without a disk.
package wiretest

import (
	"encoding/json"
	"fmt"
	"time"

	"kioskd/sync/wire"
)

// Start is when the first fact of every journal happens; each further one is
// a second later.
var Start = time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)

// Journal is a chain of facts. It is not safe for several goroutines.
type Journal struct {
	Epoch string
	Lines [][]byte // line n is fact n+1
}

// New begins a journal.
func New(epoch string) *Journal { return &Journal{Epoch: epoch} }

// Last returns the number and hash of the newest fact.
func (j *Journal) Last() (uint64, string) {
	if len(j.Lines) == 0 {
		return 0, wire.SeedHash(j.Epoch)
	}
	return uint64(len(j.Lines)), wire.Hash(j.Lines[len(j.Lines)-1])
}

// Add writes a fact of a payment.
func (j *Journal) Add(kind, key string, body wire.Body) []byte {
	body.Version = wire.BodyVersion
	return j.AddRaw(kind, key, mustMarshal(body))
}

// AddRaw writes a fact with any body.
func (j *Journal) AddRaw(kind, key string, body json.RawMessage) []byte {
	last, prev := j.Last()
	line := mustMarshal(wire.Fact{Seq: last + 1, At: Start.Add(time.Duration(last) * time.Second), Kind: kind, Key: key, Prev: prev, Body: body})
	j.Lines = append(j.Lines, line)
	return line
}

// AddLine writes a line that need not be a fact.
func (j *Journal) AddLine(line string) { j.Lines = append(j.Lines, []byte(line)) }

// Sale writes the facts of one approved payment.
func (j *Journal) Sale(key string, amount int64) {
	order := &wire.Order{Key: key, Currency: "KRW", Total: amount,
		Lines: []wire.Line{{Item: "latte", Name: "Latte", Price: amount, Quantity: 1, Tax: "taxed"}}}
	approval := &wire.Approval{Ref: "ref-" + key, Number: "30012345", Currency: "KRW", Amount: amount, Method: "credit", Card: "941009******1234"}
	j.Add(wire.KindOrdered, key, wire.Body{Order: order})
	j.Add(wire.KindStarted, key, wire.Body{Attempt: 1, Charge: &wire.Charge{Amount: amount, Currency: "KRW"}})
	j.Add(wire.KindOffered, key, wire.Body{Attempt: 1, Approval: approval})
	j.Add(wire.KindApproved, key, wire.Body{Attempt: 1, Approval: approval})
}

// Fill writes sales until there are n facts.
func (j *Journal) Fill(n int) {
	for i := 0; len(j.Lines) < n; i++ {
		j.Sale(fmt.Sprintf("key-%06d", len(j.Lines)/4), 1000+int64(i))
	}
	j.Lines = j.Lines[:n]
}

func mustMarshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("wiretest: a line cannot be written: %v", err)) // a test's own mistake
	}
	return b
}
