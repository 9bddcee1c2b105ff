package look

import "kioskd/agent/pay"

// Look is how the standard page looks, speaks and waits. Everything may be left
// out. The page's side of it is ui/web/src/look.ts.
type Look struct {
	Theme     *Theme                       `json:"theme,omitempty"`
	Attract   []Attract                    `json:"attract,omitempty"`
	Texts     map[string]map[string]string `json:"texts,omitempty"`     // by language, then by path, as in idle.title
	Languages []string                     `json:"languages,omitempty"` // the house's own first
	Screen    *Physical                    `json:"screen,omitempty"`
	Times     *Times                       `json:"times,omitempty"`
	Sound     *Sound                       `json:"sound,omitempty"`
	Receipt   *Receipt                     `json:"receipt,omitempty"`
}

// Theme replaces colours (as #rrggbb), the corner's radius, and pictures.
type Theme struct {
	Accent   string  `json:"accent,omitempty"`
	OnAccent string  `json:"on_accent,omitempty"`
	RadiusMM float64 `json:"radius_mm,omitempty"` // 0 to 12
	Logo     string  `json:"logo,omitempty"`      // a path below /pictures/
	Picture  string  `json:"picture,omitempty"`   // of the idle screen
}

// Attract is one page of the idle screen's loop.
type Attract struct {
	Picture string            `json:"picture,omitempty"` // a path below /pictures/
	Title   map[string]string `json:"title,omitempty"`   // by language
	Text    map[string]string `json:"text,omitempty"`
	Seconds int               `json:"seconds,omitempty"` // 3 to 60; 8 without
	Price   pay.Amount        `json:"price,omitempty"`
}

// Physical tells how large the screen is and how high it hangs, in millimetres.
type Physical struct {
	WidthMM  int `json:"width_mm,omitempty"`
	HeightMM int `json:"height_mm,omitempty"`
	FloorMM  int `json:"floor_mm,omitempty"` // of the lower edge above the floor
}

// Times are in seconds; none may be shorter than the standard's.
type Times struct {
	Still   int `json:"still,omitempty"`   // without a touch until the warning; 60 to 600
	Warning int `json:"warning,omitempty"` // from the warning to the end of the visit; 20 to 120
	Receipt int `json:"receipt,omitempty"` // how long the receipt stays; 25 to 300
}

// Sound is how loud the kiosk is, and whether it speaks.
type Sound struct {
	Volume *float64 `json:"volume,omitempty"` // 0 to 1

	// Cues tells whether the screen's three soft sounds are played: accepted, it is
	// the customer's turn, something is wrong. They are where it is absent.
	Cues *bool `json:"cues,omitempty"`

	// SpeechURL answers with sound to ?lang=ko&text=… where the browser has no
	// voice for a language. Its host has to be on the access list.
	SpeechURL string `json:"speech_url,omitempty"`

	Speech bool `json:"speech,omitempty"` // every visit begins with speech
}

// Receipt is how a slip is handed over without paper.
type Receipt struct {
	Code *bool  `json:"code,omitempty"` // whether a code is offered; true without
	URL  string `json:"url,omitempty"`  // begins the code's link
}
