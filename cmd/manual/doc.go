// Package manual does what the documentation says: it takes every command out of
// README.md, CONTRIBUTING.md and docs, and types it against the real programs. It
// is tests alone.
//
// testdata has one script for each page that shows commands in a block of code.
// Beside the words of testscript there are
//
//	shown START            type the page's next command that begins with START
//	serves NAME TEXT START the same for one that goes on: wait until it has said TEXT
//	beside NAME TEXT COMMAND  the same for a command of the script's own
//	said NAME FILE         write what it has said into a file
//	ends NAME              stop what serves, as an operator does
//	reads WORDS OTHERS     from here on, where the page says WORDS type OTHERS: an
//	                       address of this machine for one in the world, say
//	exports START          the page's next line export NAME=VALUE... counts from here on
//	elsewhere PROOF START  this command is not typed here, but by PROOF: a test, a
//	                       file of the repository, or a goal of make
//	until REGEXP COMMAND   type a command of the script's own until it says so
//	code NAME, paid NAME   keep the one-time code, or the payment key, that the last
//	                       command printed
//	free NAME...           an address of this machine for each variable
//	kiosk ID               write the file of a kiosk, $KIOSKD_CONFIG
//
// A command of a page that no line of its script speaks of fails the test, and so
// does a line that speaks of a command the page does not show. What a page merely
// names, in a table or a sentence, is asked for its help with the same words, so
// that no page names a command or a flag that does not exist.
package manual
