package conform

// Rule is a rule of docs/sync-protocol.md that HQ has to keep.
type Rule struct {
	ID   string `json:"rule"` // as in R22; never given to another rule
	Text string `json:"text"` // the rule in a few words
}

// Rules returns all rules, in order.
func Rules() []Rule {
	return []Rule{
		{"R1", "takes WebSocket connections and names kiosk.sync.v1"},
		{"R2", "refuses whoever does not offer the subprotocol"},
		{"R3", "sends well-formed text messages"},
		{"R4", "answers pings"},
		{"R5", "lets go of a silent kiosk"},
		{"R6", "lets go of a silent stranger"},
		{"R7", "takes compressed messages where it agreed to"},
		{"R8", "begins with a challenge"},
		{"R9", "never uses a nonce twice"},
		{"R10", "refuses a wrong signature"},
		{"R11", "refuses a signature for another nonce"},
		{"R12", "refuses a hello changed after it was signed"},
		{"R13", "tells nobody which kiosks exist"},
		{"R14", "refuses a version that it does not speak"},
		{"R15", "wants a hello first"},
		{"R16", "welcomes a kiosk with what it holds"},
		{"R17", "lets the newer of two connections win"},
		{"R18", "refuses a second hello"},
		{"R19", "acknowledges what it has stored"},
		{"R20", "never acknowledges what it has not got"},
		{"R21", "never goes back on an acknowledgement"},
		{"R22", "still has what it acknowledged"},
		{"R23", "acknowledges repeated facts"},
		{"R24", "takes nothing of a message that was cut"},
		{"R25", "takes a message that comes slowly"},
		{"R26", "refuses facts after a gap"},
		{"R27", "refuses facts in the wrong place"},
		{"R28", "sees a fork where the chain breaks"},
		{"R29", "sees a fork where a number is taken"},
		{"R30", "takes no facts after a fork, and stays"},
		{"R31", "sees a fork in a hello"},
		{"R32", "welcomes a new epoch"},
		{"R33", "goes by what it holds, whatever the kiosk believes"},
		{"R34", "rejects a line that is no fact, and goes on"},
		{"R35", "rejects before it passes"},
		{"R36", "repeats rejects that may be lost"},
		{"R37", "keeps facts of unknown kinds"},
		{"R38", "takes the largest messages"},
		{"R39", "refuses larger ones"},
		{"R40", "refuses what cannot be read"},
		{"R41", "refuses what only HQ may say"},
		{"R42", "gives a reason with every refusal"},
		{"R43", "ignores unknown fields"},
		{"R44", "passes over unknown messages"},
		{"R45", "answers unknown questions"},
		{"R46", "bears results of what it never gave"},
		{"R47", "ends after a goodbye"},
		{"R48", "offers its newest settings, signed"},
		{"R49", "refuses a wrong code"},
		{"R50", "refuses a key that is not proved"},
		{"R51", "takes a code once"},
		{"R52", "changes a kiosk's key for another"},
		{"R53", "refuses another key that the old one did not sign"},
		{"R54", "gives what moves money once, whatever the kiosk has forgotten"},
	}
}
