package settings

import "log/slog"

// ThirdParty is the operator's own server, or a client program on a serial line:
// who says what there is to pay, beside or instead of the catalogue, and is told
// what became of it. It is a section of the kiosk's file as well. What is empty has
// its default.
type ThirdParty struct {
	// Mode is "terminal" for a server, "reader" for a client, "" for neither. What
	// belongs to the other mode is refused.
	Mode string `json:"mode" toml:"mode"`

	URL  string   `json:"url,omitempty" toml:"url"`   // of the server: https, or http to this machine
	Ways []string `json:"ways,omitempty" toml:"ways"` // of announcing payments: poll, websocket, events

	PollEvery string `json:"poll_every,omitempty" toml:"poll_every"` // 1s

	// Busy says what becomes of a payment that is announced while another runs:
	// "queue", for as long as Wait, or "refuse".
	Busy string `json:"busy,omitempty" toml:"busy"`
	Wait string `json:"wait,omitempty" toml:"wait"`

	// Tell says what is uploaded: "money", which is what was paid and what went back,
	// or "all", which is declines and the like as well.
	Tell string `json:"tell,omitempty" toml:"tell"`

	Hosts  []string `json:"hosts,omitempty" toml:"hosts"`     // others that the server may send requests to
	CAFile string   `json:"ca_file,omitempty" toml:"ca_file"` // certificates that the server's has to come from

	Port string `json:"port,omitempty" toml:"port"` // of the client, as in serial:/dev/ttyUSB1?baud=115200

	Paths  ThirdPartyPaths   `json:"paths,omitzero" toml:"paths"`
	SignIn ThirdPartySignIn  `json:"sign_in,omitzero" toml:"sign_in"`
	Names  map[string]string `json:"names,omitempty" toml:"names"` // the server's own words for the contract's
}

// ThirdPartyPaths are where the server answers, below its address.
type ThirdPartyPaths struct {
	Items  string `json:"items,omitempty" toml:"items"`
	Upload string `json:"upload,omitempty" toml:"upload"`
	Socket string `json:"socket,omitempty" toml:"socket"`
	Events string `json:"events,omitempty" toml:"events"`
	SignIn string `json:"sign_in,omitempty" toml:"sign_in"`
}

// ThirdPartySignIn says how the kiosk signs in to the server. The secret is a
// token, a password or a client's secret. It stands in a document, which is kept
// sealed, in a file, or sealed in the data folder; the first of these counts.
type ThirdPartySignIn struct {
	Kind       string   `json:"kind,omitempty" toml:"kind"` // none, token, login, session, oauth
	User       string   `json:"user,omitempty" toml:"user"` // or the client's id
	Secret     Secret   `json:"secret,omitempty" toml:"-"`
	SecretFile string   `json:"secret_file,omitempty" toml:"secret_file"`
	TokenURL   string   `json:"token_url,omitempty" toml:"token_url"`
	Scopes     []string `json:"scopes,omitempty" toml:"scopes"`
}

// Secret is a text that no log and no printed configuration shows.
type Secret string

const hidden = "(hidden)"

// String hides it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides it.
func (s Secret) GoString() string { return s.String() }

// LogValue hides it.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads it.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret(text)
	return nil
}

// Reveal returns the text, for whoever has to send it.
func (s Secret) Reveal() string { return string(s) }
