// Package drivers says what a driver for a card pad is and how one is made.
//
// Each protocol has a folder of its own below this one, and all folders look
// alike: doc.go is the data sheet, frame.go and the messages turn bytes into
// structs and back, exchange.go is one request and its answer, request.go and
// translate.go go between the words of agent/pay and the pad's, and a simulator
// stands beside it. docs/drivers.md has all of them. What is the same for all of them is in drivers/desk. Package
// drivers/all lists them.
package drivers
