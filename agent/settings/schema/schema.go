// Package schema tells people what may stand in a settings document: each setting with
// its kind, what it means, its bounds, its default and an example, in English and
// Korean ([Fields]); and what is wrong with a document, by the line ([Flaws]).
//
// It is for whoever writes documents; the agent itself judges by package settings. A
// test keeps the two in step: a setting without help, and help for a setting that is
// no more, fail it.
package schema

import "slices"

// Field is one setting, or a section of them.
type Field struct {
	Path    string // as in catalogue.items[].price; <name> stands for any name
	Kind    Text
	Means   Text
	Bounds  Text   // empty where only the kind bounds it
	Default Text   // what counts when it is left out; empty where it has to be there
	Example string // in JSON
}

// Text is said in two languages.
type Text struct{ EN, KO string }

// In returns the text in a language: Korean for ko, otherwise English.
func (t Text) In(language string) string {
	if language == "ko" {
		return t.KO
	}
	return t.EN
}

// Fields returns all settings in the order in which they are explained.
func Fields() []Field { return slices.Concat(document, shop, kiosk, screen, partner) }

// The kinds of values.
var (
	text    = Text{"text", "글자"}
	texts   = Text{"list of texts", "글자 목록"}
	names   = Text{"texts by language", "언어별 글자"}
	byName  = Text{"texts by name", "이름별 글자"}
	whole   = Text{"whole number", "정수"}
	number  = Text{"number", "수"}
	money   = Text{"amount, in whole won or cents", "금액(원 또는 센트 단위 정수)"}
	yesNo   = Text{"true or false", "true 또는 false"}
	section = Text{"section", "묶음"}
	list    = Text{"list", "목록"}
)

// What is often said of settings.
var (
	must      = Text{}
	none      = Text{"none", "없음"}
	ownFile   = Text{"the kiosk's own file", "키오스크 자체 설정 파일"}
	standard  = Text{"the standard page's", "기본 화면의 값"}
	anyAmount = Text{"0 to 9,999,999,999", "0~9,999,999,999"}
	aPicture  = Text{"a path below /pictures/, listed under screen.pictures", "/pictures/ 아래 경로이며 screen.pictures에 있어야 함"}
	tongues   = Text{"by ko, en, ja, zh", "ko, en, ja, zh별"}
	anAddress = Text{"https, at most 200 bytes", "https, 200바이트 이하"}
	serverOf  = Text{"in mode terminal", "mode가 terminal일 때"}
	ownPath   = Text{"the contract's path", "규약의 경로"}
)
