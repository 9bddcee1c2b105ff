// Package cmd holds the programs, and introduces strangers to one another: all
// wiring lives below this folder and only here. Its own tests hold the rules of
// the house.
package cmd
