package books

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/korean"
)

// TestReadStatement: the ways in which statements are written.
func TestReadStatement(t *testing.T) {
	t.Parallel()
	korean, err := korean.EUCKR.NewEncoder().String("거래일자,승인번호,거래금액,구분\n20260105,0012,\"1,000\",승인\n20260105,0012,\"1,000\",승인취소\n")
	if err != nil {
		t.Fatal(err)
	}
	both := []Row{{Line: 2, Number: "0012", Amount: 1000, Date: "2026-01-05"}, {Line: 3, Number: "0012", Amount: 1000, Cancel: true, Date: "2026-01-05"}}
	for name, c := range map[string]struct {
		text string
		want []Row
	}{
		"Korean of older programs": {korean, both},
		"spaces, BOM, sums":        {"\ufeffApproval Number, Amount ,Date\n0012, 1000원 ,2026.01.05 11:00\n0012,-1000,2026-01-05\n,5000,\n", both},
		"no date, terminals":       {"TID,number,amount\npad-9,1,5\n", []Row{{Line: 2, Number: "1", Amount: 5, Device: "pad-9"}}},
	} {
		got, err := ReadStatement(strings.NewReader(c.text))
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

// TestReadStatementRefuses says what is wrong, with its line.
func TestReadStatementRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                  "headings",
		"number,sum\n1,2\n":                 "no column",
		"number,amount\n1,12.5\n":           `line 2: "12.5" is no amount`,
		"number,amount\n1,\n":               "line 2",
		"number,amount,date\n1,2,May\n":     `"May" is no date`,
		"number,amount\n1,\"2\n":            "line",
		"number,amount\n1,99999999999999\n": "line 2",
		strings.Repeat("a", MaxStatement+1): "larger than",
		"number,amount\n" + strings.Repeat("1,1\n", MaxRows+1): "more than",
	} {
		_, err := ReadStatement(strings.NewReader(text))
		if !errors.Is(err, ErrStatement) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func FuzzReadStatement(f *testing.F) {
	f.Add([]byte("number,amount\n1,2\n"))
	f.Add([]byte("승인번호,금액,구분,승인일자\n1,\"2,000\",취소,20260105\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := ReadStatement(bytes.NewReader(text))
		if err != nil && !errors.Is(err, ErrStatement) {
			t.Errorf("%v is no %v", err, ErrStatement)
		}
		for _, r := range rows {
			if r.Amount < 0 || r.Number == "" || r.Line < 2 || r.Date != "" && len(r.Date) != len("2026-01-05") {
				t.Errorf("row %+v", r)
			}
		}
	})
}
