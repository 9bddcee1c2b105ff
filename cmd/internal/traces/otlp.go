package traces

import (
	"encoding/json"
	"strconv"
	"time"
)

// The document is an ExportTraceServiceRequest of opentelemetry/proto in its JSON
// encoding: lowerCamelCase names, ids in hexadecimal, 64-bit numbers as texts.
type (
	document struct {
		ResourceSpans []resourceSpans `json:"resourceSpans"`
	}
	resourceSpans struct {
		Resource   resource     `json:"resource"`
		ScopeSpans []scopeSpans `json:"scopeSpans"`
	}
	resource struct {
		Attributes []attribute `json:"attributes"`
	}
	scopeSpans struct {
		Scope scope      `json:"scope"`
		Spans []jsonSpan `json:"spans"`
	}
	scope struct {
		Name string `json:"name"`
	}
	jsonSpan struct {
		TraceID    TraceID     `json:"traceId"`
		SpanID     SpanID      `json:"spanId"`
		Parent     SpanID      `json:"parentSpanId,omitempty"`
		Name       string      `json:"name"`
		Kind       int         `json:"kind"`
		Begun      string      `json:"startTimeUnixNano"`
		Ended      string      `json:"endTimeUnixNano"`
		Attributes []attribute `json:"attributes"`
		Status     status      `json:"status"`
	}
	status struct {
		Code Code `json:"code,omitempty"`
	}
	attribute struct {
		Key   string `json:"key"`
		Value value  `json:"value"`
	}
	value struct {
		Text *string `json:"stringValue,omitempty"`
		Int  *string `json:"intValue,omitempty"`
		Bool *bool   `json:"boolValue,omitempty"`
	}
)

// internal is SPAN_KIND_INTERNAL: no step is a call that the other side could see.
const internal = 1

// encode writes spans of one program as OTLP.
func encode(service, version string, spans []Span) ([]byte, error) {
	told := make([]jsonSpan, len(spans))
	for i, s := range spans {
		told[i] = s.json()
	}
	return json.Marshal(document{[]resourceSpans{{
		Resource:   resource{[]attribute{text("service.name", service), text("service.version", version)}},
		ScopeSpans: []scopeSpans{{scope{"kioskd"}, told}},
	}}})
}

func (s Span) json() jsonSpan {
	return jsonSpan{
		TraceID: s.Trace, SpanID: s.ID, Parent: s.Parent, Name: s.Name, Kind: internal,
		Begun: nanoseconds(s.Begun), Ended: nanoseconds(s.end()), Attributes: s.attributes(), Status: status{s.Code},
	}
}

// end is not before the beginning, also where somebody set the clock back meanwhile.
// It is by the wall's clock: the next span begins where this one ends, to the nanosecond.
func (s Span) end() time.Time {
	begun, ended := s.Begun.Round(0), s.Ended.Round(0)
	if ended.Before(begun) {
		return begun
	}
	return ended
}

func (s Span) attributes() []attribute {
	all := []attribute{text("kiosk", s.Kiosk), number("attempt", s.Attempt)}
	word := "state"
	if s.Parent == "" {
		word = "status" // what became of the payment
	}
	for _, a := range []struct{ name, is string }{{word, s.State}, {"way", s.Way}, {"driver", s.Driver}} {
		if a.is != "" {
			all = append(all, text(a.name, a.is))
		}
	}
	if s.Facts > 0 {
		all = append(all, number("facts", s.Facts))
	}
	if s.Restarted {
		all = append(all, attribute{"restarted", value{Bool: &s.Restarted}})
	}
	return all
}

func text(key, is string) attribute { return attribute{key, value{Text: &is}} }

func number(key string, is int) attribute {
	digits := strconv.Itoa(is)
	return attribute{key, value{Int: &digits}}
}

func nanoseconds(at time.Time) string { return strconv.FormatInt(at.UnixNano(), 10) }
