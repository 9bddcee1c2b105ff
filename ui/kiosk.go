package ui

import (
	"net/http"
	"slices"

	"kioskd/agent/pay"
)

// APIVersion is the version of the local API. Its first number grows when
// something that pages use goes away or means something else, its second when
// something is added.
const APIVersion = "1.0"

// About is what a page may know of the kiosk that it stands on.
type About struct {
	Kiosk   string // its id, as HQ knows it
	Serial  string // its serial number
	Version string // of the agent
	VAN     string // the driver of the pad, in capitals

	// Orders says who sets the amounts: catalogue, server or app. AppLimit bounds
	// an order of the app's, and AppRefunds lets pages take payments back.
	Orders     string
	AppLimit   pay.Amount
	AppRefunds bool
}

// Kiosk is the answer of /api/v1/kiosk: what a page asks first.
type Kiosk struct {
	API      string       `json:"api"`   // version of the local API, as in 1.0
	Agent    string       `json:"agent"` // version of kioskd
	Kiosk    string       `json:"kiosk"`
	Serial   string       `json:"serial_number"`
	Merchant Merchant     `json:"merchant"`
	Currency pay.Currency `json:"currency"`
	VAN      string       `json:"van"`
	Orders   string       `json:"orders"`              // catalogue, server or app
	AppLimit pay.Amount   `json:"app_limit,omitempty"` // of one order, where orders is app
	Features []string     `json:"features"`
	Test     bool         `json:"test"`
}

// Merchant is the shop, as far as its pages need it.
type Merchant struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	BusinessNumber string `json:"business_number"`
}

func (s *Server) kiosk(*http.Request) (reply, error) {
	store, a := s.agent.Store(), s.about
	return reply{status: http.StatusOK, body: Kiosk{
		API: APIVersion, Agent: a.Version, Kiosk: a.Kiosk, Serial: a.Serial,
		Merchant: Merchant{ID: store.ID, Name: store.Name, BusinessNumber: store.BusinessNumber},
		Currency: s.agent.Catalogue().Currency, VAN: a.VAN, Orders: a.Orders, AppLimit: s.appLimit(),
		Features: s.features(), Test: s.agent.View().Test,
	}}, nil
}

func (s *Server) appLimit() pay.Amount {
	if n := s.house().AppLimit; n > 0 {
		return n
	}
	return s.about.AppLimit
}

// features are what a page cannot count on everywhere.
func (s *Server) features() []string {
	has := []string{"orders." + s.about.Orders}
	if s.about.AppRefunds {
		has = append(has, "refund")
	}
	if s.storage != nil {
		has = append(has, "storage")
	}
	if s.paper != nil {
		has = append(has, "printer")
	}
	if len(s.agent.Instalments().Months) > 0 {
		has = append(has, "instalments")
	}
	slices.Sort(has)
	return has
}
