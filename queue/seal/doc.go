// Package seal keeps what a kiosk remembers unreadable to whoever carries its
// disk away, and readable to the operator when the kiosk itself is lost.
//
// A [Sealer] does two things with one data key. It seals values with
// XChaCha20-Poly1305, bound to the place where they belong (epoch and sequence
// number), so that a value copied to another place does not open. And it turns
// names, such as a payment key, into index entries by HMAC-SHA256, so that a
// fact can be found by its name without the name being on disk. The two uses
// have keys of their own, derived from the data key with HKDF.
//
//	             Keeper                       Recipient (the operator's public key)
//	  file 0600 · DPAPI · systemd                │ Wrap
//	               │ Load, Save                  ▼
//	Key ───────────┴──────────────────▶ queue.key.recovery ──▶ Unwrap, elsewhere,
//	 │ New                                                      with the RecoveryKey
//	 ▼
//	Sealer ── Seal, Open, Index
//
// # Nouns
//
//   - A [Key] is the data key with all its generations. [Rotate] adds one: new
//     values are sealed with it, old ones stay readable, names are indexed by
//     the first for ever (or nothing could be found again).
//   - A [Keeper] is where this machine keeps the key: a file with rights 0600
//     ([File]), a file that Windows protects ([Default] there), or a credential
//     that systemd hands over ([Credential]).
//   - A [RecoveryKey] is the operator's, kept far from any kiosk. Each kiosk
//     knows its public half, the [Recipient], and wraps its data key to it
//     ([KeepWrapped]), so that a swapped board does not cost the takings.
//
// # Promises
//
//   - Nothing here makes a key on its own or replaces one: [Make] refuses where
//     a key stands, and only [Rotate] adds to one.
//   - A key that is missing, damaged, readable by others or wrong is an error
//     that says what to do, and changes nothing.
//   - No error, no log line and no Printf shows a key or a part of one.
//
// # On disk
//
// The key's text is one line for each generation, oldest first:
//
//	kioskd data key 1 <64 hex digits>
//	kioskd data key 2 <64 hex digits>
//
// A sealed value is
//
//	1 byte     generation of the key that sealed it
//	24 bytes   nonce, random
//	n bytes    ciphertext
//	16 bytes   authenticator
package seal
