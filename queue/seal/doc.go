// Package seal keeps what a kiosk remembers unreadable to whoever carries its
// disk away.
//
// A [Sealer] does two things with one data key. It seals values with
// XChaCha20-Poly1305, bound to the place where they belong (epoch and sequence
// number), so that a value copied to another place does not open. And it turns
// names, such as a payment key, into index entries by HMAC-SHA256, so that a
// fact can be found by its name without the name being on disk.
//
// The two uses have keys of their own, derived from the data key with HKDF.
//
// The data key lives in a small text file with rights 0600. It is made once,
// by [MakeKey], and never replaced: [MakeKey] refuses where a file stands, and
// [ReadKey] refuses what it does not understand. Losing the file means losing
// the facts, so nothing here ever makes a key on its own.
//
// A sealed value is
//
//	1 byte     generation of the key, now 1
//	24 bytes   nonce, random
//	n bytes    ciphertext
//	16 bytes   authenticator
package seal
