package smartro

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

func TestLevels(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]Levels{"753": {7, 5, 3}, "7 3": {7, -1, 3}, "\x00--": {-1, -1, -1}} {
		var got Levels
		if err := got.UnmarshalBinary([]byte(data)); err != nil || got != want {
			t.Errorf("%q: %+v, %v", data, got, err)
		}
	}
	if data, err := (Levels{9, -1, 0}).MarshalBinary(); string(data) != "9 0" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := (Levels{Voice: 10}).MarshalBinary(); err == nil {
		t.Error("a level of 10 was written")
	}
}

func TestTag(t *testing.T) {
	t.Parallel()
	for data, uid := range map[string][]byte{
		"0016909060": {1, 2, 3, 4}, "4294967295": {255, 255, 255, 255},
		"4294967296": nil, "\x04\xA1\xB2\xC3\xD4\xE5\x80\x00\x00\x00": nil, "+016909060": nil,
	} {
		var tag Tag
		if err := tag.UnmarshalBinary([]byte(data)); err != nil {
			t.Fatal(err)
		}
		want := pay.Tag{Raw: []byte(data), UID: uid}
		if diff := cmp.Diff(want, tag.Tag()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if said := fmt.Sprintf("%v%v%#v", tag, tag.Tag(), tag.Tag()); said != "(tag)(tag)(tag)" {
			t.Errorf("it shows %s", said)
		}
	}
}

func TestCardInfo(t *testing.T) {
	t.Parallel()
	_, f := golden(t, "w16-card-query-response")
	var q CardQuery
	if err := q.UnmarshalBinary(f.Data); err != nil {
		t.Fatal(err)
	}
	want := pay.CardInfo{
		Medium: pay.Contactless, Kind: "T-money", Card: pay.MaskCard("1010000000001234"), Prepaid: true, Balance: 23550,
		Currency: pay.KRW, LastAt: "2025-03-13T09:00:00", Last: 1450,
	}
	if diff := cmp.Diff(want, q.Info(), cmp.AllowUnexported(pay.Card{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	q.Kind, q.Balance = 'P', 5
	if info := q.Info(); info.Prepaid || info.Balance != 0 {
		t.Errorf("a postpaid card holds money: %+v", info)
	}
}

// TestKoreanInOneGo: a good text means the same read at once and piece by piece.
func TestKoreanInOneGo(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"시험카드", "abc", "카드 no 2", "뷁\r\n햏", "\x01", "~!"} {
		b, err := encodeKorean(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := decodeWhole(b); !ok || got != text || decodeBroken(b) != text {
			t.Errorf("%q: %q, %v; and %q", text, got, ok, decodeBroken(b))
		}
	}
	for _, bad := range []string{"\xBD", "a\x00b", "\xFF\xFF", "\xBD\xC3\xBD"} {
		if got, ok := decodeWhole([]byte(bad)); ok {
			t.Errorf("%q passed as %q", bad, got)
		}
	}
}
