package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

const someNumber = "{11111111-2222-5333-8444-555555555555}"

// summary is a set with the given properties, each a type and a value, behind so
// many bytes of something else.
func summary(before int, ids []uint32, values ...[]byte) []byte {
	set := append(make([]byte, before+beforeFormat), summaryFormat...)
	word := func(v int) { set = binary.LittleEndian.AppendUint32(set, uint32(v)) }
	section := len(set) + 4 - before
	word(section)
	word(0)
	word(len(ids))
	at := 8 + 8*len(ids)
	for i, id := range ids {
		word(int(id))
		word(at)
		at += len(values[i])
	}
	return append(set, bytes.Join(values, nil)...)
}

func property(kind byte, value ...byte) []byte { return append([]byte{kind, 0, 0, 0}, value...) }

// whole is as wixl writes it.
func whole() []byte {
	text := append([]byte{byte(len(someNumber) + 1), 0, 0, 0}, "{AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA}\x00\x00"...)
	now := property(typeTime, 1, 2, 3, 4, 5, 6, 7, 8)
	return summary(600, []uint32{2, revision, created, lastSaved}, property(typeText, 2, 0, 0, 0, 'x', 0, 0, 0), property(typeText, text...), now, now)
}

func TestSettle(t *testing.T) {
	t.Parallel()
	msi, at := whole(), time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	if err := settle(msi, someNumber, at); err != nil {
		t.Fatal(err)
	}
	stamp := []byte{0x00, 0xa8, 0x0f, 0xac, 0x21, 0x7e, 0xdc, 0x01} // 2026-01-05 09:00 UTC
	if bytes.Count(msi, stamp) != 2 || bytes.Count(msi, []byte(someNumber+"\x00")) != 1 || len(msi) != len(whole()) {
		t.Errorf("%x\n%q", msi[600:], msi[600:])
	}
}

func TestSettleRefuses(t *testing.T) {
	t.Parallel()
	for name, msi := range map[string][]byte{
		"no summary":       []byte("no msi"),
		"two":              append(whole(), whole()...),
		"cut off":          whole()[:len(whole())-100],
		"another property": summary(0, []uint32{created}, property(typeText, 0, 0, 0, 0)),
	} {
		if err := settle(msi, someNumber, time.Unix(0, 0)); !errors.Is(err, errSummary) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzSettle: whatever the file is, nothing of it grows or shrinks.
func FuzzSettle(f *testing.F) {
	f.Add(whole())
	f.Fuzz(func(t *testing.T, msi []byte) {
		n := len(msi)
		_ = settle(msi, someNumber, time.Unix(0, 0)) // refusing is as good
		if len(msi) != n {
			t.Errorf("%d bytes were %d", len(msi), n)
		}
	})
}
