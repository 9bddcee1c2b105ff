package books_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/korean"

	"kioskd/sync/hq"
	"kioskd/sync/hq/books"
)

const statement = "\ufeff거래일시,거래구분,승인번호,거래금액,카드\n" +
	"2026-11-21 12:00,승인,30000001,\"12,000\",9410\n" +
	"2026-11-21 12:05,승인,30000002,5000,9410\n" +
	"2026-11-21 12:09,취소,30000002,5000,9410\n" +
	"2026-11-21 12:10,승인,30000003,7000,9410\n" +
	"2026-11-22 00:01,승인,30000009,1,9410\n" +
	"합계,,,24000,\n"

func lines(t *testing.T, text string) []books.Line {
	t.Helper()
	table, err := books.ReadTable([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	all, err := books.Parse(table, books.Guess(table.Names))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestParse(t *testing.T) {
	t.Parallel()
	const day = "2026-11-21"
	want := []books.Line{
		{Row: 2, Number: "30000001", Amount: 12000, Day: day}, {Row: 3, Number: "30000002", Amount: 5000, Day: day},
		{Row: 4, Number: "30000002", Amount: 5000, Cancel: true, Day: day}, {Row: 5, Number: "30000003", Amount: 7000, Day: day},
		{Row: 6, Number: "30000009", Amount: 1, Day: "2026-11-22"},
	}
	cp949, err := korean.EUCKR.NewEncoder().String(strings.TrimPrefix(statement, "\ufeff"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"UTF-8": statement, "CP949": cp949} {
		if diff := cmp.Diff(want, lines(t, text)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
	minus := lines(t, "Date;Approval;Amount\n20261121;30000001;-12.50\n")
	if diff := cmp.Diff([]books.Line{{Row: 2, Number: "30000001", Amount: 1250, Cancel: true, Day: day}}, minus); diff != "" {
		t.Errorf("a minus (-want +got)\n%s", diff)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		m    books.Mapping
		want string
	}{
		"no mapping":     {"a,b\n1,2\n", books.Mapping{}, "say which columns"},
		"no such column": {"a,b\n1,2\n", books.Mapping{Number: "a", Amount: "c"}, `no column "c"; it has a, b`},
		"no amount":      {"a,b\n1,x\n", books.Mapping{Number: "a", Amount: "b"}, `row 2: "x" is no amount`},
		"far too much":   {"a,b\n1,99999999999999\n", books.Mapping{Number: "a", Amount: "b"}, "is no amount"},
	} {
		table, err := books.ReadTable([]byte(c.text))
		if err == nil {
			_, err = books.Parse(table, c.m)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := books.ReadTable(nil); err == nil {
		t.Error("nothing was read")
	}
}

func sale(number string, amount, back int64) books.Sale {
	return books.Sale{Payment: hq.Payment{Kiosk: "k1", Key: "key-" + number, Number: number, Amount: amount, Refunded: back}, Day: "2026-11-21", Journal: true}
}

func TestMeet(t *testing.T) {
	t.Parallel()
	other := sale("30000009", 1, 0)
	other.Day = "2026-11-22"
	forged := sale("30000003", 7000, 0)
	forged.Journal = false
	for name, c := range map[string]struct {
		sales, open []books.Sale
		matched     int
		want        []string
	}{
		"all agree":            {[]books.Sale{sale("30000001", 12000, 0), sale("30000002", 5000, 5000), sale("30000003", 7000, 0), other}, nil, 3, nil},
		"a sale is missing":    {[]books.Sale{sale("30000002", 5000, 5000), sale("30000003", 7000, 0)}, nil, 2, []string{"only-van 30000001"}},
		"a sale stands open":   {[]books.Sale{sale("30000002", 5000, 5000), sale("30000003", 7000, 0)}, []books.Sale{sale("30000001", 12000, 0)}, 2, []string{"not-settled-hq 30000001"}},
		"a sale too many":      {[]books.Sale{sale("30000001", 12000, 0), sale("30000002", 5000, 5000), sale("30000003", 7000, 0), sale("4", 1, 0)}, nil, 3, []string{"only-hq 4"}},
		"another amount":       {[]books.Sale{sale("30000001", 11000, 0), sale("30000002", 5000, 5000), sale("30000003", 7000, 0)}, nil, 2, []string{"amount 30000001"}},
		"a cancel HQ lacks":    {[]books.Sale{sale("30000001", 12000, 0), sale("30000002", 5000, 0), sale("30000003", 7000, 0)}, nil, 2, []string{"cancel-van 30000002"}},
		"a cancel the VAN has": {[]books.Sale{sale("30000001", 12000, 2000), sale("30000002", 5000, 5000), sale("30000003", 7000, 0)}, nil, 2, []string{"cancel-hq 30000001"}},
		"another journal":      {[]books.Sale{sale("30000001", 12000, 0), sale("30000002", 5000, 5000), forged}, nil, 2, []string{"journal 30000003"}},
	} {
		r := books.Meet("2026-11-21", c.sales, c.open, lines(t, statement))
		var got []string
		for _, d := range r.Differences {
			got = append(got, d.What+" "+d.Number)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || r.Matched != c.matched || r.Lines != 4 {
			t.Errorf("%s: %d matched of %d lines (-want +got)\n%s", name, r.Matched, r.Lines, diff)
		}
		if r.VAN != (books.Side{Count: 3, Taken: 24000, Back: 5000}) {
			t.Errorf("%s: the VAN's side %+v", name, r.VAN)
		}
	}
	twice := books.Meet("2026-11-21", []books.Sale{sale("30000001", 12000, 0)}, nil, lines(t, "승인번호,금액\n30000001,12000\n30000001,12000\n"))
	if len(twice.Differences) != 1 || twice.Differences[0].What != books.Twice {
		t.Errorf("twice: %+v", twice.Differences)
	}
}

func FuzzStatement(f *testing.F) {
	f.Add([]byte(statement))
	f.Add([]byte("a;b\n1;2"))
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := books.ReadTable(text)
		if err != nil {
			return
		}
		all, err := books.Parse(table, books.Guess(table.Names))
		for _, l := range all {
			if err == nil && (l.Number == "" || l.Amount < 0) {
				t.Errorf("line %+v", l)
			}
		}
		books.Meet("2026-11-21", nil, nil, all)
	})
}
