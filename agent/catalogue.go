package agent

import (
	"fmt"

	"kioskd/agent/pay"
)

// Catalogue is what the kiosk sells. It comes from the settings; prices are the
// agent's, never the page's.
type Catalogue struct {
	Currency pay.Currency `json:"currency" toml:"currency"`
	VAT      pay.Rate     `json:"vat_percent" toml:"vat_percent"`
	Items    []Item       `json:"items" toml:"items"`
}

// Item is one thing on sale.
type Item struct {
	ID       string            `json:"id" toml:"id"`
	Name     map[string]string `json:"name" toml:"name"`                   // by language: ko, en, ja, zh
	Category map[string]string `json:"category,omitempty" toml:"category"` // by language; items of one category share it
	Price    pay.Amount        `json:"price" toml:"price"`                 // taxes included
	Tax      pay.Tax           `json:"tax" toml:"tax"`                     // taxed or tax-free
	Picture  string            `json:"picture,omitempty" toml:"picture"`
	Options  []Option          `json:"options,omitempty" toml:"options,omitempty"`
}

// Pick is a customer's choice of some pieces of one item, with the ids of the
// choices that were made for it.
type Pick struct {
	Item     string   `json:"item"`
	Quantity int      `json:"quantity"`
	Choices  []string `json:"choices,omitempty"`
}

// Check reports whether the catalogue can be sold from.
func (c Catalogue) Check() error {
	if err := c.Currency.Check(); err != nil {
		return err
	}
	if len(c.Items) == 0 {
		return fmt.Errorf("the catalogue has no items")
	}
	seen := map[string]bool{}
	for i, item := range c.Items {
		if item.ID == "" || seen[item.ID] {
			return fmt.Errorf("item %d: id %q is empty or used twice", i+1, item.ID)
		}
		seen[item.ID] = true
		if err := item.check(); err != nil {
			return fmt.Errorf("item %s: %w", item.ID, err)
		}
	}
	return nil
}

func (i Item) check() error {
	if i.label("") == "" {
		return fmt.Errorf("no name")
	}
	if i.Tax != pay.Taxed && i.Tax != pay.TaxFree {
		return fmt.Errorf("tax %q, want %q or %q", i.Tax, pay.Taxed, pay.TaxFree)
	}
	if i.Price == 0 {
		return fmt.Errorf("no price")
	}
	if err := checkOptions(i.Options); err != nil {
		return err
	}
	return i.Price.Check()
}

// label returns the item's name in a language, else in English, Korean, or any.
func (i Item) label(language string) string { return byLanguage(i.Name, language) }

func byLanguage(words map[string]string, language string) string {
	for _, l := range []string{language, "en", "ko", "ja", "zh"} {
		if name := words[l]; name != "" {
			return name
		}
	}
	return ""
}

// Order prices the picks. The names on the order are in the given language.
func (c Catalogue) Order(key pay.Key, picks []Pick, language string) (pay.Order, error) {
	lines := make([]pay.Line, 0, len(picks))
	for _, p := range picks {
		item, ok := c.find(p.Item)
		if !ok {
			return pay.Order{}, FaultItem.because(fmt.Errorf("item %q", p.Item))
		}
		line, err := item.line(p, language)
		if err != nil {
			return pay.Order{}, err
		}
		lines = append(lines, line)
	}
	o, err := pay.NewOrder(key, c.Currency, c.VAT, lines)
	if err != nil {
		return pay.Order{}, FaultOrder.because(err)
	}
	return o, nil
}

func (c Catalogue) find(id string) (Item, bool) {
	for _, item := range c.Items {
		if item.ID == id {
			return item, true
		}
	}
	return Item{}, false
}
