package wire

import (
	"errors"
	"fmt"
	"math"
)

func (c *Challenge) check() error {
	if c.Nonce == "" || len(c.Nonce) > 256 {
		return fmt.Errorf("nonce of %d characters, want 1 to 256", len(c.Nonce))
	}
	return nil
}

func (h *Hello) check() error {
	if err := CheckName(h.Kiosk); err != nil {
		return fmt.Errorf("kiosk: %w", err)
	}
	if err := CheckName(h.Epoch); err != nil {
		return fmt.Errorf("epoch: %w", err)
	}
	if h.Run != "" {
		if err := CheckName(h.Run); err != nil {
			return fmt.Errorf("run: %w", err)
		}
	}
	if !isHash(h.Hash) {
		return errors.New("hash is not a SHA-256 in lower-case hexadecimal")
	}
	if (h.Key == "") != (h.Signature == "") {
		return errors.New("a key without a signature, or the reverse")
	}
	if h.Acked > h.Last {
		return fmt.Errorf("acked %d is beyond last %d", h.Acked, h.Last)
	}
	return checkNumber(h.Last)
}

func (w *Welcome) check() error {
	if w.Hash != "" && !isHash(w.Hash) {
		return errors.New("hash is not a SHA-256 in lower-case hexadecimal")
	}
	for _, r := range w.Refused {
		if err := r.check(); err != nil {
			return fmt.Errorf("refused: %w", err)
		}
	}
	return checkNumber(w.Acked)
}

func (f *Facts) check() error {
	if f.First == 0 || f.Count < 1 || f.Count > MaxBatch {
		return fmt.Errorf("%d facts from number %d, want 1 to %d from 1 or more", f.Count, f.First, MaxBatch)
	}
	if err := checkNumber(f.Last); err != nil {
		return err
	}
	if f.Last != f.First+uint64(f.Count)-1 {
		return fmt.Errorf("%d facts from %d do not end at %d", f.Count, f.First, f.Last)
	}
	if len(f.Lines) != f.Count {
		return fmt.Errorf("%d lines, header says %d", len(f.Lines), f.Count)
	}
	return f.checkPayload()
}

func (f *Facts) checkPayload() error {
	size := 0
	for i, line := range f.Lines {
		if len(line) == 0 {
			return fmt.Errorf("line %d is empty", i+1)
		}
		size += len(line) + 1
	}
	if size > MaxPayload {
		return fmt.Errorf("%d bytes of facts, want at most %d", size, MaxPayload)
	}
	return nil
}

func (a *Ack) check() error { return checkNumber(a.Upto) }

func (r *Reject) check() error {
	if r.Seq == 0 {
		return errors.New("no sequence number")
	}
	return checkNumber(r.Seq)
}

func (*Fork) check() error    { return nil }
func (*Status) check() error  { return nil }
func (*Error) check() error   { return nil }
func (*Bye) check() error     { return nil }
func (*Unknown) check() error { return nil }

// checkNumber keeps sequence numbers within what every database and language
// can hold.
func checkNumber(n uint64) error {
	if n > math.MaxInt64 {
		return fmt.Errorf("number %d is beyond 2^63-1", n)
	}
	return nil
}

func checkWord(what, s string) error {
	if err := CheckName(s); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// checkSigned checks the form of something signed, not the signature.
func checkSigned(key, signature string, document []byte) error {
	if len(document) == 0 || len(document) >= MaxPayload {
		return fmt.Errorf("a document of %d bytes, want 1 to %d", len(document), MaxPayload-1)
	}
	if len(signature) != signatureLen {
		return fmt.Errorf("a signature of %d characters, want %d", len(signature), signatureLen)
	}
	return checkWord("key", key)
}
