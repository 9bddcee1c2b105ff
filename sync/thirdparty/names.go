package thirdparty

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Names are a server's own words for the contract's: the key is the contract's
// word, the value the server's. A word that is missing is the contract's own. A
// field's name may be a path, as in data.items.
type Names map[string]string

// Words of the contract. What is not a field is the value of one.
const (
	nameItems    = "items" // the list, where the answer is not the list itself
	nameKey      = "paymentKey"
	nameName     = "name"
	nameCategory = "category"
	nameAmount   = "amount"
	nameSupply   = "supplyValue"
	nameTax      = "tax"
	nameExempt   = "taxExemptValue"
	nameTip      = "tip"

	nameApproval  = "approvalNumber"
	nameStatus    = "status"
	nameTimestamp = "timestamp" // milliseconds since 1970
	nameMethod    = "paymentMethod"
	nameMonths    = "installment"
	nameCard      = "card"
	nameCurrency  = "currency"
	nameReason    = "reason"
	nameRecovered = "recovered"
	nameTest      = "test"
	nameKiosk     = "kioskId"
	nameAttempt   = "attempt"
	namePart      = "part"

	nameApproved   = "approved" // values of status
	nameCancelled  = "cancelled"
	nameDeclined   = "declined"
	nameNotCharged = "not-charged"
	nameUnresolved = "unresolved"

	nameType      = "type" // of a WebSocket's message
	nameWSReady   = "PaymentReady"
	nameSSEReady  = "payment-ready" // name of an event
	nameData      = "data"          // where a message keeps its fields, if not beside type
	nameError     = "error"
	nameSuccess   = "success"
	nameToken     = "token" // of the answer to a sign-in
	nameExpiresIn = "expiresIn"
	nameUser      = "user" // of the sign-in
	namePassword  = "password"
)

var contract = []string{
	nameItems, nameKey, nameName, nameCategory, nameAmount, nameSupply, nameTax, nameExempt, nameTip,
	nameApproval, nameStatus, nameTimestamp, nameMethod, nameMonths, nameCard, nameCurrency, nameReason,
	nameRecovered, nameTest, nameKiosk, nameAttempt, namePart,
	nameApproved, nameCancelled, nameDeclined, nameNotCharged, nameUnresolved,
	nameType, nameWSReady, nameSSEReady, nameData, nameError, nameSuccess,
	nameToken, nameExpiresIn, nameUser, namePassword,
}

// Contract lists the words that [Names] may rename.
func Contract() []string { return slices.Clone(contract) }

// Check refuses words that the contract does not have, since a misspelt one would
// count for nothing, and empty names.
func (n Names) Check() error {
	for _, word := range slices.Sorted(maps.Keys(n)) {
		if !slices.Contains(contract, word) {
			return fmt.Errorf("names.%s: the contract has no such word: it has %s", word, strings.Join(contract, ", "))
		}
		if n[word] == "" || slices.Contains(strings.Split(n[word], "."), "") {
			return fmt.Errorf("names.%s: %q is no name", word, n[word])
		}
	}
	return nil
}

// of returns the server's word.
func (n Names) of(word string) string {
	if own, ok := n[word]; ok {
		return own
	}
	return word
}

// Paths are where a server answers, below its address.
type Paths struct {
	Items  string // GET: what there is to pay
	Upload string // POST: what became of a payment
	Socket string // WebSocket
	Events string // server-sent events
	SignIn string // POST: a token, or a session
}

// DefaultPaths are those of the sources; the sign-in's is ours.
var DefaultPaths = Paths{
	Items: "/payment-items", Upload: "/upload-payment", Socket: "/ws", Events: "/events", SignIn: "/sign-in",
}

// Check refuses what is no path.
func (p Paths) Check() error {
	for _, path := range []string{p.Items, p.Upload, p.Socket, p.Events, p.SignIn} {
		if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, " #") {
			return fmt.Errorf("paths: %q is no path: it begins with one /", path)
		}
	}
	return nil
}
