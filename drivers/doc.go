// Package drivers says what a driver for a card pad is and how one is made.
//
// Each protocol has a folder of its own below this one, and all folders look
// alike: doc.go is the data sheet, frame.go and message.go turn bytes into
// structs and back, session.go holds one exchange over a link, driver.go
// translates between the words of agent/pay and the pad's, and a simulator
// stands beside it. What is the same for all of them is in drivers/desk. Package
// drivers/all lists them.
package drivers
