package agent

import (
	"fmt"
	"slices"
	"strings"

	"kioskd/agent/pay"
)

// Option is one question about an item: how large it is, what comes with it.
// Between Least and Most of its choices are made.
type Option struct {
	ID      string            `json:"id" toml:"id"`
	Name    map[string]string `json:"name" toml:"name"` // by language
	Choices []OptionChoice    `json:"choices" toml:"choices"`
	Least   int               `json:"least" toml:"least"`
	Most    int               `json:"most" toml:"most"`
}

// OptionChoice is one answer, and what it adds to the price of a piece, taxes
// included. It is taxed as its item is.
type OptionChoice struct {
	ID    string            `json:"id" toml:"id"` // told apart within the item
	Name  map[string]string `json:"name" toml:"name"`
	Price pay.Amount        `json:"price" toml:"price"`
}

// checkOptions reports what nobody could choose from. A choice's id stands in the
// page's list of picks between bars, so it has none.
func checkOptions(options []Option) error {
	seen := map[string]bool{}
	for _, o := range options {
		if byLanguage(o.Name, "") == "" {
			return fmt.Errorf("option %q: no name", o.ID)
		}
		if o.Least < 0 || o.Most < 1 || o.Least > o.Most || o.Most > len(o.Choices) {
			return fmt.Errorf("option %q: %d to %d of %d choices cannot be made", o.ID, o.Least, o.Most, len(o.Choices))
		}
		for _, c := range o.Choices {
			if c.ID == "" || strings.Contains(c.ID, "|") || seen[c.ID] {
				return fmt.Errorf("option %q: choice id %q is empty, has a bar or is used twice", o.ID, c.ID)
			}
			seen[c.ID] = true
			if err := c.check(); err != nil {
				return fmt.Errorf("option %q: choice %q: %w", o.ID, c.ID, err)
			}
		}
	}
	return nil
}

func (c OptionChoice) check() error {
	if byLanguage(c.Name, "") == "" {
		return fmt.Errorf("no name")
	}
	return c.Price.Check()
}

// line prices a pick of the item; its name says what was chosen.
func (i Item) line(p Pick, language string) (pay.Line, error) {
	price, words := i.Price, []string(nil)
	left := slices.Clone(p.Choices)
	for _, o := range i.Options {
		chosen := o.chosen(&left)
		if len(chosen) < o.Least || len(chosen) > o.Most {
			return pay.Line{}, FaultOrder.because(fmt.Errorf("item %q: %d choices of %q, want %d to %d", i.ID, len(chosen), o.ID, o.Least, o.Most))
		}
		for _, c := range chosen {
			var err error
			if price, err = price.Plus(c.Price); err != nil {
				return pay.Line{}, FaultOrder.because(err)
			}
			words = append(words, byLanguage(c.Name, language))
		}
	}
	if len(left) > 0 {
		return pay.Line{}, FaultItem.because(fmt.Errorf("item %q: choices %q", i.ID, left))
	}
	name := i.label(language)
	if len(words) > 0 {
		name += " (" + strings.Join(words, ", ") + ")"
	}
	return pay.Line{Item: i.ID, Name: name, Price: price, Quantity: p.Quantity, Tax: i.Tax}, nil
}

// chosen takes those of the option's choices out of the ids that are among them.
func (o Option) chosen(ids *[]string) (all []OptionChoice) {
	for _, c := range o.Choices {
		if at := slices.Index(*ids, c.ID); at >= 0 {
			*ids = slices.Delete(*ids, at, at+1)
			all = append(all, c)
		}
	}
	return all
}
