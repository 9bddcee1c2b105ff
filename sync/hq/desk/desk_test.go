package desk_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

func TestCases(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		o.journal.Add(wire.KindStarted, "key-2", wire.Body{Charge: &wire.Charge{Amount: 500, Currency: "KRW"}})
		o.journal.Add(wire.KindUnresolved, "key-2", wire.Body{Reason: "the pad was exchanged"})
		o.upload(5)
		all, err := o.Cases(ctx)
		if err != nil || len(all) != 1 || all[0].Next != desk.NextAskVAN || all[0].Payment.Key != "key-2" {
			o.Fatalf("%+v, %v", all, err)
		}
		o.must(o.Take(ctx, o.kim, "shop-1", "key-2"))
		o.refused(o.Settle(ctx, o.kim, "shop-1", "key-2", "not-charged", "", 2), people.ErrInput, "how you know")
		o.refused(o.Settle(ctx, o.kim, "shop-1", "key-2", "whatever", "x", 2), people.ErrInput, "none of")
		o.refused(o.Settle(ctx, o.kim, "shop-1", "key-2", "not-charged", "x", 1), people.ErrInput, "said more")
		o.refused(o.Settle(ctx, o.kim, "shop-1", "key-1", "paid", "x", 4), people.ErrInput, "waits for nobody")
		o.must(o.Settle(ctx, o.kim, "shop-1", "key-2", "not-charged", "no approval at the VAN", 2))
		if all, err := o.Cases(ctx); err != nil || len(all) != 0 {
			o.Errorf("settled: %+v, %v", all, err)
		}
		o.journal.Add(wire.KindUnresolved, "key-2", wire.Body{Reason: "another approval was found"})
		o.upload(7)
		all, err = o.Cases(ctx)
		if err != nil || len(all) != 1 || all[0].Owner != "kim" || all[0].Settled == nil || all[0].Settled.By != "kim" {
			o.Errorf("facts that came later: %+v, %v", all, err)
		}
	})
}

func TestCompare(t *testing.T) {
	story(t, func(o *office) {
		ctx := o.Context()
		s, err := o.Compare(ctx, o.kim, "2026-11-21", "van.csv", []byte("Approval;Amount\n30012345;12000\n9;5\n"), books.Mapping{}, time.UTC)
		if err != nil || s.Report.Matched != 1 || len(s.Report.Differences) != 1 || s.Report.Differences[0].What != "only-van" {
			o.Errorf("%+v, %v", s, err)
		}
		kept, err := o.Statement(ctx, "2026-11-21")
		if diff := cmp.Diff(s, kept); diff != "" || err != nil {
			o.Errorf("%v (-want +got)\n%s", err, diff)
		}
		if m, err := o.Mapping(ctx); m.Number != "Approval" || err != nil {
			o.Errorf("%+v, %v", m, err)
		}
		_, err = o.Compare(ctx, o.kim, "21.11.2026", "", []byte("a"), books.Mapping{}, time.UTC)
		o.refused(err, people.ErrInput, "2026-01-05")
		_, err = o.Compare(ctx, o.kim, "2026-11-21", "", []byte("a,b\n"), books.Mapping{}, time.UTC)
		o.refused(err, people.ErrInput, "say which columns")
	})
}

func TestExport(t *testing.T) {
	story(t, func(o *office) {
		o.journal.Add(wire.KindOrdered, "=cmd()", wire.Body{Order: &wire.Order{Currency: "KRW", Total: -5, Lines: []wire.Line{{Name: "+1, \"x\"", Quantity: 1}}}})
		o.upload(5)
		var b bytes.Buffer
		o.must(o.ExportPayments(o.Context(), hq.Filter{}, &b))
		want := "kiosk,key,reference,status,started,ended,amount,currency,refunded,order,approval,card,method,attempt,test,recovered,reason\n" +
			"shop-1,'=cmd(),'=C MD(),ordered,2026-11-21T03:00:04Z,,-5,KRW,0,\"'+1, \"\"x\"\"\",,,,0,false,false,\n" +
			"shop-1,key-1,K EY-1,approved,2026-11-21T03:00:01Z,2026-11-21T03:00:03Z,12000,KRW,0,Latte,30012345,941009******1234,credit,1,false,false,\n"
		if diff := cmp.Diff(want, b.String()); diff != "" {
			o.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func FuzzParseSigned(f *testing.F) {
	f.Add([]byte(`{"version":1,"for":["*"],"sig":"x","document":"e30="}`))
	f.Add([]byte(`{"id":"c","name":"void-payment","args":{ "key": "k" },"expires":"2026-11-21T03:00:00Z","sig":"s"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := desk.ParseSigned(text); err == nil && s.Signature == "" {
			t.Error("an unsigned document was taken")
		}
		if c, err := desk.ParseCommand(text); err == nil && (c.Signature == "" || bytes.ContainsRune(c.Args, '\n')) {
			t.Errorf("%+v was taken", c)
		}
		_, _ = desk.ParseUnsigned(text)
	})
}
