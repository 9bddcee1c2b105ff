package traces

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// TraceID and SpanID are ids as OTLP in JSON wants them: 16 and 8 bytes in lower-case
// hexadecimal digits.
type (
	TraceID string
	SpanID  string
)

// prefix keeps the ids from being hashes of a key as anybody else makes them.
const prefix = "kioskd trace 1\n"

// TraceOf returns the trace of a payment: the first 16 bytes of a SHA-256 of its key.
func TraceOf(key string) TraceID { return TraceID(hash(16, key)) }

// PaymentOf returns the root of the spans of one attempt at a payment. Whoever writes
// the payment's facts sends it; HQ, too, names it as a parent.
func PaymentOf(key string, attempt int) SpanID { return spanOf(key, attempt, namePayment, 0) }

// spanOf names a step by the fact that it ended with, so that it has the same id if it
// is told twice.
func spanOf(key string, attempt int, name string, seq uint64) SpanID {
	return SpanID(hash(8, fmt.Sprintf("%s\n%d\n%s\n%d", key, attempt, name, seq)))
}

func hash(length int, of string) string {
	sum := sha256.Sum256([]byte(prefix + of))
	return hex.EncodeToString(sum[:length])
}
