package metrics

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Kind says how Prometheus may calculate with a number.
type Kind string

// The kinds. A counter only grows, until the program is started anew; a gauge goes up
// and down; a histogram counts how often something took how long.
const (
	IsCounter   Kind = "counter"
	IsGauge     Kind = "gauge"
	IsHistogram Kind = "histogram"
)

// Family is a name with the numbers that it has now.
type Family struct {
	Name    string // as in kioskd_payments_total
	Help    string // one sentence
	Kind    Kind
	Samples []Sample
}

// Sample is one number.
type Sample struct {
	Suffix string  // after the family's name: of histograms
	Labels []Label // which of several it is; none for the only one
	Value  float64
}

// Label names one of a few kinds.
type Label struct{ Name, Value string }

// Gauge returns a family of one number that goes up and down.
func Gauge(name, help string, value float64, labels ...Label) Family {
	return Family{name, help, IsGauge, []Sample{{Labels: labels, Value: value}}}
}

// Total returns a family of one number that only grows.
func Total(name, help string, value uint64) Family {
	return Family{name, help, IsCounter, []Sample{{Value: float64(value)}}}
}

// Yes is 1 for what is so, and 0 for what is not.
func Yes(so bool) float64 {
	if so {
		return 1
	}
	return 0
}

// Text writes families in the text format, version 0.0.4.
func Text(families []Family) []byte {
	var b bytes.Buffer
	for _, f := range families {
		_, _ = fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", f.Name, escape(f.Help, false), f.Name, f.Kind)
		for _, s := range f.Samples {
			_, _ = fmt.Fprintf(&b, "%s%s%s %s\n", f.Name, s.Suffix, labels(s.Labels), number(s.Value))
		}
	}
	return b.Bytes()
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func labels(all []Label) string {
	if len(all) == 0 {
		return ""
	}
	parts := make([]string, len(all))
	for i, l := range all {
		parts[i] = l.Name + `="` + escape(l.Value, true) + `"`
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func escape(s string, quoted bool) string {
	s = strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(strings.ToValidUTF8(s, "?"))
	if quoted {
		s = strings.ReplaceAll(s, `"`, `\"`)
	}
	return s
}
