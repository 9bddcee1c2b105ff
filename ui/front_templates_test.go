package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// tells has the callbacks of templates write down what they were told.
const tells = `window.said = []; window.tell = (what) => (given) => { said.push(given === undefined ? what : what + " " + JSON.stringify(given)) }; window.t = TossFrontSDK.template; 0`

// templates is every page of the front SDK, what a finger does there, and what the
// plugin then hears.
var templates = []struct {
	call, screen, heading string
	fingers               []string // test ids; "type TEXT" writes
	hears                 []string
}{
	{`t.renderIdlePage()`, "idle", "모퉁이 커피", nil, nil},
	{`t.renderIdlePage({type: "oneButton", title: "책방", button: {text: "시작", subText: "눌러요", onClick: tell("start")}, description: {text: "카드만"}})`,
		"idle", "책방", []string{"start-0"}, []string{"start"}},
	{`t.renderIdlePage({type: "twoButton", title: {text1: "어서", text2: "오세요"}, primaryButton: {text: "하나", onClick: tell("one")}, secondaryButton: {text: "둘", onClick: tell("two")}})`,
		"idle", "어서 오세요", []string{"start-2"}, []string{"two"}},
	{`t.renderOnboardingPage({title: "로그인", inputs: {id: {label: "아이디", type: "text"}, password: {label: "비밀번호", type: "password", mode: "numeric", maxLength: 4}}, onSubmit: tell("login")})`,
		"input", "아이디", []string{"type shop", "main", "type 1234", "main"}, []string{`login {"id":"shop","password":"1234"}`}},
	{`t.renderOrderPage({localeCode: "ko", order: {items: [{label: "책", value: 12000, quantity: 2, options: [{type: "option", label: "포장", value: 500}]}], discounts: [{label: "할인", value: 1000}], summary: {totalAmount: 24000, discountAmount: 1000}}, onClick: tell("pay"), onBack: tell("back")})`,
		"order", "주문 내역을 확인해 주세요", []string{"pay", "back"}, []string{"pay", "back"}},
	{`t.renderOrderPage({items: [{label: "Book", value: 12000}], summary: {totalAmount: 12000}, localeCode: "en", onClick: tell("pay")})`,
		"order", "Please check your order", []string{"pay"}, []string{"pay"}},
	{`t.renderOrderResultPage({type: "cancelled", localeCode: "ko", order: {items: [{label: "책", value: 12000}], summary: {totalAmount: 12000}}, cta: {text: "처음으로", onClick: tell("next")}})`,
		"order-result", "결제가 취소됐어요", []string{"next"}, []string{"next"}},
	{`t.renderUsePointPage({points: [{name: "캐시", amount: 3000}], summary: {pointUsedAmount: 3000, paymentAmount: 9000}, cta: {submit: {onClick: tell("use")}, cancel: {onClick: tell("skip")}}})`,
		"points", "포인트를 사용할까요?", []string{"use", "skip"}, []string{"use", "skip"}},
	{`t.renderResultPage({type: "image", status: "error", title: "안 됐어요", description: "다시", timerMs: 0, buttons: [{label: "하나", onClick: tell("one")}, {label: "둘", onClick: tell("two")}, {label: "셋"}]})`,
		"result", "안 됐어요", []string{"button-1"}, []string{"two"}},
	{`t.renderSelectPage({title: "고르세요", subtitle: "하나만", options: [{title: "가", onClick: tell("a")}, {title: "나", description: "둘째", onClick: tell("b")}], onBack: tell("back"), navbarButton: {label: "설정", onClick: tell("bar")}})`,
		"select", "고르세요", []string{"choice-1", "choice-2", "back"}, []string{"b", "bar", "back"}},
	{`t.renderSelectGridPage({title: "칸", options: [{id: "x", title: "가", onClick: tell("a")}]})`, "select-grid", "칸", []string{"choice-0"}, []string{"a"}},
	{`t.renderMultiSelectPage({title: "여럿", options: [{id: "x", title: "가"}, {id: "y", title: "나"}], button: {text: (n) => n.length + "개"}, onSubmit: (all) => tell("many")(all.map((o) => o.id))})`,
		"multi-select", "여럿", []string{"choice-0", "choice-1", "main"}, []string{`many ["x","y"]`}},
	{`t.renderQRScanPage({title: "비춰 주세요", onSuccess: tell("code"), onBack: tell("back")})`, "scan", "비춰 주세요", []string{"back"}, []string{"back"}},
	{`t.renderInputPage({type: "text", top: {title: "이름", subtitle: "한글로"}, input: {placeholder: "홍길동", maxLength: 10}, button: {label: "다음"}, disclaimer: "안내", onSubmit: tell("name"), onBack: tell("back")})`,
		"input", "이름", []string{"type kim", "main"}, []string{`name "kim"`}},
	{`t.renderInputPage({type: "phone", top: {title: "전화번호"}, input: {placeholder: "010"}, onSubmit: tell("phone")})`,
		"input", "전화번호", []string{"type 01012345678"}, []string{`phone "01012345678"`}},
	{`t.renderKeypadInputPage({title: "번호", input: {type: "number", trigger: "length", length: 3, onSubmit: tell("number")}})`,
		"input", "번호", []string{"type 123"}, []string{`number "123"`}},
	{`t.renderSearchPage({title: "찾기", getOptions: async (q) => [{title: q + "!", id: "r"}], onSubmit: (o) => tell("found")(o.title)})`,
		"search", "찾기", []string{"type tea", "choice-0"}, []string{`found "tea!"`}},
	{`t.renderAgreementPage({title: "약관", agreements: {required: [{id: "a", title: "필수", text: "본문"}], optional: [{id: "b", title: "선택"}]}, onSubmit: tell("agreed")})`,
		"agreement", "약관", []string{"choice-all", "main"}, []string{`agreed ["a","b"]`}},
	{`t.renderSignPage({title: "서명", onSubmit: (png) => tell("signed")(png.startsWith("iVBOR")), onBack: tell("back")})`, "sign", "서명", []string{"draw", "main"}, []string{"signed true"}},
}

// TestFrontTemplates: every page of the front SDK draws itself into the plugin's
// node, and tells the plugin what was done there, once.
func TestFrontTemplates(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	for _, page := range templates {
		f.do(chromedp.Evaluate(tells, nil), chromedp.Evaluate(page.call+"; 0", nil),
			chromedp.Poll(fmt.Sprintf(`document.querySelector('#app [data-screen=%q] #heading')?.innerText.replace(/\s+/g, " ").trim() === %q`, page.screen, page.heading), nil))
		for _, finger := range page.fingers {
			f.touch(finger)
		}
		want := strings.Join(page.hears, "\n")
		f.do(chromedp.Poll(fmt.Sprintf(`said.length >= %d`, len(page.hears)), nil))
		var said []string
		f.do(chromedp.Evaluate(`said`, &said))
		if diff := cmp.Diff(want, strings.Join(said, "\n")); diff != "" {
			t.Errorf("%s tells (-want +got):\n%s", page.call, diff)
		}
	}
}

// touch is a finger on a template, or a keyboard.
func (f finger) touch(what string) {
	f.Helper()
	if text, ok := strings.CutPrefix(what, "type "); ok {
		f.do(chromedp.WaitVisible(named("field")), chromedp.SendKeys(named("field"), text))
		return
	}
	if what == "draw" {
		f.do(chromedp.Evaluate(`for (const [type, x] of [["pointerdown", 300], ["pointermove", 420], ["pointerup", 420]]) document.querySelector('[data-testid="sign"]').dispatchEvent(new PointerEvent(type, {clientX: x, clientY: 700, pointerId: 1, bubbles: true}))`, nil))
		return
	}
	f.tap(what)
}

// TestFrontAbove: a toast comes and goes, and time that runs out asks before it
// ends anything.
func TestFrontAbove(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	f.do(chromedp.Evaluate(tells, nil), chromedp.Evaluate(`t.renderIdlePage({title: "책방"}); t.openToast({message: "담았어요"}); 0`, nil))
	f.do(chromedp.WaitVisible(named("toast")))
	if got := f.reads("toast"); got != "담았어요" {
		t.Errorf("the toast says %q", got)
	}
	f.do(chromedp.Evaluate(`window.stop = t.startTimer({title: "계속할까요?", duration: 21, warnAt: 5, onTimeout: tell("over")}); 0`, nil))
	f.do(chromedp.WaitVisible(named("timer-warning")))
	f.tap("timer-more")
	f.do(chromedp.WaitNotPresent(named("timer-warning")), chromedp.WaitVisible(named("timer-warning")))
	f.tap("timer-end")
	f.do(chromedp.Poll(`said.join() === "over"`, nil), chromedp.Evaluate(`stop(); 0`, nil))
}

// TestFrontOverrides stand in for a device in test mode, and nowhere else.
func TestFrontOverrides(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	const ask = `(TossFrontSDK.overrides({serialNumber: "X-1", merchant: {id: 7, name: "Dev"}}), Promise.all([TossFrontSDK.app.getSerialNumber(), TossFrontSDK.app.getMerchant(), TossFrontSDK.app.isDebugMode()]))`
	if o := f.calls(ask); string(o.Value) != `[{"serialNumber":"X-1"},{"id":7,"name":"Dev","businessNumber":"123-45-67890"},true]` {
		t.Errorf("in test mode: %s %s", o.Value, o.Code)
	}
	v := f.agent.View()
	v.Test = false
	f.agent.Show(v)
	f.do(chromedp.Reload())
	if o := f.calls(ask); string(o.Value) != `[{"serialNumber":"SN-0042"},{"id":"corner-1","name":"모퉁이 커피","businessNumber":"123-45-67890"},false]` {
		t.Errorf("with real money: %s %s", o.Value, o.Code)
	}
}

// TestFrontFollowsModes: the plugin's pages are served as its customer wants, and
// so are the screens of the payment.
func TestFrontFollowsModes(t *testing.T) {
	t.Parallel()
	f := inApp(t, frontPage)
	const size = `parseFloat(getComputedStyle(document.documentElement).fontSize)`
	f.do(chromedp.Evaluate(tells, nil), chromedp.Evaluate(`t.renderOrderPage({items: [{label: "책", value: 12000}], summary: {totalAmount: 12000}}); 0`, nil))
	f.do(chromedp.WaitVisible(named("pay")), chromedp.Evaluate(`window.before = `+size, nil))
	f.calls(`fetch("/api/v1/modes", {method: "PUT", headers: {"Content-Type": "application/json"}, body: JSON.stringify({text: 150, contrast: true, low: true})})`)
	f.do(chromedp.Poll(size+` > before * 1.4 && document.querySelector('#kiosk[data-contrast="true"][data-low="true"]') !== null`, nil))
	f.begins("paid", request)
	f.inScreens("insert-card")
	f.do(chromedp.Poll(`document.querySelector("#kioskd-screens iframe").contentDocument.querySelector('#kiosk[data-contrast="true"][data-low="true"]') !== null`, nil))
}
