package seal

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// box is a wrapped key as it is kept, in text that survives a mail:
//
//	kioskd recovery box 1
//	to <64 hex digits: the operator's public key>
//	key <32 hex digits: the data key's id> <number of its generations>
//	from <64 hex digits: the public key made for this box>
//	sealed <hex digits: nonce, ciphertext, authenticator>
type box struct {
	to, from    [32]byte
	id          string
	generations int
	sealed      []byte
}

const (
	boxHeader = "kioskd recovery box 1"
	boxLeast  = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead
)

// head is all but the sealed part, which is bound to it.
func (b *box) head() []byte {
	return fmt.Appendf(nil, "%s\nto %x\nkey %s %d\nfrom %x\n", boxHeader, b.to, b.id, b.generations, b.from)
}

func (b *box) marshal() []byte { return fmt.Appendf(b.head(), "sealed %x\n", b.sealed) }

// parseBox accepts what marshal writes, and nothing else.
func parseBox(text []byte) (b box, err error) {
	lines := strings.SplitAfter(string(text), "\n")
	if len(lines) != 6 || lines[0] != boxHeader+"\n" || lines[5] != "" {
		return b, fmt.Errorf("%w: want %q and four lines more", ErrBadKey, boxHeader)
	}
	if b.to, err = parse32(strings.TrimPrefix(lines[1], "to ")); err != nil {
		return b, fmt.Errorf("line 2: %w", err)
	}
	if b.from, err = parse32(strings.TrimPrefix(lines[3], "from ")); err != nil {
		return b, fmt.Errorf("line 4: %w", err)
	}
	if err := b.parseKey(lines[2]); err != nil {
		return b, err
	}
	b.sealed, err = hex.DecodeString(strings.TrimSuffix(strings.TrimPrefix(lines[4], "sealed "), "\n"))
	if err != nil || len(b.sealed) < boxLeast || string(b.marshal()) != string(text) {
		return b, fmt.Errorf("%w: it is not spelt as kioskd spells it", ErrBadKey)
	}
	return b, nil
}

func (b *box) parseKey(line string) error {
	id, rest, _ := strings.Cut(strings.TrimPrefix(line, "key "), " ")
	generations, err := strconv.Atoi(strings.TrimSuffix(rest, "\n"))
	if raw, hexErr := hex.DecodeString(id); err != nil || hexErr != nil || len(raw) != 16 || generations < 1 || generations > maxGenerations {
		return fmt.Errorf("%w: line 3 does not name a key and its generations", ErrBadKey)
	}
	b.id, b.generations = id, generations
	return nil
}
