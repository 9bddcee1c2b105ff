// Package demoapp is a whole kiosk in one process: the agent, a simulated pad on
// a real pseudo-terminal (on Windows: on a TCP port), and HQ on SQLite. Nothing in
// between is mocked: it is the chain that customers' money would travel, with the
// simulator at the far end of the cable.
//
// The demo runs it for people; the screenshots are taken from it.
package demoapp
