/** What the staff page says. */
export interface Words {
  locale: string;
  title: string;
  enter: string;
  wrong: string;
  locked: string;
  noPIN: string;
  digit: (d: string) => string;
  erase: string;
  open: string;
  leave: string;
  lock: string;
  test: string;
  refresh: string;
  state: { pad: string; hq: string; waiting: string; disk: string; printer: string; kiosk: string; up: string; down: string; none: string; good: string };
  waits: (count: number, sum: string) => string;
  nothingWaits: string;
  since: (when: string) => string;
  padTest: string;
  padGood: (millis: number) => string;
  padBad: string;
  sendNow: string;
  sent: string;
  cases: string;
  noCases: string;
  next: string;
  override: string;
  overrideSays: (reference: string) => string;
  overridden: (name: string, reason: string) => string;
  name: string;
  reason: string;
  sales: string;
  noSales: string;
  refund: string;
  refundSays: (amount: string, reference: string) => string;
  refunding: string;
  reprint: string;
  printing: string;
  totals: string;
  day: string;
  sold: string;
  back: string;
  net: string;
  unsettled: string;
  cancel: string;
  failed: string;
  status: Record<string, string>;
  printer: Record<string, string>;
}

const en: Words = {
  locale: "en",
  title: "Staff",
  enter: "Enter the PIN",
  wrong: "This is not the PIN",
  locked: "Too many wrong PINs. Please wait",
  noPIN: "No PIN has been set. On the kiosk's computer, run: kioskd staff pin",
  digit: (d) => d,
  erase: "Delete",
  open: "Open",
  leave: "Back to the customers' screen",
  lock: "Lock",
  test: "Test mode: no money moves",
  refresh: "Refresh",
  state: { pad: "Card pad", hq: "HQ", waiting: "Waiting for HQ", disk: "Disk", printer: "Receipt printer", kiosk: "Kiosk", up: "Connected", down: "Not connected", none: "Not set", good: "In order" },
  waits: (count, sum) => `${count} records, ${sum}`,
  nothingWaits: "Nothing",
  since: (when) => `since ${when}`,
  padTest: "Test the card pad",
  padGood: (millis) => `The pad answered in ${millis} ms`,
  padBad: "The pad does not answer",
  sendNow: "Send now",
  sent: "HQ is being called",
  cases: "To look at",
  noCases: "Nothing: every payment has its ending",
  next: "Next step",
  override: "Let the kiosk go on",
  overrideSays: (reference) => `Payment ${reference} stays as it is and is marked as neither paid nor unpaid. The kiosk goes on selling. Your name and reason are recorded.`,
  overridden: (name, reason) => `${name} let the kiosk go on: ${reason}`,
  name: "Your name",
  reason: "Reason",
  sales: "Latest payments",
  noSales: "No payment yet",
  refund: "Refund",
  refundSays: (amount, reference) => `${amount} of payment ${reference} go back to the customer's card.`,
  refunding: "The money is on its way back",
  reprint: "Print again",
  printing: "The receipt is being printed",
  totals: "Totals of a day",
  day: "Day",
  sold: "Sales",
  back: "Refunds",
  net: "Net",
  unsettled: "Not settled",
  cancel: "Cancel",
  failed: "That did not work",
  status: {
    started: "Running", offered: "Running", approved: "Paid", declined: "Declined", unknown: "Being checked", "not-charged": "Not charged",
    mismatch: "Wrong amount", voiding: "Being refunded", voided: "Refunded", unresolved: "Not settled", late: "Too late, goes back",
  },
  printer: { ready: "Ready", "paper-low": "Ready, little paper left", "paper-out": "Out of paper", "cover-open": "Cover open", error: "Broken", "not-connected": "Not connected" },
};

const ko: Words = {
  locale: "ko-KR",
  title: "직원 화면",
  enter: "비밀번호를 입력해 주세요",
  wrong: "비밀번호가 맞지 않아요",
  locked: "여러 번 틀렸어요. 잠시 기다려 주세요",
  noPIN: "비밀번호가 아직 없어요. 키오스크 컴퓨터에서 실행해 주세요: kioskd staff pin",
  digit: (d) => d,
  erase: "지우기",
  open: "열기",
  leave: "고객 화면으로 돌아가기",
  lock: "잠그기",
  test: "연습 모드: 실제 결제가 아니에요",
  refresh: "새로 고침",
  state: { pad: "카드 단말기", hq: "본사 서버", waiting: "본사 전송 대기", disk: "디스크", printer: "영수증 프린터", kiosk: "키오스크", up: "연결됨", down: "연결 안 됨", none: "설정 안 됨", good: "정상" },
  waits: (count, sum) => `${count}건, ${sum}`,
  nothingWaits: "없음",
  since: (when) => `${when}부터`,
  padTest: "단말기 점검",
  padGood: (millis) => `단말기가 ${millis}ms 만에 응답했어요`,
  padBad: "단말기가 응답하지 않아요",
  sendNow: "지금 보내기",
  sent: "본사에 연결하고 있어요",
  cases: "확인할 결제",
  noCases: "없어요. 모든 결제가 마무리됐어요",
  next: "다음 할 일",
  override: "계속 판매하기",
  overrideSays: (reference) => `결제 ${reference}은(는) 그대로 남고, 결제됨으로도 안 됨으로도 바뀌지 않아요. 키오스크는 계속 판매해요. 이름과 사유가 기록돼요.`,
  overridden: (name, reason) => `${name} 님이 계속 판매하도록 했어요: ${reason}`,
  name: "이름",
  reason: "사유",
  sales: "최근 결제",
  noSales: "아직 결제가 없어요",
  refund: "환불",
  refundSays: (amount, reference) => `결제 ${reference}의 ${amount}이 고객 카드로 환불돼요.`,
  refunding: "환불하고 있어요",
  reprint: "다시 인쇄",
  printing: "영수증을 인쇄하고 있어요",
  totals: "하루 합계",
  day: "날짜",
  sold: "판매",
  back: "환불",
  net: "합계",
  unsettled: "미확정",
  cancel: "취소",
  failed: "처리하지 못했어요",
  status: {
    started: "진행 중", offered: "진행 중", approved: "결제됨", declined: "거절됨", unknown: "확인 중", "not-charged": "결제 안 됨",
    mismatch: "금액 다름", voiding: "환불 중", voided: "환불됨", unresolved: "미확정", late: "늦은 승인, 환불 예정",
  },
  printer: { ready: "정상", "paper-low": "정상, 용지 부족", "paper-out": "용지 없음", "cover-open": "덮개 열림", error: "고장", "not-connected": "연결 안 됨" },
};

export const languages = { ko, en };
export type Language = keyof typeof languages;
