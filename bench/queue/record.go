package main

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"kioskd/queue"
)

// recordBytes is what a fact of a card sale comes to: one line of JSON.
const recordBytes = 1024

// noise is what no compression can take away: 300 characters a record.
var noise = makeNoise(256)

func makeNoise(n int) []string {
	dice := rand.NewChaCha8([32]byte{'k', 'i', 'o', 's', 'k'})
	list := make([]string, n)
	for i := range list {
		raw := make([]byte, 225)
		for j := range raw {
			raw[j] = byte(dice.Uint64())
		}
		list[i] = base64.RawStdEncoding.EncodeToString(raw)
	}
	return list
}

// record returns a record of exactly recordBytes.
func record(n int) []byte { return body(n, recordBytes) }

// body returns a JSON object of exactly so many bytes.
func body(n, size int) []byte {
	const items = `{"name":"Americano, iced","option":"large","price":4500,"count":1},`
	head := fmt.Sprintf(`{"n":%d,"token":"%s","items":"`, n, noise[n%len(noise)])
	fill := size - len(head) - len(`"}`)
	text := strings.Repeat(strings.ReplaceAll(items, `"`, `'`), fill/len(items)+1)[:fill]
	return []byte(head + text + `"}`)
}

// before is when all facts happened: so long ago that whatever is kept for a
// time only, and is acknowledged, may go.
var before = time.Now().Add(-60 * 24 * time.Hour)

// factBody is what remains of recordBytes for the body of a fact, when the queue
// has added number, time, kind, names, sum and hash.
const factBody = recordBytes - 175

// moneyFact is a step of a payment; a payment has about four.
func moneyFact(n int) queue.Fact {
	return queue.Fact{At: before, Kind: "approved", Key: fmt.Sprintf("order-%08d", n/4), Sum: 4500, Body: body(n, factBody)}
}

// plainFact is news without money.
func plainFact(n int) queue.Fact {
	return queue.Fact{At: before, Kind: "status", Body: body(n, factBody+36)}
}
