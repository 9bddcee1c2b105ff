package smartro

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

// buyerData is the data of a G: it begins as told, and has a name.
func buyerData(head, name string) []byte {
	const standard = "10000011000000010000000000000"
	b, err := encodeKorean(name)
	if err != nil {
		panic(err)
	}
	data := head + standard[len(head):] + string(b)
	return []byte(data + strings.Repeat(" ", buyerRequestSize-len(data)))
}

func testBuyer() pay.Buyer {
	return pay.Buyer{
		Name: "홍길동", Phone: "010-0000-0000", Email: "buyer@example.com", Contact: "02-000-0000",
		Product: "커피 2잔", Address: "서울", Message: "quickly",
	}
}

// TestBuyerLayout holds every field against its place.
func TestBuyerLayout(t *testing.T) {
	t.Parallel()
	q := BuyerRequest{Amount: 11000, Tax: 1000, Service: 5, Instalment: 3, Buyer: testBuyer()}
	data, err := q.MarshalBinary()
	if err != nil || len(data) != buyerRequestSize {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	for off, want := range map[int]string{
		0: "1", 1: "0000011000", 11: "00001000", 19: "00000005", 27: "03", 59: "010-0000-0000 ", 79: "buyer@example.com ",
		119: "02-000-0000 ", 289: "quickly ",
	} {
		if got := string(data[off : off+len(want)]); got != want {
			t.Errorf("offset %d holds %q, want %q", off, got, want)
		}
	}
	for off, want := range map[int]string{29: "홍길동", 139: "커피 2잔", 189: "서울"} {
		if got := decodeKorean(data[off : off+20]); got != want {
			t.Errorf("offset %d holds %q, want %q", off, got, want)
		}
	}
	var back BuyerRequest
	if err := back.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(q, back); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestBuyersAreSecret: neither a message nor its errors show a buyer.
func TestBuyersAreSecret(t *testing.T) {
	t.Parallel()
	q := BuyerRequest{Amount: 1, Buyer: testBuyer()}
	q.Buyer.Phone = strings.Repeat("010-1234-5678", 2)
	_, err := q.MarshalBinary()
	if err == nil || !strings.Contains(err.Error(), "telephone at offset 59 does not fit into 20 bytes") {
		t.Errorf("%v", err)
	}
	for _, said := range []string{fmt.Sprintf("%v %+v %#v", q, q, q), err.Error()} {
		if strings.Contains(said, "1234") || strings.Contains(said, "홍길동") {
			t.Errorf("it shows %s", said)
		}
	}
}
