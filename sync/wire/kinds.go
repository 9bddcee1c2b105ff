package wire

// kinds makes an empty message of each type that this version knows.
var kinds = map[string]func() Message{
	"challenge":       func() Message { return &Challenge{} },
	"hello":           func() Message { return &Hello{} },
	"welcome":         func() Message { return &Welcome{} },
	"facts":           func() Message { return &Facts{} },
	"ack":             func() Message { return &Ack{} },
	"reject":          func() Message { return &Reject{} },
	"fork":            func() Message { return &Fork{} },
	"status":          func() Message { return &Status{} },
	"error":           func() Message { return &Error{} },
	"bye":             func() Message { return &Bye{} },
	"settings":        func() Message { return &Settings{} },
	"settings-result": func() Message { return &SettingsResult{} },
	"update":          func() Message { return &Update{} },
	"update-result":   func() Message { return &UpdateResult{} },
	"command":         func() Message { return &Command{} },
	"command-result":  func() Message { return &CommandResult{} },
	"ask":             func() Message { return &Ask{} },
	"answer":          func() Message { return &Answer{} },
	"drain":           func() Message { return &Drain{} },
	"news":            func() Message { return &News{} },
}
