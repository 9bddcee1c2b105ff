package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// An msi says in its summary when it was made, and carries a number of its own;
// wixl takes both from the moment. Everything else in it depends on what goes in.
//
// The summary is a property set: 28 bytes before the format's name, then where the
// section begins, counted from the set's beginning. The section has its size, how
// many properties there are, and a number and a place for each. See [MS-OLEPS],
// 2.21 and 2.22; the numbers are in Windows Installer's "Summary Information Stream
// Property Set".
const (
	beforeFormat = 28

	revision  = 9 // the number of the package, as text
	created   = 12
	lastSaved = 13

	typeText = 0x1e
	typeTime = 0x40
)

// summaryFormat is {F29F85E0-4FF9-1068-AB91-08002B27B3D9} as it stands in a file.
var summaryFormat = []byte{0xe0, 0x85, 0x9f, 0xf2, 0xf9, 0x4f, 0x68, 0x10, 0xab, 0x91, 0x08, 0x00, 0x2b, 0x27, 0xb3, 0xd9}

var errSummary = errors.New("the msi has no summary as wixl writes it")

// settle puts a package number, as in {…}, and a time into an msi's summary, in
// place.
func settle(msi []byte, number string, at time.Time) error {
	i := bytes.Index(msi, summaryFormat)
	if i < beforeFormat || bytes.Count(msi, summaryFormat) != 1 {
		return errSummary
	}
	set := msi[i-beforeFormat:]
	properties, err := propertiesOf(set)
	if err != nil {
		return err
	}
	for _, id := range []uint32{created, lastSaved} {
		value, err := valueOf(set, properties[id], typeTime, 8)
		if err != nil {
			return err
		}
		binary.LittleEndian.PutUint64(value, fileTime(at))
	}
	text, err := valueOf(set, properties[revision], typeText, 4+len(number))
	if err != nil || int(binary.LittleEndian.Uint32(text)) != len(number)+1 {
		return errors.Join(err, errSummary)
	}
	copy(text[4:], number)
	return nil
}

// maxProperties is more than a summary has.
const maxProperties = 64

// propertiesOf returns where in a set each property stands.
func propertiesOf(set []byte) (map[uint32]uint32, error) {
	word := func(at uint32) (uint32, bool) {
		if uint64(at)+4 > uint64(len(set)) {
			return 0, false
		}
		return binary.LittleEndian.Uint32(set[at:]), true
	}
	section, ok := word(beforeFormat + uint32(len(summaryFormat)))
	count, ok2 := word(section + 4)
	if !ok || !ok2 || count > maxProperties {
		return nil, errSummary
	}
	found := map[uint32]uint32{}
	for n := range count {
		id, ok := word(section + 8 + 8*n)
		at, ok2 := word(section + 12 + 8*n)
		if !ok || !ok2 {
			return nil, errSummary
		}
		found[id] = section + at
	}
	return found, nil
}

// valueOf returns size bytes of a property's value, which has to be of that type.
func valueOf(set []byte, at, kind uint32, size int) ([]byte, error) {
	begin := uint64(at) + 4
	end := begin + uint64(size)
	if at == 0 || end > uint64(len(set)) || binary.LittleEndian.Uint32(set[at:]) != kind {
		return nil, fmt.Errorf("%w: a value is missing", errSummary)
	}
	return set[begin:end], nil
}

// fileTime counts as Windows does: in 100 ns since 1601.
func fileTime(at time.Time) uint64 {
	const until1970 = 11_644_473_600 // seconds
	return uint64(at.Unix()+until1970) * 10_000_000
}
