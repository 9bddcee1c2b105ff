package agent_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
)

func withOptions() agent.Catalogue {
	words := func(s string) map[string]string { return map[string]string{"en": s} }
	return agent.Catalogue{Currency: pay.KRW, VAT: 10, Items: []agent.Item{{
		ID: "latte", Name: words("Latte"), Price: 5000, Tax: pay.Taxed,
		Options: []agent.Option{
			{ID: "size", Name: words("Size"), Least: 1, Most: 1, Choices: []agent.OptionChoice{
				{ID: "small", Name: words("small")}, {ID: "large", Name: words("large"), Price: 700},
			}},
			{ID: "with", Name: words("With"), Most: 2, Choices: []agent.OptionChoice{
				{ID: "shot", Name: words("extra shot"), Price: 500}, {ID: "oat", Name: words("oat milk"), Price: 600},
			}},
		},
	}}}
}

// TestOptions: the catalogue decides what a choice costs, and which can be made.
func TestOptions(t *testing.T) {
	t.Parallel()
	c := withOptions()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		choices []string
		line    pay.Line
		fault   *agent.Fault
	}{
		"plain":          {[]string{"small"}, pay.Line{Name: "Latte (small)", Price: 5000}, nil},
		"all of it":      {[]string{"oat", "large", "shot"}, pay.Line{Name: "Latte (large, extra shot, oat milk)", Price: 6800}, nil},
		"no size":        {nil, pay.Line{}, agent.FaultOrder},
		"two sizes":      {[]string{"small", "large"}, pay.Line{}, agent.FaultOrder},
		"one shot twice": {[]string{"small", "shot", "shot"}, pay.Line{}, agent.FaultItem},
		"unheard of":     {[]string{"small", "gold"}, pay.Line{}, agent.FaultItem},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, err := c.Order("0195938c-7e4a-7b6e-9d42-5f1c93d07a2b", []agent.Pick{{Item: "latte", Quantity: 2, Choices: test.choices}}, "en")
			if test.fault != nil {
				if !errors.Is(err, test.fault) {
					t.Fatalf("got %v, want %v", err, test.fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			test.line.Item, test.line.Quantity, test.line.Tax = "latte", 2, pay.Taxed
			if diff := cmp.Diff([]pay.Line{test.line}, o.Lines); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			if want := 2 * test.line.Price; o.Total != want {
				t.Errorf("total %d, want %d", o.Total, want)
			}
		})
	}
}

// TestBadOptions: what nobody could choose is refused before it is offered.
func TestBadOptions(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*agent.Option){
		"no name":            func(o *agent.Option) { o.Name = nil },
		"more than there is": func(o *agent.Option) { o.Most = 3 },
		"none may be made":   func(o *agent.Option) { o.Least, o.Most = 0, 0 },
		"least above most":   func(o *agent.Option) { o.Least, o.Most = 2, 1 },
		"a choice twice":     func(o *agent.Option) { o.Choices[1].ID = o.Choices[0].ID },
		"a bar in an id":     func(o *agent.Option) { o.Choices[0].ID = "a|b" },
		"a nameless choice":  func(o *agent.Option) { o.Choices[0].Name = nil },
		"a negative price":   func(o *agent.Option) { o.Choices[0].Price = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := withOptions()
			spoil(&c.Items[0].Options[0])
			if err := c.Check(); err == nil {
				t.Error("was taken")
			}
		})
	}
}
