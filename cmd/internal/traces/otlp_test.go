package traces

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// TestOTLP has OpenTelemetry's own types read a document, which refuse a field that
// they do not know.
func TestOTLP(t *testing.T) {
	t.Parallel()
	begun := time.Unix(1700000000, 123456789)
	root := Span{
		Trace: TraceOf("a-key"), ID: PaymentOf("a-key", 2), Name: namePayment, Begun: begun, Ended: begun.Add(3 * time.Second), Code: OK,
		Kiosk: "kiosk-1", Attempt: 2, State: "approved", Way: wayCard, Driver: "smartro", Restarted: true,
	}
	child := root
	child.ID, child.Parent, child.Name, child.Facts, child.Ended = "0102030405060708", root.ID, nameRecord, 2, begun.Add(-time.Second)
	text, err := encode("kioskd", "1.2.3", []Span{root, child})
	if err != nil {
		t.Fatal(err)
	}
	var read otlp.TracesData
	if err := protojson.Unmarshal(text, &read); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	of := read.GetResourceSpans()[0]
	if diff := cmp.Diff(map[string]any{"service.name": "kioskd", "service.version": "1.2.3"}, attributes(of.GetResource().GetAttributes())); diff != "" {
		t.Errorf("resource (-want +got):\n%s", diff)
	}
	spans := of.GetScopeSpans()[0].GetSpans()
	first, second := spans[0], spans[1]
	if hexOf(first.GetTraceId()) != string(root.Trace) || hexOf(first.GetSpanId()) != string(root.ID) || len(first.GetParentSpanId()) != 0 || hexOf(second.GetParentSpanId()) != string(root.ID) {
		t.Errorf("ids: %v", spans)
	}
	if first.GetStartTimeUnixNano() != 1700000000123456789 || first.GetEndTimeUnixNano() != 1700000003123456789 || second.GetEndTimeUnixNano() != 1700000000123456789 {
		t.Errorf("times: %v", spans)
	}
	if first.GetKind() != otlp.Span_SPAN_KIND_INTERNAL || first.GetStatus().GetCode() != otlp.Status_STATUS_CODE_OK || first.GetName() != "payment" {
		t.Errorf("%v", first)
	}
	want := map[string]any{"kiosk": "kiosk-1", "attempt": int64(2), "status": "approved", "way": "card", "driver": "smartro", "restarted": true}
	if diff := cmp.Diff(want, attributes(first.GetAttributes())); diff != "" {
		t.Errorf("payment (-want +got):\n%s", diff)
	}
	want = map[string]any{"kiosk": "kiosk-1", "attempt": int64(2), "state": "approved", "way": "card", "driver": "smartro", "facts": int64(2), "restarted": true}
	if diff := cmp.Diff(want, attributes(second.GetAttributes())); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

// hexOf undoes what protojson made of an id: it takes the digits for base64, where
// OTLP's JSON has hexadecimal digits.
func hexOf(id []byte) string { return base64.StdEncoding.EncodeToString(id) }

func attributes(all []*common.KeyValue) map[string]any {
	read := map[string]any{}
	for _, a := range all {
		switch v := a.GetValue().GetValue().(type) {
		case *common.AnyValue_StringValue:
			read[a.GetKey()] = v.StringValue
		case *common.AnyValue_IntValue:
			read[a.GetKey()] = v.IntValue
		case *common.AnyValue_BoolValue:
			read[a.GetKey()] = v.BoolValue
		}
	}
	return read
}

// TestIDs: programs of different versions agree on ids for ever.
func TestIDs(t *testing.T) {
	t.Parallel()
	got := []string{string(TraceOf("order-1")), string(PaymentOf("order-1", 1)), string(PaymentOf("order-1", 2)), string(TraceOf("order-2"))}
	want := []string{"223a2bcc8d2d2834f47b40f520b93416", "a333cce4627fff84", "4cc1b99c9ea125b7", "e2e1adf53ac2af2d12347435a2ef496e"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
