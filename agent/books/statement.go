package books

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"

	"kioskd/agent/pay"
)

// Row is one line of a VAN's statement.
type Row struct {
	Line   int        `json:"line"` // in the file, from 1
	Number string     `json:"number"`
	Amount pay.Amount `json:"amount"` // never negative
	Cancel bool       `json:"cancel,omitempty"`
	Date   string     `json:"date,omitempty"`   // as in 2026-01-05, where the statement has dates
	Device string     `json:"device,omitempty"` // terminal number, where it has them
}

// ErrStatement is the cause of every refusal of a statement.
var ErrStatement = errors.New("the statement cannot be read")

// Bounds of a statement: bytes of a file, and lines in it.
const (
	MaxStatement = 4 << 20
	MaxRows      = 50_000
)

// columns are the headings that statements use, in small letters without spaces.
var columns = map[string][]string{
	"number": {"number", "approvalnumber", "approvalno", "승인번호"},
	"amount": {"amount", "total", "승인금액", "거래금액", "금액"},
	"kind":   {"kind", "type", "거래구분", "승인구분", "구분", "거래유형"},
	"date":   {"date", "approvaldate", "승인일자", "거래일자", "승인일", "거래일"},
	"device": {"terminal", "terminalid", "tid", "단말기번호", "단말기id", "cat-id", "catid"},
}

// ReadStatement reads a statement: CSV with a line of headings, in UTF-8 or in
// the Korean of older programs. It needs an approval number and an amount in each
// line; cancels are negative or say so in a column of kinds.
func ReadStatement(r io.Reader) ([]Row, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxStatement+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStatement, err)
	}
	if len(text) > MaxStatement {
		return nil, fmt.Errorf("%w: it is larger than %d bytes; export one day", ErrStatement, MaxStatement)
	}
	if text = bytes.TrimPrefix(text, []byte("\ufeff")); !utf8.Valid(text) {
		if text, err = korean.EUCKR.NewDecoder().Bytes(text); err != nil {
			return nil, fmt.Errorf("%w: it is neither UTF-8 nor Korean: %w", ErrStatement, err)
		}
	}
	c := csv.NewReader(bytes.NewReader(text))
	c.FieldsPerRecord, c.TrimLeadingSpace = -1, true
	return readRows(c)
}

func readRows(c *csv.Reader) (rows []Row, err error) {
	head, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: no line of headings: %w", ErrStatement, err)
	}
	at, err := findColumns(head)
	if err != nil {
		return nil, err
	}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrStatement, err)
		}
		line, _ := c.FieldPos(0)
		row, err := at.row(record)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrStatement, line, err)
		}
		if row.Line = line; row.Number != "" {
			rows = append(rows, row)
		}
		if len(rows) > MaxRows {
			return nil, fmt.Errorf("%w: more than %d lines; export one day", ErrStatement, MaxRows)
		}
	}
}

// places says in which field of a line a column is, -1 for nowhere.
type places map[string]int

func findColumns(head []string) (places, error) {
	at := places{"number": -1, "amount": -1, "kind": -1, "date": -1, "device": -1}
	for i, name := range head {
		name = strings.ToLower(strings.Join(strings.Fields(name), ""))
		for column, names := range columns {
			for _, n := range names {
				if n == name && at[column] < 0 {
					at[column] = i
				}
			}
		}
	}
	if at["number"] < 0 || at["amount"] < 0 {
		return nil, fmt.Errorf("%w: its first line has no column %q or no column %q (or 승인번호, 승인금액)", ErrStatement, "number", "amount")
	}
	return at, nil
}

func (at places) field(record []string, column string) string {
	if i := at[column]; i >= 0 && i < len(record) {
		return strings.TrimSpace(record[i])
	}
	return ""
}

// row reads one line. One without an approval number is a line of sums, which is
// left out.
func (at places) row(record []string) (r Row, err error) {
	if r.Number = at.field(record, "number"); r.Number == "" {
		return r, nil
	}
	amount, err := strconv.ParseInt(strings.NewReplacer(",", "", "원", "", "₩", "").Replace(at.field(record, "amount")), 10, 64)
	if err != nil {
		return r, fmt.Errorf("%q is no amount in whole minor units", at.field(record, "amount"))
	}
	if r.Cancel = amount < 0 || isCancel(at.field(record, "kind")); amount < 0 {
		amount = -amount
	}
	r.Amount, r.Device = pay.Amount(amount), at.field(record, "device")
	if err := r.Amount.Check(); err != nil {
		return r, err
	}
	r.Date, err = readDate(at.field(record, "date"))
	return r, err
}

func isCancel(kind string) bool {
	kind = strings.ToLower(kind)
	for _, word := range []string{"cancel", "void", "refund", "취소", "환불"} {
		if strings.Contains(kind, word) {
			return true
		}
	}
	return false
}

// readDate takes the year, month and day out of 2026-01-05, 2026/01/05,
// 2026.01.05 or 20260105, whatever follows.
func readDate(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	var digits []byte
	for i := 0; i < len(s) && len(digits) < 8; i++ {
		if s[i] >= '0' && s[i] <= '9' {
			digits = append(digits, s[i])
		}
	}
	if len(digits) < 8 {
		return "", fmt.Errorf("%q is no date as in 2026-01-05", s)
	}
	return fmt.Sprintf("%s-%s-%s", digits[:4], digits[4:6], digits[6:]), nil
}
